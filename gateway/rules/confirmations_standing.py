"""What stands of all that was confirmed: which confirmations count, and what they say of a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from gateway.cxml.confirmations import ConfirmationType, ItemStatus
from gateway.rules.ordered import NOTHING, OrderedLine, shown

_T = ConfirmationType

#: these discard everything that was said before (Fulfill.dtd, comment on ConfirmationRequest)
FINAL: Final = frozenset({_T.ACCEPT, _T.EXCEPT, _T.REJECT, _T.REPLACE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was said of some units of a line."""

    type: ItemStatus
    quantity: Decimal
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One confirmation as it is kept, with its parts by line number."""

    row: int
    type: ConfirmationType
    payload_id: str
    confirm_id: str | None = None
    #: row of the confirmation that this one took the place of
    replaces: int | None = None
    lines: Mapping[int, tuple[Part, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What is known of a line; the rest of its quantity is open."""

    accepted: Decimal = NOTHING
    backordered: Decimal = NOTHING
    rejected: Decimal = NOTHING
    #: where it is not the order's; for as much as the order's is
    unit_price: Decimal | None = None

    @property
    def told(self) -> Decimal:
        """Of how many units something is known."""
        return self.accepted + self.backordered + self.rejected


#: where each part of a line is counted; what is missing here says nothing of the line
_COUNTED: Final = {
    ItemStatus.ACCEPT: "accepted",
    ItemStatus.DETAIL: "accepted",
    ItemStatus.ALL_DETAIL: "accepted",
    ItemStatus.BACKORDERED: "backordered",
    ItemStatus.REJECT: "rejected",
}
#: what a type says of the lines that it does not mention; what is missing here says nothing
_UNMENTIONED: Final = {
    _T.ACCEPT: "accepted",
    _T.EXCEPT: "accepted",
    _T.REJECT: "rejected",
    _T.REPLACE: "rejected",
    _T.BACKORDERED: "backordered",
}
#: the types whose lines differ from what they say of the whole
_BY_LINE: Final = frozenset({_T.EXCEPT, _T.DETAIL, _T.ALL_DETAIL, _T.REPLACE})


def standing(statements: Sequence[Statement]) -> list[Statement]:
    """Leave out what was replaced, and what a later word on the whole order has discarded."""
    replaced = {statement.replaces for statement in statements}
    left = [statement for statement in statements if statement.row not in replaced]
    finals = [place for place, statement in enumerate(left) if statement.type in FINAL]
    return left[finals[-1] :] if finals else left


def confirmed(
    lines: Sequence[OrderedLine], statements: Sequence[Statement]
) -> dict[int, Confirmed]:
    """Tell what is known of each line; the newest word on a line counts for all of it."""
    known = {line.number: Confirmed() for line in lines}
    for statement in standing(statements):
        known |= {number: word for number, word in _words(statement, lines) if number in known}
    return known


def _words(statement: Statement, lines: Sequence[OrderedLine]) -> Iterator[tuple[int, Confirmed]]:
    unmentioned = _UNMENTIONED.get(statement.type)
    if unmentioned:
        yield from ((line.number, Confirmed(**{unmentioned: line.quantity})) for line in lines)
    if statement.type in _BY_LINE:
        yield from ((number, _told(parts)) for number, parts in statement.lines.items())


def _told(parts: Sequence[Part]) -> Confirmed:
    counted: dict[str, Decimal] = {}
    for part in parts:
        place = _COUNTED.get(part.type)
        if place:
            counted[place] = counted.get(place, NOTHING) + part.quantity
    price = next((part.unit_price for part in parts if part.unit_price is not None), None)
    return Confirmed(**counted, unit_price=price)


def order_state(lines: Sequence[OrderedLine], statements: Sequence[Statement]) -> str:
    """Tell how far an order has come by what its supplier has said."""
    known = confirmed(lines, statements)
    if all(known[line.number].rejected >= line.quantity for line in lines):
        return "rejected"
    return "confirmed" if any(word.told for word in known.values()) else "sent"


def taken_back(
    lines: Sequence[OrderedLine], known: Mapping[int, Confirmed], shipped: Mapping[int, Decimal]
) -> tuple[str, ...]:
    """Tell which lines a confirmation rejects though they were shipped already."""
    return tuple(
        f"Line {line.number}: {shown(known[line.number].rejected)} of {shown(line.quantity)} are"
        f" rejected, but {shown(shipped[line.number])} were shipped."
        for line in lines
        if shipped.get(line.number, NOTHING) > 0
        and known[line.number].rejected + shipped[line.number] > line.quantity
    )


def predecessor(
    statements: Sequence[Statement], *, payload_id: str | None, confirm_id: str | None
) -> Statement | None:
    """Find the confirmation that an update takes the place of: by document, else by number."""
    by_document = (s for s in reversed(statements) if payload_id and s.payload_id == payload_id)
    by_number = (s for s in reversed(statements) if confirm_id and s.confirm_id == confirm_id)
    return next(by_document, None) or next(by_number, None)


def is_replaced(statement: Statement, statements: Sequence[Statement]) -> bool:
    """Tell whether another confirmation took the place of this one."""
    return any(other.replaces == statement.row for other in statements)
