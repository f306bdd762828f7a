"""What a person decides about an order that is held: it goes on, or it is rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gateway.cxml.safety import parse
from gateway.delivery.refusal import Pen, reject
from gateway.errors import Conflict
from gateway.rules.addressing import refer
from gateway.rules.parties import Role
from gateway.store import audit, connections, held_documents, order_versions, orders
from gateway.store.dispatch import Sending, dispatch, parcel
from gateway.store.engine import Transaction
from gateway.store.held_documents import PURPOSE, HeldDocument
from gateway.store.orders import Order
from gateway.store.states import OrderState, VersionState

KIND: Final = "OrderRequest"
NOT_HELD: Final = "This order does not wait for a person to release or reject it."
CREDENTIALS: Final = (
    "This order waits until its supplier takes our credentials, and is tried every hour. Put them"
    " right in the parties file and load it; gateway message resend tries at once."
)
NO_ADDRESS: Final = "The supplier has no address for orders yet; give it one with gateway load."


def release_held(tx: Transaction, order: Order, pen: Pen, *, actor: str) -> int:
    """
    Let a held order go on, each version behind the other; gives how many documents go.

    Raises Conflict where nothing is held, or where the supplier has no address yet.
    """
    held = _held(tx, order)
    connection = connections.by_id(tx, order.connection_id)
    route = connections.route(tx, connection, Role.SUPPLIER, KIND, mode=order.mode)
    seen = order_versions.passed_on(tx, order.id)
    for document in held:
        root = parse(pen.vault.open(document.document, PURPOSE)).root
        refer(root, seen)
        seen.append(document.payload_id)
        sent = parcel(root, route, kind=KIND, towards=Role.SUPPLIER, mode=order.mode)
        if sent is None:
            raise Conflict(NO_ADDRESS)
        orders.set_state(tx, order.id, VersionState.RECEIVED, None, payload_id=document.payload_id)
        sending = Sending(
            connection_id=order.connection_id,
            order_id=order.id,
            now=pen.now,
            attachments_of=document.attachments_of,
        )
        dispatch(tx, sent, pen.vault, sending)
    held_documents.let_go(tx, order.id)
    _note(tx, order, pen, actor=actor, action="order_released", reason=order.reason)
    return len(held)


def reject_held(tx: Transaction, order: Order, reason: str, pen: Pen, *, actor: str) -> None:
    """
    Reject a held order; the buyer is told why, and the supplier never hears of it.

    Raises Conflict where nothing is held.
    """
    for document in _held(tx, order):
        version = order_versions.by_payload_id(tx, order.id, document.payload_id)
        if version is not None:
            reject(tx, order, version, reason, pen)
    held_documents.let_go(tx, order.id)
    _note(tx, order, pen, actor=actor, action="order_rejected", reason=reason)


def _held(tx: Transaction, order: Order) -> Sequence[HeldDocument]:
    """List what is held of an order, which nobody else decides about meanwhile."""
    order_versions.hold(tx, order.id)
    now = orders.by_id(tx, order.id)
    held = held_documents.of_order(tx, order.id)
    if now is None or now.state is not OrderState.HELD:
        raise Conflict(NOT_HELD)
    if not held:
        raise Conflict(CREDENTIALS)
    return held


def _note(  # noqa: PLR0913 - who did what, and why
    tx: Transaction, order: Order, pen: Pen, *, actor: str, action: str, reason: str | None
) -> None:
    connection = connections.by_id(tx, order.connection_id)
    audit.write(
        tx,
        now=pen.now,
        actor=actor,
        action=action,
        subject=connection.name,
        detail={"order_id": order.order_id, "mode": order.mode, "reason": reason},
    )
