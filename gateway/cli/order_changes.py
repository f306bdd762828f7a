"""The versions of an order, and what was different in each, for `gateway order show`."""

from __future__ import annotations

from typing import Any, Final

from gateway.store import order_versions
from gateway.store.engine import Transaction
from gateway.store.orders import Order

VERSIONS: Final = {
    "number": "Version",
    "change": "What",
    "said_version": "orderVersion",
    "state": "State",
    "total": "Total",
    "currency": "",
    "came_at": "Came (UTC)",
    "payload_id": "payloadID",
    "repeats": "Again as",
    "reason": "Reason",
}
DIFFERENCES: Final = {
    "version": "Version",
    "line": "Line",
    "kind": "What",
    "field": "Field",
    "before": "Before",
    "after": "After",
}


def versions(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    """List the versions of an order, each with its repeats and what was different in it."""
    again = order_versions.repeats(tx, order.id)
    return [
        {
            "number": version.number,
            "change": version.change,
            "said_version": version.said_version,
            "order_type": version.order_type,
            "state": version.state,
            "reason": version.state_reason,
            "total": version.total,
            "currency": version.currency,
            "came_at": version.came_at,
            "payload_id": version.payload_id,
            "message": version.document_id,
            "repeats": [each.payload_id for each in again if each.number == version.number],
            "differences": [
                {"version": version.number, **difference} for difference in version.differences
            ],
        }
        for version in order_versions.of_order(tx, order.id)
    ]
