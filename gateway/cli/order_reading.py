"""What a supplier without cXML was told of an order, and whether it has read it."""

from __future__ import annotations

from typing import Any, Final

from gateway.store import connections, feed
from gateway.store.engine import Transaction
from gateway.store.orders import Order

EVENTS: Final = {
    "happened_at": "Written (UTC)",
    "type": "What",
    "version": "Version",
    "event_id": "Event",
    "read": "Read",
}
NOT_YET: Final = "not read yet"


def told(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    """List the events of an order; one is read once its supplier asked for what came after it."""
    found = feed.of_order(tx, order.id)
    if not found:
        return []
    supplier = connections.by_id(tx, order.connection_id).supplier
    so_far = feed.progress(tx, supplier.id, order.mode)
    return [
        {
            "happened_at": event.happened_at,
            "type": event.type,
            "version": event.version,
            "event_id": event.event_id,
            "read": "yes" if event.position <= so_far.read_position else NOT_YET,
        }
        for event in found
    ]
