"""What followed an order, as `gateway order show` tells it: documents, lines, and their sums."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from gateway.rules.ordered import NOTHING
from gateway.store import follow_ups, standing
from gateway.store.engine import Transaction
from gateway.store.follow_ups import FollowUp, KeptLine
from gateway.store.orders import Order

#: beside each line of the order: of how many units what is known
SUMS: Final = {
    "confirmed": "Confirmed",
    "shipped": "Shipped",
    "received": "Received",
    "invoiced": "Invoiced",
}
FOLLOWED: Final = {
    "moment": "Came (UTC)",
    "kind": "What",
    "number": "Number",
    "operation": "Does",
    "type": "Type",
    "stands": "Stands",
    "result": "Result",
    "remarks": "Noticed",
}
FOLLOWED_LINES: Final = {
    "number": "Number",
    "line_number": "Line",
    "quantity": "Quantity",
    "unit_of_measure": "Unit",
    "unit_price": "Price",
    "amount": "Amount",
    "currency": "",
    "order": "Order",
    "confirmations": "Confirmations",
    "ship_notices": "Ship notices",
}


def sums(tx: Transaction, order: Order) -> dict[int, dict[str, Decimal]]:
    """Tell of each line, by its number, how much was confirmed, shipped, taken in, invoiced."""
    lines = standing.order_lines(tx, order)
    known = standing.word(tx, order, lines)
    found = {
        "confirmed": {number: word.accepted for number, word in known.items()},
        "shipped": standing.shipped(tx, order.id, lines),
        "received": standing.taken_in(tx, order.id, lines),
        "invoiced": standing.invoiced(tx, order.id, lines),
    }
    return {
        line.number: {name: found[name].get(line.number, NOTHING) for name in SUMS}
        for line in lines
    }


def followed(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    """List what followed an order, the oldest first, each with what it says of this order."""
    lines = follow_ups.lines_of_order(tx, order.id)
    return [
        _document(each) | {"lines": [_line(each, line) for line in lines if _is_of(line, each)]}
        for each in follow_ups.of_order(tx, order.id)
    ]


def _is_of(line: KeptLine, document: FollowUp) -> bool:
    return line.follow_up_id == document.id


def _document(each: FollowUp) -> dict[str, Any]:
    return {name: getattr(each, name) for name in FOLLOWED} | {
        "sender": each.sender,
        "mode": each.mode,
        "payload_id": each.payload_id,
        "message": each.document_id,
    }


def _line(document: FollowUp, line: KeptLine) -> dict[str, Any]:
    verdict = line.verdict or {}
    said = {
        "line_number": line.line_number,
        "quantity": line.quantity,
        "unit_of_measure": line.unit_of_measure,
        "unit_price": line.unit_price,
        "amount": line.amount,
        "currency": line.currency,
        "counts": line.counts,
    }
    judged = {name: verdict.get(name) for name in ("order", "confirmations", "ship_notices")}
    return {"number": document.number} | said | judged
