"""What a supplier's confirmation can say: which lines under which type, and of how many units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.rules.ordered import NOTHING, OrderedLine, shown


class Lines(StrEnum):
    """Whether a confirmation of some type goes into lines."""

    NEVER = "never"
    PERHAPS = "perhaps"
    ALWAYS = "always"


#: whether each type goes into lines (Fulfill.dtd, comments on ConfirmationHeader/@type)
LINES: Final[Mapping[ConfirmationType, Lines]] = {
    ConfirmationType.ACCEPT: Lines.PERHAPS,
    ConfirmationType.REJECT: Lines.NEVER,
    ConfirmationType.BACKORDERED: Lines.PERHAPS,
    ConfirmationType.EXCEPT: Lines.ALWAYS,
    ConfirmationType.DETAIL: Lines.ALWAYS,
    ConfirmationType.ALL_DETAIL: Lines.ALWAYS,
    ConfirmationType.REPLACE: Lines.ALWAYS,
    ConfirmationType.REQUEST_TO_PAY: Lines.PERHAPS,
}

_ANY: Final = frozenset(ItemStatus) - {ItemStatus.ALL_DETAIL, ItemStatus.REQUEST_TO_PAY}

#: which statuses a line may have under each type (there, comments on both @type)
STATUSES: Final[Mapping[ConfirmationType, frozenset[ItemStatus]]] = {
    ConfirmationType.ACCEPT: frozenset({ItemStatus.ACCEPT}),
    ConfirmationType.REJECT: frozenset(),
    ConfirmationType.BACKORDERED: frozenset({ItemStatus.BACKORDERED}),
    ConfirmationType.EXCEPT: _ANY,
    ConfirmationType.DETAIL: _ANY,
    # the standard's own comments contradict each other about accept and detail: both are taken
    ConfirmationType.ALL_DETAIL: _ANY | {ItemStatus.ALL_DETAIL},
    ConfirmationType.REPLACE: frozenset({ItemStatus.DETAIL}),
    ConfirmationType.REQUEST_TO_PAY: frozenset({ItemStatus.REQUEST_TO_PAY}),
}


def faults(said: ConfirmationRequest, lines: Sequence[OrderedLine]) -> tuple[str, ...]:
    """Tell in plain words what keeps a confirmation from being an answer to an order."""
    return (*_of_header(said), *_twice(said.items), *_of_items(said, lines))


def remarks(said: ConfirmationRequest, lines: Sequence[OrderedLine]) -> tuple[str, ...]:
    """Tell what is odd about a confirmation that can be understood all the same."""
    known = {line.number: line for line in lines}
    found: list[str] = []
    for item in said.items:
        line = known.get(item.line_number)
        if line is None:
            continue
        if line.unit is not None and not line.counts_in(item.unit_of_measure):
            found.append(
                f"Line {line.number} is confirmed in another unit of measure than it was ordered"
                " in; its quantities were not compared."
            )
        elif item.quantity < line.quantity and _is_about_lines(said.header.type):
            found.append(
                f"ConfirmationItem/@quantity of line {line.number} is {shown(item.quantity)} where"
                f" {shown(line.quantity)} were ordered; nothing is known of the others."
            )
        if any(_says_no_difference(status) for status in item.statuses):
            found.append(
                f"A ConfirmationStatus of type detail of line {line.number} says nothing that"
                " differs from the order."
            )
    return tuple(found)


def _is_about_lines(kind: ConfirmationType) -> bool:
    return kind is not ConfirmationType.REQUEST_TO_PAY


def _says_no_difference(status: ConfirmationStatus) -> bool:
    differing = (status.unit_price, status.tax, status.shipping, status.item_in)
    return (
        status.type is ItemStatus.DETAIL
        and not any(differing)
        and not (status.delivery_date or status.shipment_date)
    )


def _of_header(said: ConfirmationRequest) -> Iterator[str]:
    kind = said.header.type
    if LINES[kind] is Lines.NEVER and said.items:
        yield (
            f"A confirmation of type {kind} speaks of the order as a whole and has no"
            " ConfirmationItem; give the reason in Comments, or use type except or detail."
        )
    if LINES[kind] is Lines.ALWAYS and not said.items:
        yield f"A confirmation of type {kind} needs a ConfirmationItem for each line it speaks of."


def _twice(items: Sequence[ConfirmationItem]) -> Iterator[str]:
    for number, times in Counter(item.line_number for item in items).items():
        if times > 1:
            yield f"ConfirmationItem names line {number} more than once."


def _of_items(said: ConfirmationRequest, lines: Sequence[OrderedLine]) -> Iterator[str]:
    known = {line.number: line for line in lines}
    kind = said.header.type
    for item in said.items if LINES[kind] is not Lines.NEVER else ():
        line = known.get(item.line_number)
        if line is None:
            yield f"ConfirmationItem names line {item.line_number}, which the order lacks."
        else:
            yield from _of_quantities(item, line)
        strange = {status.type for status in item.statuses} - STATUSES[kind]
        if strange:
            listed = ", ".join(sorted(strange))
            yield f"A confirmation of type {kind} cannot say {listed} of line {item.line_number}."
        if kind is ConfirmationType.REPLACE and any(s.item_in is None for s in item.statuses):
            yield (
                f"A confirmation of type replace needs an ItemIn in each ConfirmationStatus;"
                f" line {item.line_number} lacks one."
            )


def _of_quantities(item: ConfirmationItem, line: OrderedLine) -> Iterator[str]:
    if not line.counts_in(item.unit_of_measure):
        return
    if item.quantity > line.quantity:
        yield (
            f"ConfirmationItem/@quantity of line {line.number} is {shown(item.quantity)}, and"
            f" {shown(line.quantity)} were ordered."
        )
    if not all(_same_unit(status, item) for status in item.statuses):
        return
    told = sum((status.quantity for status in item.statuses), NOTHING)
    if item.statuses and told != item.quantity:
        yield (
            f"The quantities of ConfirmationStatus of line {line.number} add up to {shown(told)},"
            f" and ConfirmationItem/@quantity is {shown(item.quantity)}."
        )


def _same_unit(status: ConfirmationStatus, item: ConfirmationItem) -> bool:
    mine = status.unit_of_measure or item.unit_of_measure
    return mine == item.unit_of_measure
