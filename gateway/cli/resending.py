"""What `gateway message dead` lists and `gateway message resend` sends again."""

from __future__ import annotations

from typing import Any, Final

from gateway.cli.opening import Store
from gateway.delivery.resend import resend
from gateway.errors import Conflict, ExpectationFailed
from gateway.store import connections, journal, outbox
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery
from gateway.store.states import DeliveryState

COLUMNS: Final = {
    "delivery": "Delivery",
    "kind": "Kind",
    "connection": "Connection",
    "mode": "Mode",
    "towards": "To",
    "payload_id": "payloadID",
    "attempts": "Tries",
    "ended_at": "Given up (UTC)",
    "reason": "Reason",
}
#: of what is sent again
SENT: Final = {name: title for name, title in COLUMNS.items() if name not in {"ended_at", "reason"}}
#: so many are sent again by one command
MOST: Final = 10_000


def dead(tx: Transaction, connection: str, limit: int) -> list[dict[str, Any]]:
    """List dead letters, the newest first; raises ExpectationFailed for an unknown connection."""
    names = {each.id: each.name for each in connections.listed(tx)}
    return [_row(each, names) for each in _dead(tx, connection, limit)]


def send_message(store: Store, message: int, actor: str) -> list[dict[str, Any]]:
    """Send again what the journal shows under a number; raises ExpectationFailed, Conflict."""
    with store.database.transaction() as tx:
        entry = journal.by_id(tx, message)
        if entry is None:
            raise ExpectationFailed(f"There is no message {message}.")
        found = outbox.under(tx, entry.connection_id, entry.payload_id)
        if not found:
            raise ExpectationFailed(f"Message {message} was not carried on to anybody.")
        return _sent(tx, store, found, actor)


def send_delivery(store: Store, number: int, actor: str) -> list[dict[str, Any]]:
    """Send one delivery again; raises ExpectationFailed, Conflict."""
    with store.database.transaction() as tx:
        found = outbox.by_id(tx, number)
        if found is None:
            raise ExpectationFailed(f"There is no delivery {number}.")
        return _sent(tx, store, [found], actor)


def send_all(store: Store, connection: str, actor: str) -> list[dict[str, Any]]:
    """Send everything again that is given up on a connection, oldest first; perhaps nothing."""
    with store.database.transaction() as tx:
        found = sorted(_dead(tx, connection, MOST), key=lambda each: each.id)
        return _resent(tx, store, found, actor)


def _dead(tx: Transaction, connection: str, limit: int) -> list[Delivery]:
    known = connections.by_name(tx, connection) if connection else None
    if connection and known is None:
        raise ExpectationFailed(f"There is no connection named {connection}.")
    row = known.id if known else None
    return outbox.listed(tx, state=DeliveryState.DEAD, connection=row, limit=limit)


def _sent(tx: Transaction, store: Store, found: list[Delivery], actor: str) -> list[dict[str, Any]]:
    rows = _resent(tx, store, found, actor)
    if not rows:
        raise Conflict("It was delivered, or is being carried right now: nothing is sent again.")
    return rows


def _resent(
    tx: Transaction, store: Store, found: list[Delivery], actor: str
) -> list[dict[str, Any]]:
    names = {each.id: each.name for each in connections.listed(tx)}
    revived: dict[int, Delivery] = {}
    for each in found:
        # what stood behind another one may have come back with it already
        if each.id not in revived:
            sent = resend(tx, each, actor=actor, now=store.clock.now())
            revived |= {one.id: one for one in sent}
    return [_row(each, names) for each in revived.values()]


def _row(delivery: Delivery, names: dict[int, str]) -> dict[str, Any]:
    return {
        "delivery": delivery.id,
        "kind": delivery.kind,
        "connection": names.get(delivery.connection_id),
        "mode": delivery.mode,
        "towards": delivery.towards,
        "payload_id": delivery.payload_id,
        "attempts": delivery.attempts,
        "ended_at": delivery.ended_at,
        "reason": delivery.reason,
    }
