"""Connections: one buyer, one supplier, and how they speak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Text, bindparam, select, type_coerce, update

from gateway.errors import Conflict
from gateway.rules.addressing import Names
from gateway.rules.parties import ConfirmationWish, ConnectionSettings, Mode, Role, State
from gateway.store import audit, parties, routes
from gateway.store.engine import Transaction
from gateway.store.facts import PARTIES_VERSION
from gateway.store.parties import Party
from gateway.store.routes import Route
from gateway.store.rows import Prepared
from gateway.store.states import SessionState
from gateway.store.tables import connections, networks, sessions
from gateway.store.tables import facts as facts_table
from gateway.store.tables import parties as parties_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One buyer and one supplier; `network` is a hub that may speak for the buyer."""

    id: int
    name: str
    state: State
    label: str
    settings: ConnectionSettings
    buyer: Party
    supplier: Party
    network: str | None
    activated_at: datetime | None
    activated_by: str | None

    @property
    def names(self) -> Names:
        """Under which identities the two sides are known to each other: each one's first."""
        return Names(buyer=self.buyer.identities[0], supplier=self.supplier.identities[0])


_BUYERS = parties_table.alias("buyers")
_SUPPLIERS = parties_table.alias("suppliers")
_OWN = 8
_PARTY = len(parties.COLUMNS)


def _party_columns(alias: FromClause, prefix: str) -> list[ColumnElement[Any]]:
    return [
        type_coerce(alias.c.settings, Text).label(f"{prefix}_settings")
        if column.name == "settings"
        else alias.c[column.name].label(f"{prefix}_{column.name}")
        for column in parties.COLUMNS
    ]


_SELECT = (
    select(
        connections.c.id,
        connections.c.name,
        connections.c.state,
        connections.c.label,
        type_coerce(connections.c.settings, Text).label("settings"),
        networks.c.name.label("network"),
        connections.c.activated_at,
        connections.c.activated_by,
        *_party_columns(_BUYERS, "buyer"),
        *_party_columns(_SUPPLIERS, "supplier"),
    )
    .join(_BUYERS, _BUYERS.c.id == connections.c.buyer_id)
    .join(_SUPPLIERS, _SUPPLIERS.c.id == connections.c.supplier_id)
    .outerjoin(networks, networks.c.id == connections.c.network_id)
    .order_by(connections.c.id)
)
_BY_NAME = _SELECT.where(connections.c.name == bindparam("name"))
_BY_ID = Prepared(_SELECT.where(connections.c.id == bindparam("id")))
_OF_PARTY = Prepared(
    _SELECT.where(
        (connections.c.buyer_id == bindparam("id")) | (connections.c.supplier_id == bindparam("id"))
    )
)
_OF_NETWORK = Prepared(_SELECT.where(connections.c.network_id == bindparam("id")))

# Shared with other messages; an activation waits until they are done, and they wait for it.
_HOLD = Prepared(
    select(
        connections.c.state,
        select(facts_table.c.value)
        .where(facts_table.c.name == bindparam("fact"))
        .scalar_subquery()
        .label("version"),
    )
    .where(connections.c.id == bindparam("id"))
    .with_for_update(read=True, of=connections)
)
_ACTIVATE = (
    update(connections)
    .where(connections.c.id == bindparam("connection"), connections.c.state == State.TEST)
    .values(state=State.ACTIVE, activated_at=bindparam("now"), activated_by=bindparam("actor"))
)
_MOVE_SESSIONS = (
    update(sessions)
    .where(
        sessions.c.connection_id == bindparam("connection"),
        sessions.c.mode == Mode.TEST,
        sessions.c.state.in_([SessionState.OPENED, SessionState.STARTED]),
    )
    .values(mode=Mode.ACTIVE)
)


def by_name(tx: Transaction, name: str) -> Connection | None:
    """Find a connection by its name, `buyer/supplier` or `buyer/supplier/label`."""
    return next(iter(selected(tx, tx.execute(_BY_NAME, {"name": name}))), None)


