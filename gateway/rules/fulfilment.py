"""What can be shipped of an order, and what was taken in of it: line by line, in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from gateway.rules.confirmations_standing import Confirmed
from gateway.rules.ordered import NOTHING, OrderedLine, Share, excesses, shown, strangers, sums

#: states of an order in which its supplier has it in its hands; of another it cannot speak
IN_HAND: Final = frozenset({"received", "sent", "confirmed", "rejected", "failed", "cancelled"})
#: states in which nothing of an order is shipped or invoiced, and what to do
CLOSED: Final[Mapping[str, str]] = {
    "rejected": "was rejected by its supplier; confirm it anew first",
    "cancelled": "was cancelled by its buyer; confirm first what is still delivered",
}


def rest(lines: Sequence[OrderedLine], before: Mapping[int, Decimal]) -> tuple[Share, ...]:
    """Give what is left of an order: a portion without items ships all of it."""
    left = ((line, line.quantity - before.get(line.number, NOTHING)) for line in lines)
    return tuple(
        Share(number=line.number, quantity=quantity, unit=line.unit)
        for line, quantity in left
        if quantity > 0
    )


def shipping_faults(lines: Sequence[OrderedLine], now: Sequence[Share]) -> tuple[str, ...]:
    """Tell which lines of a ship notice are none of the order's, or ship less than nothing."""
    absent = strangers(lines, (share.number for share in now))
    below = sorted({share.number for share in now if share.quantity < 0})
    return (
        *(f"ShipNoticeItem names line {number}, which the order lacks." for number in absent),
        *(f"ShipNoticeItem/@quantity of line {number} is below zero." for number in below),
    )


def over_shipped(
    lines: Sequence[OrderedLine], before: Mapping[int, Decimal], now: Iterable[Share]
) -> tuple[str, ...]:
    """Tell of which lines more would be shipped than were ordered."""
    return tuple(
        f"ShipNoticeItem/@quantity, {excess.words('shipped')}."
        for excess in excesses(lines, before, now)
    )


def shipping_remarks(
    lines: Sequence[OrderedLine],
    before: Mapping[int, Decimal],
    now: Sequence[Share],
    known: Mapping[int, Confirmed],
) -> tuple[str, ...]:
    """Tell what is odd about a shipment: another unit, or more than was confirmed."""
    return (*_other_units(lines, now), *_beyond_confirmed(lines, before, now, known))


def _other_units(lines: Sequence[OrderedLine], now: Sequence[Share]) -> list[str]:
    by_number = {line.number: line for line in lines}
    other = {
        share.number
        for share in now
        if by_number[share.number].unit is not None
        and not by_number[share.number].counts_in(share.unit)
    }
    return [
        f"Line {number} is in another unit of measure than it was ordered in; its quantities were"
        " not compared."
        for number in sorted(other)
    ]


def _beyond_confirmed(
    lines: Sequence[OrderedLine],
    before: Mapping[int, Decimal],
    now: Sequence[Share],
    known: Mapping[int, Confirmed],
) -> list[str]:
    added = sums(lines, now)
    found = []
    for line in lines:
        total = before.get(line.number, NOTHING) + added.get(line.number, NOTHING)
        left = line.quantity - known[line.number].rejected
        if added.get(line.number) and total > left:
            found.append(
                f"Line {line.number}: {shown(total)} are shipped, though"
                f" {shown(known[line.number].rejected)} of {shown(line.quantity)} were rejected."
            )
    return found


def received(shares: Iterable[Share], lines: Sequence[OrderedLine]) -> dict[int, Decimal]:
    """Add up receipts, the oldest first; what was sent back or corrected counts below zero."""
    total: dict[int, Decimal] = {}
    known = {line.number: line for line in lines}
    for share in shares:
        line = known.get(share.number)
        if line is not None and line.counts_in(share.unit):
            total[share.number] = max(NOTHING, total.get(share.number, NOTHING) + share.quantity)
    return total


def receipt_remarks(
    lines: Sequence[OrderedLine], taken_in: Mapping[int, Decimal], shipped: Mapping[int, Decimal]
) -> tuple[str, ...]:
    """Tell what is odd about what was taken in: more than ordered, or more than was shipped."""
    found = []
    for line in lines:
        quantity = taken_in.get(line.number, NOTHING)
        sent = shipped.get(line.number, NOTHING)
        if line.unit is not None and quantity > line.quantity:
            found.append(
                f"Line {line.number}: {shown(quantity)} were taken in, and"
                f" {shown(line.quantity)} were ordered."
            )
        elif shipped and quantity > sent:
            found.append(
                f"Line {line.number}: {shown(quantity)} were taken in, and"
                f" {shown(sent)} were announced by ship notices."
            )
    return tuple(found)
