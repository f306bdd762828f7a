"""ReceiptRequest: what the buyer took in of its orders, noted and carried to the supplier."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from gateway.cxml.receipts import (
    ReceiptItem,
    ReceiptOperation,
    ReceiptOrder,
    ReceiptRequest,
    ReceiptType,
)
from gateway.errors import BadRequest
from gateway.exchange import following
from gateway.exchange.following import Followed
from gateway.exchange.outcome import Case, NoteFollowUp, Outcome
from gateway.rules import fulfilment
from gateway.rules.ordered import Share, strangers
from gateway.store import follow_ups, standing
from gateway.store.follow_ups import FollowUpLine
from gateway.store.orders import Order

NO_ORDER: Final = "Some of it names no order that we know; it was not held against one."


def take_receipt(case: Case) -> Outcome:
    """
    Take a receipt, or the withdrawal of one.

    What the buyer has is what it has: more than was ordered is told, and not refused. Raises
    ExpectationFailed for an order that is not known, BadRequest for lines that it lacks.
    """
    request = case.document.envelope.request
    said = request.body if request else None
    if not isinstance(said, ReceiptRequest):
        raise BadRequest
    found = [_order(case, part) for part in said.orders]
    followed = following.together(case, [order for order in found if order])
    before = following.earlier(case, said.header.receipt_id, followed.mode)
    if said.header.operation is ReceiptOperation.DELETE:
        return _withdrawn(case, said, followed)
    if following.is_resent(case, before):
        return following.known(followed)
    following.free(before, "receiptID")
    lines, remarks = _lines(case, said, followed, [o.id if o else None for o in found])
    note = NoteFollowUp(
        number=said.header.receipt_id,
        operation=said.header.operation.value,
        remarks=tuple(remarks),
        lines=tuple(lines),
    )
    return following.carried(case, followed, note, "receipt")


def _order(case: Case, part: ReceiptOrder) -> Order | None:
    named = part.order_info.order
    return following.named(case, named) if named else None


def _withdrawn(case: Case, said: ReceiptRequest, followed: Followed) -> Outcome:
    reference = said.header.document_reference
    named = reference.payload_id if reference else None
    before = following.earlier(case, said.header.receipt_id, followed.mode)
    if named:
        before = follow_ups.by_payload_id(case.tx, case.speaking.connection.id, named) or before
    before = following.withdrawn(
        following.current(case, before, named), "ReceiptRequestHeader/@receiptID"
    )
    note = NoteFollowUp(
        number=said.header.receipt_id,
        operation=said.header.operation.value,
        lines=tuple(
            FollowUpLine(order_id=order.id, position=place, counts=False)
            for place, order in enumerate(followed.orders, start=1)
        ),
        stands=False,
        ends=before.id,
    )
    return following.carried(case, followed, note, "withdrawal of the receipt")


def _lines(
    case: Case, said: ReceiptRequest, followed: Followed, rows: Sequence[int | None]
) -> tuple[list[FollowUpLine], list[str]]:
    kept: list[FollowUpLine] = []
    noticed: list[str] = [NO_ORDER] if None in rows else []
    pairs = [
        (row, item) for row, part in zip(rows, said.orders, strict=True) for item in part.items
    ]
    for place, (row, item) in enumerate(pairs, start=1):
        kept.append(_kept(row, item, place))
    for order in followed.orders:
        shares = [
            Share(number=item.item_reference.line_number, quantity=_signed(item), unit=_unit(item))
            for row, item in pairs
            if row == order.id
        ]
        noticed += _checked(case, order, shares)
    return kept, noticed


def _checked(case: Case, order: Order, now: Sequence[Share]) -> tuple[str, ...]:
    lines = standing.order_lines(case.tx, order)
    if absent := strangers(lines, (share.number for share in now)):
        numbers = ", ".join(map(str, absent))
        raise BadRequest(f"ReceiptItemReference/@lineNumber: the order has no line {numbers}.")
    total = standing.taken_in(case.tx, order.id, lines, now=now)
    shipped = standing.shipped(case.tx, order.id, lines)
    return fulfilment.receipt_remarks(lines, total, shipped)


def _kept(row: int | None, item: ReceiptItem, place: int) -> FollowUpLine:
    return FollowUpLine(
        order_id=row,
        position=place,
        line_number=item.item_reference.line_number,
        quantity=_signed(item),
        unit_of_measure=_unit(item),
    )


def _signed(item: ReceiptItem) -> Decimal:
    """What goes back to the supplier is below zero."""
    return -abs(item.quantity) if item.type is ReceiptType.RETURNED else item.quantity


def _unit(item: ReceiptItem) -> str | None:
    return item.unit_rate.unit_of_measure if item.unit_rate else None