def by_id(tx: Transaction, connection_id: int) -> Connection:
    """Give the connection that a row names. Raises LookupError when there is none."""
    found = selected(tx, _BY_ID.rows(tx, id=connection_id))
    if not found:
        raise LookupError(f"connection {connection_id}")
    return found[0]


def listed(tx: Transaction) -> list[Connection]:
    """List every connection by name."""
    return sorted(selected(tx, tx.execute(_SELECT)), key=lambda connection: connection.name)


def of_owner(
    tx: Transaction, *, connection_id: int | None, party_id: int | None, network_id: int | None
) -> list[Connection]:
    """List the connections that the owner of a credential speaks on."""
    if connection_id is not None:
        return selected(tx, _BY_ID.rows(tx, id=connection_id))
    if party_id is not None:
        return selected(tx, _OF_PARTY.rows(tx, id=party_id))
    return selected(tx, _OF_NETWORK.rows(tx, id=network_id))


def hold(tx: Transaction, connection_id: int) -> tuple[State, str]:
    """
    Tell the state of a connection and keep it so until the end of the transaction.

    What was read in an earlier transaction may have been activated since. Told beside it is the
    version of who is who, see `facts.parties_version`. Raises LookupError when there is none.
    """
    found = _HOLD.first(tx, id=connection_id, fact=PARTIES_VERSION)
    if found is None:
        raise LookupError(f"connection {connection_id}")
    state, version = found
    return state, version or ""


def route(
    tx: Transaction, connection: Connection, towards: Role, kind: str, *, mode: Mode
) -> Route:
    """
    Find the way to one side of a connection for a kind of document.

    A test never goes to the address of real orders: towards the supplier it takes
    `test_orders_url` and nothing else. A supplier without cXML has events, and an address for its
    webhook alone. A buyer that wants no confirmations has no address for them. Raises Misconfigured
    while the gateway has no identity.
    """
    party = connection.buyer if towards is Role.BUYER else connection.supplier
    found = routes.towards(tx, connection.id, party, kind, mode)
    unwanted = connection.settings.confirmations is ConfirmationWish.NONE
    if unwanted and (towards, kind) == (Role.BUYER, "ConfirmationRequest"):
        found = replace(found, address=None)
    return replace(found, dtd_version=connection.settings.dtd_version)


def activate(tx: Transaction, connection: Connection, *, actor: str, now: datetime) -> int:
    """
    Move a connection from test to active, and its open sessions with it, for good.

    Returns how many sessions moved. Raises Conflict when it is active already.
    """
    named = {"connection": connection.id}
    if tx.execute(_ACTIVATE, {**named, "now": now, "actor": actor}).rowcount == 0:
        raise Conflict("The connection is active already.")
    moved = tx.execute(_MOVE_SESSIONS, named).rowcount
    detail = {"sessions": moved}
    audit.write(
        tx,
        now=now,
        actor=actor,
        action="connection_activated",
        subject=connection.name,
        detail=detail,
    )
    return moved


def selected(tx: Transaction, rows: Iterable[Row[Any] | tuple[Any, ...]]) -> list[Connection]:
    """Make connections of rows, with the identities of both sides."""
    found = [tuple(row) for row in rows]
    ids = {row[_OWN] for row in found} | {row[_OWN + _PARTY] for row in found}
    known = parties.identities_of(tx, sorted(ids)) if ids else {}
    return [_connection(row, known) for row in found]


def _connection(row: tuple[Any, ...], known: parties.Identities) -> Connection:
    id_, name, state, label, settings, network, activated_at, activated_by = row[:_OWN]
    return Connection(
        id=id_,
        name=name,
        state=state,
        label=label,
        settings=_settings(settings),
        buyer=parties.party_of(row[_OWN : _OWN + _PARTY], known),
        supplier=parties.party_of(row[_OWN + _PARTY :], known),
        network=network,
        activated_at=activated_at,
        activated_by=activated_by,
    )


@lru_cache(maxsize=4096)
def _settings(text: str) -> ConnectionSettings:
    return ConnectionSettings.model_validate_json(text)
