"""Everything there is to know about one connection, gathered as plain facts; never a secret."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from gateway.cli.going_live import checklist_of
from gateway.cxml.safety import parse
from gateway.errors import NotAcceptable
from gateway.rules.lookalikes import likeness
from gateway.rules.parties import BuyerSettings, IdentitySettings, Mode, Role, SupplierSettings
from gateway.rules.safeguard_settings import SafeguardSettings
from gateway.store import connections, credentials, journal, knocks
from gateway.store.connections import Connection
from gateway.store.credentials import Credential
from gateway.store.engine import Transaction
from gateway.store.knocks import Knock
from gateway.store.parties import Party
from gateway.store.routes import Route
from gateway.store.states import Direction

_REFUSED_FROM: Final = 400
_LOOKED_THROUGH: Final = 200
_SHOWN: Final = 5
_TO_BUYER: Final = (
    "ConfirmationRequest",
    "ShipNoticeRequest",
    "InvoiceDetailRequest",
    "StatusUpdateRequest",
)


def portrait(tx: Transaction, connection: Connection, now: datetime) -> dict[str, Any]:
    """Gather what `connection show` tells."""
    held = held_credentials(tx, connection, now)
    known = [*_identities(connection), *(_identity(each) for each in held)]
    return {
        "name": connection.name,
        "state": connection.state,
        "dialect": connection.settings.dialect,
        "strict": connection.settings.strict,
        "dtd_version": connection.settings.dtd_version,
        "network": connection.network,
        "activated_at": connection.activated_at,
        "activated_by": connection.activated_by,
        "checklist": [
            {"step": item.proof, "needed": item.needed, "seen": item.seen}
            for item in checklist_of(tx, connection)
        ],
        "identities": [
            {"party": party.name, "role": party.role, "domain": each.domain, "value": each.value}
            for party in (connection.buyer, connection.supplier)
            for each in party.identities
        ],
        "credentials": [_credential(each, connection) for each in held],
        "addresses": list(addresses(tx, connection)),
        "safeguards": list(_safeguards(connection.settings.safeguards)),
        "refusals": _refusals(tx, connection),
        "knocks": [row for knock in knocks.listed(tx, limit=_LOOKED_THROUGH)
                   if (row := knock_row(knock, known))["meant"]][:_SHOWN],
    }  # fmt: skip


def _safeguards(settings: SafeguardSettings) -> Iterator[dict[str, Any]]:
    """List the safeguards, and which of them are as we recommend."""
    for name, field in SafeguardSettings.model_fields.items():
        value = getattr(settings, name)
        yield {
            "setting": name,
            "value": dict(value) if isinstance(value, dict) else value,
            "recommended": value == field.get_default(call_default_factory=True),
        }


def held_credentials(tx: Transaction, connection: Connection, now: datetime) -> list[Credential]:
    """List the credentials in force that speak on a connection, its own first."""
    owners = {
        ("connection_id", connection.id),
        ("party_id", connection.buyer.id),
        ("party_id", connection.supplier.id),
    }
    lasting = [
        each
        for column, row in owners
        for each in credentials.lasting(tx, credentials.Owner(**{column: row}))
    ]
    named = credentials.named(tx, sorted({each.key for each in lasting}), now)
    own = [each for each in named if _owners(each) & owners]
    hubs = [
        each
        for each in credentials.of_networks(tx, now)
        if connection.id in {one.id for one in credentials.connections_of(tx, each)}
    ]
    return sorted([*own, *hubs], key=lambda each: (each.connection_id is None, each.id))


def addresses(tx: Transaction, connection: Connection) -> Iterator[dict[str, Any]]:
    """List where documents and shoppers of a connection go."""
    supplier, buyer = connection.supplier.settings, connection.buyer.settings
    for mode in Mode:
        yield _way(tx, connection, Role.SUPPLIER, "OrderRequest", mode)
    if isinstance(supplier, SupplierSettings):
        yield _shop("shop", Mode.TEST, supplier.test_shop_url or supplier.shop_url)
        yield _shop("shop", Mode.ACTIVE, supplier.shop_url)
    for kind in _TO_BUYER:
        yield _way(tx, connection, Role.BUYER, kind, Mode.ACTIVE)
    if isinstance(buyer, BuyerSettings):
        for host in buyer.return_hosts:
            yield {"towards": Role.BUYER, "kind": "cart", "mode": None, "address": host}


def knock_row(knock: Knock, known: list[IdentitySettings]) -> dict[str, Any]:
    """Tell one knock, and which of the known identities was probably meant."""
    like = likeness(knock.domain, knock.value, known)
    return {
        "domain": knock.domain,
        "value": knock.value,
        "from": f"{knock.from_domain} {knock.from_value}",
        "kind": knock.kind,
        "source": knock.source,
        "reason": knock.reason,
        "count": knock.count,
        "first_at": knock.first_at,
        "last_at": knock.last_at,
        "meant": like and f"{like.meant.domain} {like.meant.value}",
        "hint": like and like.compare,
    }


def all_identities(tx: Transaction) -> list[IdentitySettings]:
    """List every identity that somebody here goes by."""
    return [each for one in connections.listed(tx) for each in _identities(one)]


def _identities(connection: Connection) -> list[IdentitySettings]:
    return [*connection.buyer.identities, *connection.supplier.identities]


def _identity(credential: Credential) -> IdentitySettings:
    return IdentitySettings(domain=credential.domain, value=credential.value)


def _owners(credential: Credential) -> set[tuple[str, int | None]]:
    return {
        ("connection_id", credential.connection_id),
        ("party_id", credential.party_id),
    }


def _credential(credential: Credential, connection: Connection) -> dict[str, Any]:
    return {
        "speaks_for": _speaks_for(credential, connection),
        "domain": credential.domain,
        "value": credential.value,
        "kinds": credential.kinds,
        "since": credential.created_at,
        "valid_until": credential.valid_until,
        "last_used_at": credential.last_used_at,
    }


def _speaks_for(credential: Credential, connection: Connection) -> str:
    if credential.network_id is not None:
        return f"{connection.buyer.name}, through {connection.network}"
    party: Party = (
        connection.supplier if credential.party_id == connection.supplier.id else connection.buyer
    )
    only = " on this connection" if credential.connection_id is not None else ""
    return f"{party.name}{only}"


def _way(
    tx: Transaction, connection: Connection, towards: Role, kind: str, mode: Mode
) -> dict[str, Any]:
    found = connections.route(tx, connection, towards, kind, mode=mode)
    return {
        "towards": towards,
        "kind": kind,
        "mode": mode,
        "address": found.address if found.events_of is None else _feed_of(found),
        "as": f"{found.identity.domain} {found.identity.value}",
        "with_secret": found.secret is not None,
    }


def _feed_of(route: Route) -> str:
    """Say where a supplier without cXML finds what is sent to others."""
    return "/supplier/events" + (f", {route.address}" if route.address else "")


def _shop(kind: str, mode: Mode, address: str | None) -> dict[str, Any]:
    return {"towards": Role.SUPPLIER, "kind": kind, "mode": mode, "address": address}


def _refusals(tx: Transaction, connection: Connection) -> list[dict[str, Any]]:
    entries = journal.listed(
        tx, connection=connection.id, direction=Direction.IN, limit=_LOOKED_THROUGH
    )
    refused = [each for each in entries if (each.status or 0) >= _REFUSED_FROM][:_SHOWN]
    return [
        {
            "message": each.id,
            "moment": each.moment,
            "kind": each.kind,
            "status": each.status,
            "payload_id": each.payload_id,
            "reason": _reason(each.answer),
        }
        for each in refused
    ]


def _reason(answer: str | None) -> str | None:
    """Read why out of the answer that was given."""
    try:
        return parse((answer or "").encode()).root.findtext("Response/Status")
    except NotAcceptable:
        return None
