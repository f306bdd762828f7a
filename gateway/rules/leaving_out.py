"""Leaves lines out of an order on its way, and says so to the buyer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from lxml import etree

from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.texts import Comments
from gateway.cxml.writing import write
from gateway.rules.homecoming import inside
from gateway.rules.ordered_lines import OrderedLine
from gateway.rules.prices import EXACT

#: of a line that says none
ANY_UNIT: Final = "EA"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A line that is not accepted, and why, in plain words."""

    line: OrderedLine
    why: str


def leave_out(root: etree._Element, lines: Iterable[OrderedLine]) -> None:
    """
    Take lines out of an OrderRequest, and what they cost out of its Total.

    Line numbers stay as they are: they are the line's for life.
    """
    order = root.find("Request/OrderRequest")
    if order is None:
        return
    items = order.findall("ItemOut")
    total = order.find("OrderRequestHeader/Total/Money")
    for line in lines:
        order.remove(items[line.position - 1])
        if total is not None and line.amount is not None:
            _lower(total, line.amount, line.currency)


def _lower(total: etree._Element, amount: Decimal, currency: str | None) -> None:
    if total.get("currency") != currency:
        return
    left = EXACT.subtract(Decimal("".join(total.itertext()).strip()), amount)
    total[:] = []
    total.text = format(max(left, Decimal(0)), "f")


def with_rejections(
    said: ConfirmationRequest, kind: ConfirmationType, left_out: Sequence[LeftOut]
) -> ConfirmationRequest:
    """
    Let a confirmation of ours reject lines.

    `detail` leaves the others open, `except` accepts them.
    """
    return replace(
        said,
        header=replace(said.header, type=kind),
        items=tuple(
            rejected(each.line.number, each.line.quantity, each.line.unit_of_measure, each.why)
            for each in left_out
        ),
    )


def repeated(
    said: ConfirmationRequest, left_out: Sequence[ConfirmationItem]
) -> ConfirmationRequest:
    """
    Let a supplier's word on the whole order go on rejecting the lines that were left out.

    `accept` and `except` discard what was confirmed before, and take for accepted what they do not
    mention; the supplier does not know of those lines.
    """
    if said.header.type not in (ConfirmationType.ACCEPT, ConfirmationType.EXCEPT):
        return said
    mentioned = {item.line_number for item in said.items}
    missing = tuple(item for item in left_out if item.line_number not in mentioned)
    if not missing:
        return said
    header = replace(said.header, type=ConfirmationType.EXCEPT)
    return replace(said, header=header, items=(*said.items, *missing))


def repeat(root: etree._Element, before: ConfirmationRequest, after: ConfirmationRequest) -> None:
    """Bring the document of a supplier's word in line with what `repeated` made of it."""
    request = root.find("Request/ConfirmationRequest")
    if request is None or before is after:
        return
    request.find("ConfirmationHeader").set("type", after.header.type)  # type: ignore[union-attr]
    request.extend([write(item) for item in after.items[len(before.items) :]])


def rejected(number: int, quantity: Decimal, unit: str | None, why: str) -> ConfirmationItem:
    """Reject all of a line, and say why."""
    unit = unit or ANY_UNIT
    return ConfirmationItem(
        line_number=number,
        quantity=quantity,
        unit_of_measure=unit,
        statuses=(
            ConfirmationStatus(
                type=ItemStatus.REJECT,
                quantity=quantity,
                unit_of_measure=unit,
                comments=(Comments(lang="en", inner=inside(why)),),
            ),
        ),
    )
