"""Who takes part, and how each wants to be spoken to: the settings of parties and connections."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


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


class SupplierSettings(_Settings):
    """How a supplier is spoken to."""

    shop_url: str | None = None
    test_shop_url: str | None = None
    orders_url: str | None = None
    test_orders_url: str | None = None
    allow_private_network: bool = False


class ConnectionSettings(_Settings):
    """How the two of one connection speak."""

    dialect: Dialect = Dialect.GENERIC
    strict: bool = False  # every schema error is answered 406
    form_field: FormField = FormField.BASE64
    form_target: str | None = None  # frame that the cart is posted to, e.g. _top
    operation_allowed: str = Field(default="edit", pattern="^(create|inspect|edit)$")
