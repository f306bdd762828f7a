"""Orders at a desk, as the tests of changes look at them."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from tests import letters
from tests.desk import Desk

LINES = (letters.line(1), letters.line(2, part="B-2"))


def placed(desk: Desk, number: str = "PO-1", *lines: object) -> letters.Post:
    """Place an order of two lines."""
    order = letters.order(number, *(lines or LINES))  # type: ignore[arg-type]  # lines
    assert 200 == desk.status(order).code
    return order


def lines_now(desk: Desk) -> list[tuple[object, ...]]:
    """Give number, part and quantity of the lines that count now."""
    rows = desk.rows(
        "SELECT l.number, l.supplier_part_id, l.quantity FROM order_lines l"
        " JOIN orders o ON o.id = l.order_id"
        " JOIN order_versions v ON v.order_id = o.id AND v.number = o.version"
        " WHERE l.version = v.lines_of ORDER BY l.number"
    )
    return [(row["number"], row["supplier_part_id"], Decimal(str(row["quantity"]))) for row in rows]


def waiting(desk: Desk) -> list[etree._Element]:
    """Open the documents that wait for the supplier, in their order."""
    rows = desk.rows("SELECT document FROM outbox WHERE towards = 'supplier' ORDER BY id")
    sealed = [bytes(row["document"]) for row in rows]  # type: ignore[call-overload]  # bytes
    return [etree.fromstring(desk.around.vault.open(each, "outbox")) for each in sealed]
