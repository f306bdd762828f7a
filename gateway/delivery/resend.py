"""Sends again, because a person asks, what nobody would try any more or yet."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from gateway.rules.order_states import VersionState
from gateway.rules.parties import Role
from gateway.store import audit, circuits, connections, dead_letters, order_versions, orders
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery

#: states in which a version waits for nothing but its way to the supplier
STRANDED: Final = frozenset(
    {VersionState.FAILED, VersionState.REFUSED, VersionState.REJECTED, VersionState.HELD}
)


def resend(tx: Transaction, delivery: Delivery, *, actor: str, now: datetime) -> list[Delivery]:
    """
    Let a delivery be due at once, and what died in line behind it; gives what is sent again.

    Its order is on its way again, the change is audited, and its address is not left alone for this
    time. Nothing when it was delivered, is being carried right now, or was erased.
    """
    revived = dead_letters.revive(tx, delivery, now)
    for each in revived:
        circuits.open_until(tx, each.endpoint, now)
        _send_order(tx, each)
        audit.write(
            tx,
            now=now,
            actor=actor,
            action="resent",
            subject=connections.by_id(tx, each.connection_id).name,
            detail={"delivery": each.id, "kind": each.kind, "payload_id": each.payload_id},
        )
    return revived


def _send_order(tx: Transaction, delivery: Delivery) -> None:
    is_order = delivery.kind == "OrderRequest" and delivery.towards is Role.SUPPLIER
    if not is_order or delivery.order_id is None:
        return
    version = order_versions.by_payload_id(tx, delivery.order_id, delivery.payload_id)
    if version is not None and version.state in STRANDED:
        orders.set_state(
            tx,
            delivery.order_id,
            VersionState.RECEIVED,
            None,
            payload_id=delivery.payload_id,
        )
