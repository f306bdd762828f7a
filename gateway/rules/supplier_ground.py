"""What a supplier's answer is held against: the order as it was told, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gateway.cxml.orders import OrderType
from gateway.rules.homecoming import Fault
from gateway.rules.ordered import NOTHING
from gateway.rules.prices import Basis
from gateway.rules.supplier_bodies import Confirm, ConfirmedLine, Invoice, Said, Ship


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as its supplier knows it, and how much of it is done."""

    number: int
    quantity: Decimal
    unit: str | None
    part: str
    #: as the buyer wrote it, for as much as `basis` says
    unit_price: Decimal | None
    basis: Basis | None
    currency: str | None
    description: str | None
    accepted: Decimal = NOTHING
    backordered: Decimal = NOTHING
    rejected: Decimal = NOTHING
    shipped: Decimal = NOTHING
    invoiced: Decimal = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An order as its supplier was told it last, or as the version that it names."""

    order_id: str
    order_date: str
    order_type: OrderType
    #: of the version that is answered
    payload_id: str
    lines: tuple[Line, ...]

    def line(self, number: int) -> Line | None:
        """Find a line by its number."""
        return next((line for line in self.lines if line.number == number), None)

    def unshipped(self) -> tuple[tuple[Line, Decimal], ...]:
        """Give what is left to be shipped."""
        return self._left("shipped")

    def uninvoiced(self) -> tuple[tuple[Line, Decimal], ...]:
        """Give what is left to be invoiced."""
        return self._left("invoiced")

    def _left(self, done: str) -> tuple[tuple[Line, Decimal], ...]:
        left = ((line, line.quantity - line.rejected - getattr(line, done)) for line in self.lines)
        return tuple((line, quantity) for line, quantity in left if quantity > 0)


def faults(said: Said, ground: Ground) -> Iterator[Fault]:
    """Find what a body says that its order cannot bear, each with its field."""
    for place, entry in enumerate(getattr(said, "lines", ())):
        if ground.line(entry.line_number) is None:
            yield Fault(
                field=f"lines.{place}.line_number", message="the order has no line of this number"
            )
    if isinstance(said, Confirm):
        yield from _of_split(said.lines, ground)
    if isinstance(said, Ship | Invoice):
        yield from _of_rest(said, ground)


def _of_split(entries: Sequence[ConfirmedLine], ground: Ground) -> Iterator[Fault]:
    for line in ground.lines:
        mine = [each for each in enumerate(entries) if each[1].line_number == line.number]
        yield from _of_line(line, mine)


def _of_line(line: Line, entries: Sequence[tuple[int, ConfirmedLine]]) -> Iterator[Fault]:
    open_ = [place for place, entry in entries if entry.quantity is None]
    told = sum((Decimal(entry.quantity) for _, entry in entries if entry.quantity), NOTHING)
    for place in open_[1:]:
        message = "only one entry of a line can leave its quantity open"
        yield Fault(field=f"lines.{place}.quantity", message=message)
    if told > line.quantity or (open_ and told == line.quantity):
        message = f"the entries of line {line.number} speak of more than was ordered"
        yield Fault(field="lines", message=message)
    if line.currency is None and any(entry.unit_price for _, entry in entries):
        yield Fault(field="lines", message=f"line {line.number} has no price in the order")


def _of_rest(said: Ship | Invoice, ground: Ground) -> Iterator[Fault]:
    if not said.lines and ground.order_type is OrderType.BLANKET:
        yield Fault(field="lines", message="a blanket order has no rest: name the lines")
    if isinstance(said, Invoice):
        yield from _of_prices(said, ground)


def _of_prices(said: Invoice, ground: Ground) -> Iterator[Fault]:
    prices = {entry.line_number: entry.unit_price for entry in said.lines}
    wanted = [line for line in ground.lines if not prices or line.number in prices]
    unpriced = [
        line.number
        for line in wanted
        if line.currency is None or (line.unit_price is None and not prices.get(line.number))
    ]
    if unpriced:
        listed = ", ".join(map(str, unpriced))
        yield Fault(field="lines", message=f"the order has no price for line {listed}")
    if len({line.currency for line in wanted}) > 1:
        message = "the order is in several currencies: name the lines of one of them"
        yield Fault(field="lines", message=message)
