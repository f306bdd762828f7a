"""People and places: contacts, addresses, where goods and bills go."""

from __future__ import annotations

from typing import Annotated

from gateway.cxml.binding import Attr, Child, Content, Rest, element
from gateway.cxml.texts import Extrinsic


@element("Name")
class Name:
    """What somebody is called."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("Email")
class Email:
    """An e-mail address."""

    address: Annotated[str, Content()] = ""
    name: Annotated[str | None, Attr("name")] = None
    preferred_lang: Annotated[str | None, Attr("preferredLang")] = None
    rest: Rest | None = None


@element("City")
class City:
    """A city."""

    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("Country")
class Country:
    """A country, by its ISO 3166 code and in words."""

    iso_country_code: Annotated[str | None, Attr("isoCountryCode")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element(
    "PostalAddress",
    children="DeliverTo Street City Municipality State PostalCode Country Extrinsic",
)
class PostalAddress:
    """Where post goes."""

    name: Annotated[str | None, Attr("name")] = None
    deliver_to: Annotated[tuple[str, ...], Child("DeliverTo")] = ()
    street: Annotated[tuple[str, ...], Child("Street")] = ()
    city: City | None = None
    postal_code: Annotated[str | None, Child("PostalCode")] = None
    country: Country | None = None
    rest: Rest | None = None


@element("Address", children="Name PostalAddress Email Phone Fax URL")
class Address:
    """A place of an organisation; addressID is the buyer's key for it."""

    iso_country_code: Annotated[str | None, Attr("isoCountryCode")] = None
    address_id: Annotated[str | None, Attr("addressID")] = None
    address_id_domain: Annotated[str | None, Attr("addressIDDomain")] = None
    name: Name | None = None
    postal_address: PostalAddress | None = None
    email: Email | None = None
    rest: Rest | None = None


@element("ShipTo", children="Address CarrierIdentifier TransportInformation IdReference")
class ShipTo:
    """Where the goods go."""

    address: Address
    rest: Rest | None = None


@element("BillTo", children="Address IdReference")
class BillTo:
    """Where the invoice goes."""

    address: Address
    rest: Rest | None = None


@element("Contact", children="Name PostalAddress Email Phone Fax URL IdReference Extrinsic")
class Contact:
    """Somebody to talk to; role `endUser` is the shopper."""

    role: Annotated[str | None, Attr("role")] = None
    address_id: Annotated[str | None, Attr("addressID")] = None
    name: Name | None = None
    postal_addresses: tuple[PostalAddress, ...] = ()
    emails: tuple[Email, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None
