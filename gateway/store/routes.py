"""Routes: where a document goes on a connection, as whom, and with which secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select

from gateway.cxml.versions import NEWEST
from gateway.errors import Misconfigured
from gateway.rules.parties import (
    BuyerSettings,
    IdentitySettings,
    Interface,
    Mode,
    SupplierSettings,
)
from gateway.rules.supplier_events import EVENT_KINDS
from gateway.store import facts
from gateway.store.engine import Transaction
from gateway.store.parties import Party
from gateway.store.rows import Prepared
from gateway.store.tables import routes

#: the buyer's setting that holds the address for a kind of document
BUYER_ADDRESSES: Final = {
    "ConfirmationRequest": "confirmations_url",
    "ShipNoticeRequest": "ship_notices_url",
    "InvoiceDetailRequest": "invoices_url",
    "StatusUpdateRequest": "status_updates_url",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How to reach one side; without an address it takes no such document."""

    address: str | None
    #: we, as that side knows us
    identity: IdentitySettings
    #: sealed; None: we send none
    secret: bytes | None
    private_network: bool
    #: the version of cXML that is spoken there
    dtd_version: str = NEWEST
    #: row of the supplier that reads such documents as events; `address` is its webhook's then
    events_of: int | None = None


# The row of the kind comes before the row of every kind.
_SELECT = Prepared(
    select(routes.c.address, routes.c.domain, routes.c.value, routes.c.secret)
    .where(
        routes.c.connection_id == bindparam("connection"),
        routes.c.towards == bindparam("side"),
        routes.c.kind.in_([bindparam("of_kind"), bindparam("of_every_kind")]),
    )
    .order_by(routes.c.kind.desc())
)


def towards(tx: Transaction, connection_id: int, party: Party, kind: str, mode: Mode) -> Route:
    """Find the way to one party of a connection; see `connections.route`."""
    rows = _SELECT.rows(
        tx, connection=connection_id, side=party.role, of_kind=kind, of_every_kind=""
    )
    own = next((address for address, *_ in rows if address), None)
    names = next(((domain, value) for _, domain, value, _ in rows if domain), None)
    identity = (
        IdentitySettings(domain=names[0], value=names[1]) if names else facts.own_identity(tx)
    )
    if identity is None:
        raise Misconfigured("The gateway has no identity; [gateway] in the parties file gives it.")
    reads = _reads(party, kind, mode)
    return Route(
        address=_address(party, kind, mode, own),
        events_of=party.id if reads else None,
        identity=identity,
        secret=next((secret for *_, secret in rows if secret), party.outbound_secret),
        private_network=party.settings.allow_private_network,
    )


def _reads(party: Party, kind: str, mode: Mode) -> bool:
    """Tell whether a party reads such documents as events: it has a key for them."""
    settings = party.settings
    if not isinstance(settings, SupplierSettings) or settings.interface is not Interface.JSON:
        return False
    key = party.test_api_key if mode is Mode.TEST else party.api_key
    return kind in EVENT_KINDS and key is not None


def _address(party: Party, kind: str, mode: Mode, own: str | None) -> str | None:
    settings = party.settings
    if isinstance(settings, SupplierSettings) and settings.interface is Interface.JSON:
        webhook = settings.test_webhook_url if mode is Mode.TEST else settings.webhook_url
        return webhook if _reads(party, kind, mode) else None
    if isinstance(settings, SupplierSettings):
        return settings.test_orders_url if mode is Mode.TEST else own or settings.orders_url
    return own or _buyer_address(settings, kind)


def _buyer_address(settings: BuyerSettings, kind: str) -> str | None:
    special = BUYER_ADDRESSES.get(kind)
    found: str | None = getattr(settings, special) if special else None
    return found or settings.documents_url
