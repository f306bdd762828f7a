"""An order's lines as those see them that follow it: how many of each, and what is too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gateway.rules.prices import Basis
from gateway.rules.units import reader

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One line of an order as it stands now; without a unit it only frames what is called up."""

    #: the buyer's, or else its place in the order
    number: int
    quantity: Decimal
    unit: str | None
    part: str
    #: of one unit
    unit_price: Decimal | None
    #: what prices of the line are for, unless a document says otherwise; None: for one unit
    basis: Basis | None = None
    currency: str | None
    #: brings a unit into the words of the standard
    unit_of: Callable[[str], str] = field(default=reader({}), compare=False)

    def counts_in(self, unit: str | None) -> bool:
        """
        Tell whether a quantity in this unit can be held against the line's.

        The quantity of a frame binds nobody, and nobody knows how many pieces another unit holds.
        """
        if self.unit is None:
            return False
        return unit is None or self.unit_of(unit) == self.unit_of(self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many units of one line; without a unit, of the line's own."""

    number: int
    quantity: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A line of which there would be more than were ordered."""

    number: int
    ordered: Decimal
    before: Decimal
    now: Decimal

    def words(self, done: str) -> str:
        """Say it, with numbers; `done` is what was done before, such as `shipped`."""
        earlier = f", {shown(self.before)} were {done} before" if self.before else ""
        return (
            f"line {self.number}: {shown(self.now)} now{earlier},"
            f" and {shown(self.ordered)} were ordered"
        )


def sums(lines: Sequence[OrderedLine], shares: Iterable[Share]) -> dict[int, Decimal]:
    """Add up, line by line, what can be held against the lines of an order."""
    known = {line.number: line for line in lines}
    added: dict[int, Decimal] = {}
    for share in shares:
        line = known.get(share.number)
        if line is not None and line.counts_in(share.unit):
            added[share.number] = added.get(share.number, NOTHING) + share.quantity
    return added


def excesses(
    lines: Sequence[OrderedLine], before: Mapping[int, Decimal], now: Iterable[Share]
) -> list[Excess]:
    """Find the lines of which there would be more than were ordered."""
    added = sums(lines, now)
    return [
        Excess(
            number=line.number,
            ordered=line.quantity,
            before=before.get(line.number, NOTHING),
            now=added[line.number],
        )
        for line in lines
        if line.number in added
        and added[line.number] > 0
        and before.get(line.number, NOTHING) + added[line.number] > line.quantity
    ]


def strangers(lines: Sequence[OrderedLine], numbers: Iterable[int]) -> list[int]:
    """Name the line numbers that the order lacks."""
    known = {line.number for line in lines}
    return sorted(set(numbers) - known)


def shown(quantity: Decimal) -> str:
    """Write a quantity for people: no exponent, no zeros at the end."""
    text = format(quantity, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
