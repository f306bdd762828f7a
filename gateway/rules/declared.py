"""What a parties file declares, read and checked: who takes part, and how they are connected."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.rules.parties import (
    BuyerSettings,
    ConnectionSettings,
    IdentitySettings,
    Role,
    SupplierSettings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCredential:
    """An identity with its secret; kinds None: all of its side."""

    identity: IdentitySettings
    secret: str = field(repr=False)
    kinds: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredNetwork:
    """A hub that speaks for many buyers."""

    name: str
    credentials: tuple[DeclaredCredential, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredParty:
    """A buyer or a supplier."""

    name: str
    role: Role
    settings: BuyerSettings | SupplierSettings
    identities: tuple[IdentitySettings, ...]
    credentials: tuple[DeclaredCredential, ...]
    #: what we send to it
    outbound_secret: str | None = field(repr=False)
    #: bearer key of the shop API, suppliers only
    shop_key: str | None = field(repr=False)
    #: bearer key of the supplier API for real orders, suppliers without cXML only
    api_key: str | None = field(default=None, repr=False)
    #: the same for test orders
    test_api_key: str | None = field(default=None, repr=False)
    #: what its webhooks are signed with, the newest first
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRoute:
    """How we speak towards one side; kind None: every kind that has no route of its own."""

    towards: Role
    kind: str | None
    address: str | None
    identity: IdentitySettings | None
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredConnection:
    """One buyer and one supplier."""

    buyer: str
    supplier: str
    label: str | None
    network: str | None
    settings: ConnectionSettings
    credentials: tuple[DeclaredCredential, ...]
    routes: tuple[DeclaredRoute, ...]

    @property
    def name(self) -> str:
        """`buyer/supplier`, or `buyer/supplier/label`."""
        return "/".join(filter(None, (self.buyer, self.supplier, self.label)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Everything that a parties file says."""

    #: None: the file does not say who we are
    identity: IdentitySettings | None
    networks: tuple[DeclaredNetwork, ...]
    parties: tuple[DeclaredParty, ...]
    connections: tuple[DeclaredConnection, ...]
