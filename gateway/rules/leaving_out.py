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
from gateway.rules.homecoming import inside
from gateway.rules.ordered_lines import EXACT, OrderedLine

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
        items=tuple(rejected(each.line, each.why) for each in left_out),
    )


def rejected(line: OrderedLine, why: str) -> ConfirmationItem:
    """Reject all of a line, and say why."""
    unit = line.unit_of_measure or ANY_UNIT
    return ConfirmationItem(
        line_number=line.number,
        quantity=line.quantity,
        unit_of_measure=unit,
        statuses=(
            ConfirmationStatus(
                type=ItemStatus.REJECT,
                quantity=line.quantity,
                unit_of_measure=unit,
                comments=(Comments(lang="en", inner=inside(why)),),
            ),
        ),
    )
