"""A visit: what the setup request says of the shopper and of what is to be shown."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from gateway.cxml.contacts import Address


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shopper(_Part):
    """The person who shops, as far as the buyer told."""

    name: str | None = None
    email: str | None = None
    unique_name: str | None = None
    extrinsics: dict[str, str] = Field(default_factory=dict)


class Destination(_Part):
    """Where the goods shall go."""

    address_id: str | None = None
    name: str | None = None
    street: tuple[str, ...] = ()
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None


class SelectedItem(_Part):
    """The item that the shop shall open at."""

    supplier_part_id: str
    supplier_part_auxiliary_id: str | None = None


class VisitLine(_Part):
    """One line of the cart that is opened again; amounts are decimal text."""

    line_number: int | None = None
    quantity: str
    supplier_part_id: str
    supplier_part_auxiliary_id: str | None = None
    description: str | None = None
    unit_price: str | None = None
    currency: str | None = None
    unit_of_measure: str | None = None


class Visit(_Part):
    """What a session is about, besides who and when."""

    user: Shopper = Shopper()
    ship_to: Destination | None = None
    selected_item: SelectedItem | None = None
    lines: tuple[VisitLine, ...] = ()
    #: our key of each line; None where it came without one
    keys: tuple[str | None, ...] = ()


def destination(address: Address) -> Destination:
    """Read where an address leads."""
    post = address.postal_address
    return Destination(
        address_id=address.address_id,
        name=address.name.text if address.name else None,
        street=post.street if post else (),
        city=post.city.text if post and post.city else None,
        postal_code=post.postal_code if post else None,
        country=post.country.iso_country_code if post and post.country else None,
    )
