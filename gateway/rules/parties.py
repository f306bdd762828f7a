"""Who takes part, and how each wants to be spoken to: the settings of parties and connections."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gateway.cxml.versions import NEWEST, VERSIONS
from gateway.mailboxes import is_address, is_domain
from gateway.rules.safeguard_settings import SafeguardSettings


class Role(StrEnum):
    """On which side of a connection a party stands."""

    BUYER = "buyer"
    SUPPLIER = "supplier"


class State(StrEnum):
    """What a connection may do; it moves from test to active once, and never back."""

    #: nothing is executed, nothing is charged
    TEST = "test"
    #: the real thing
    ACTIVE = "active"


class Mode(StrEnum):
    """What a document, session or order is."""

    TEST = "test"
    ACTIVE = "active"


class FormField(StrEnum):
    """Which form field carries the cart home (cXML guide 1.1, browser form transport)."""

    BASE64 = "cxml-base64"
    URLENCODED = "cxml-urlencoded"


class Dialect(StrEnum):
    """Which procurement system speaks on a connection."""

    GENERIC = "generic"
    ARIBA = "ariba"
    COUPA = "coupa"
    JAGGAER = "jaggaer"
    ORACLE = "oracle"
    SAP = "sap"
    AMAZON = "amazon"


class IdentitySettings(BaseModel):
    """A (domain, value) pair; the domain compares without case, the value exactly, trimmed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    domain: str = Field(min_length=1, max_length=128)
    value: str = Field(min_length=1, max_length=256)

    @property
    def key(self) -> tuple[str, str]:
        """The pair as it is compared."""
        return (self.domain.lower(), self.value)


def _version(text: str) -> str:
    if text not in VERSIONS:
        raise ValueError(
            f"{text!r} is no version of cXML that is known here; write it as {VERSIONS[0]} or as"
            f" {VERSIONS[1]} to {NEWEST}"
        )
    return text


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BuyerSettings(_Settings):
    """How a buyer is spoken to."""

    return_hosts: tuple[str, ...] = ()  # scheme://host[:port], with *. for subdomains
    documents_url: str | None = None
    confirmations_url: str | None = None
    ship_notices_url: str | None = None
    invoices_url: str | None = None
    status_updates_url: str | None = None
    allow_private_network: bool = False
    #: of its shoppers, where their documents do not say one (BCP 47)
    language: str | None = Field(default=None, pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
    test_system: bool = (
        False  # its addresses belong to a test system: it may be sent a simulated accept
    )


def _mail_address(text: str) -> str:
    if not is_address(text):
        raise ValueError("is no plain mail address, such as orders@supplier.example")
    return text


def _mail_domain(text: str) -> str:
    if not is_domain(text):
        raise ValueError("is no domain, such as buyer.example, or *.buyer.example for those below")
    return text.lower()


MailAddress = Annotated[str, AfterValidator(_mail_address)]
MailDomain = Annotated[str, AfterValidator(_mail_domain)]


class ConfirmationWish(StrEnum):
    """Which confirmations are carried to a buyer."""

    ALL = "all"
    #: they are stored, and told to the requester by mail
    NONE = "none"


class Representative(_Settings):
    """Whom a requester may ask about an order; `company` is the supplier's name for people."""

    company: str | None = Field(default=None, min_length=1, max_length=100)
    name: str | None = Field(default=None, min_length=1, max_length=100)
    email: MailAddress | None = None
    phone: str | None = Field(default=None, min_length=1, max_length=40)


class Interface(StrEnum):
    """How a supplier takes orders and answers them."""

    #: documents are posted to its addresses, and it posts documents
    CXML = "cxml"
    #: it reads events at the supplier API, and answers there
    JSON = "json"


class SupplierSettings(_Settings):
    """How a supplier is spoken to."""

    interface: Interface = Interface.CXML
    shop_url: str | None = None
    test_shop_url: str | None = None
    orders_url: str | None = None
    test_orders_url: str | None = None
    #: where the events of a supplier without cXML are posted too
    webhook_url: str | None = None
    test_webhook_url: str | None = None
    allow_private_network: bool = False
    representative: Representative | None = None


class Unknown(StrEnum):
    """What is done with a change or cancellation of an order that we do not have."""

    REFUSE = "refuse"
    #: as the first that we see of the order
    TAKE = "take"


class ConnectionSettings(_Settings):
    """How the two of one connection speak."""

    dialect: Dialect = Dialect.GENERIC
    strict: bool = False  # every schema error is answered 406
    form_field: FormField = FormField.BASE64
    form_target: str | None = None  # frame that the cart is posted to, e.g. _top
    operation_allowed: str = Field(default="edit", pattern="^(create|inspect|edit)$")
    #: what the buyer calls a unit of measure, and its code (UN/CEFACT Recommendation 20)
    units: dict[str, str] = Field(default_factory=dict)
    safeguards: SafeguardSettings = SafeguardSettings()
    confirmations: ConfirmationWish = ConfirmationWish.ALL
    #: requesters with an address here are told of their orders by mail; none: nobody is
    mail_domains: tuple[MailDomain, ...] = ()
    #: who gets the mails of tests in the requesters' place; none: nobody does
    test_mail_to: MailAddress | None = None
    #: instead of the supplier's
    representative: Representative | None = None
    #: what leaves on this connection declares it, and holds nothing newer of ours
    dtd_version: Annotated[str, AfterValidator(_version)] = NEWEST
    #: changes of orders from before the gateway: refused (417), or taken as they are
    changes_of_unknown_orders: Unknown = Unknown.REFUSE
