"""Holds an invoice against its order: what is too much, and what does not fit, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from gateway.rules.confirmations_standing import Confirmed
from gateway.rules.ordered import NOTHING, OrderedLine, Share, excesses, shown, sums
from gateway.rules.prices import EXACT, Basis, of_one

#: what rounding may add to a sum
ROUNDING: Final = Decimal("0.01")


class Match(StrEnum):
    """What holding an invoiced line against one other document gives."""

    MATCHED = "matched"
    #: no order, or no line of it
    NOT_ORDERED = "not ordered"
    PRICE = "price differs"
    CURRENCY = "currency differs"
    UNIT = "unit differs"
    PART = "part differs"
    AMOUNT = "amount is not quantity times price"
    #: nothing was confirmed, or nothing shipped
    NOTHING_YET = "nothing yet"
    MORE = "quantity is more"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedLine:
    """One line of an invoice; a credit is below zero. Without a number, an order as a whole."""

    #: as the invoice counts its own lines
    position: int
    #: of the order; None: the order as a whole, or no line of an order
    number: int | None
    quantity: Decimal | None
    unit: str | None = None
    part: str | None = None
    unit_price: Decimal | None = None
    #: what the price is for; None: for one unit
    basis: Basis | None = None
    #: without taxes, shipping and handling
    amount: Decimal | None = None
    currency: str | None = None
    #: the sender says itself that it was not ordered
    is_extra: bool = False
    #: whether it changes how much of the order is invoiced; a rebate on a price does not
    counts: bool = True
    #: nobody ships work
    is_service: bool = False

    @property
    def share(self) -> Share:
        """How much of which line, as what was ordered is held against it."""
        return Share(number=self.number or 0, quantity=self.quantity or NOTHING, unit=self.unit)

    @property
    def price_of_one(self) -> Decimal | None:
        """What one unit costs; a credit may say it below zero."""
        return None if self.unit_price is None else abs(of_one(self.unit_price, self.basis))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an order before an invoice: its lines, and all that was said of each."""

    lines: tuple[OrderedLine, ...]
    total: Decimal
    currency: str
    confirmed: Mapping[int, Confirmed] = field(default_factory=dict)
    shipped: Mapping[int, Decimal] = field(default_factory=dict)
    invoiced: Mapping[int, Decimal] = field(default_factory=dict)
    #: of the order as a whole, in its own currency
    amount: Decimal = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one line fits: with its order, with what was confirmed, with what was shipped."""

    order: Match
    confirmations: Match
    ship_notices: Match

    @property
    def is_matched(self) -> bool:
        """Whether it fits with all three."""
        return {self.order, self.confirmations, self.ship_notices} == {Match.MATCHED}


def running(
    lines: Sequence[OrderedLine], documents: Iterable[Sequence[InvoicedLine]]
) -> dict[int, Decimal]:
    """
    Add up what was invoiced of each line, document by document, the oldest first.

    A credit takes back at most what was invoiced here: one for an invoice that went another way
    does not make room for more than was ordered.
    """
    total: dict[int, Decimal] = {}
    for document in documents:
        shares = [each.share for each in document if each.counts and each.number is not None]
        for number, added in sums(lines, shares).items():
            total[number] = max(NOTHING, total.get(number, NOTHING) + added)
    return total


def amount(currency: str, documents: Iterable[Sequence[InvoicedLine]]) -> Decimal:
    """Add up what was invoiced of an order in its currency, as `running` adds up its lines."""
    total = NOTHING
    for document in documents:
        added = sum((_in(currency, each) for each in document if each.counts), NOTHING)
        total = max(NOTHING, total + added)
    return total


def left_too_much(
    lines: Sequence[OrderedLine], documents: Iterable[Sequence[InvoicedLine]]
) -> tuple[str, ...]:
    """Tell of which lines too much would stand invoiced, once a credit is withdrawn."""
    total = running(lines, documents)
    return tuple(
        f"Line {line.number}: without it {shown(total[line.number])} would be invoiced, and"
        f" {shown(line.quantity)} were ordered."
        for line in lines
        if line.unit is not None and total.get(line.number, NOTHING) > line.quantity
    )


def faults(standing: Standing, now: Sequence[InvoicedLine]) -> tuple[str, ...]:
    """Tell which lines the order lacks although they do not say that they were not ordered."""
    known = {line.number for line in standing.lines}
    return tuple(
        f"Invoice line {each.position} is for line {each.number}, which the order lacks."
        for each in now
        if each.number is not None and each.number not in known and not each.is_extra
    )


def beyond(standing: Standing, now: Sequence[InvoicedLine]) -> tuple[str, ...]:
    """Tell where an invoice asks for more than the whole order: in units, or as a sum."""
    counted = [each for each in now if each.counts and not each.is_extra]
    shares = [each.share for each in counted if each.number is not None]
    frames = {line.number for line in standing.lines if line.unit is None}
    wholes = [each for each in counted if each.number is None or each.number in frames]
    found = [
        f"InvoiceDetailItem/@quantity, {excess.words('invoiced')}."
        for excess in excesses(standing.lines, standing.invoiced, shares)
    ]
    return (*found, *_beyond_total(standing, wholes))


def _beyond_total(standing: Standing, wholes: Sequence[InvoicedLine]) -> Iterator[str]:
    asked = sum((_in(standing.currency, each) for each in wholes), NOTHING)
    if asked > 0 and standing.amount + asked > standing.total + ROUNDING:
        earlier = f", {standing.amount:f} was invoiced before" if standing.amount else ""
        yield (
            f"SubtotalAmount: {asked:f} now{earlier},"
            f" and the order's total is {standing.total:f} {standing.currency}."
        )


def _in(currency: str, line: InvoicedLine) -> Decimal:
    return line.amount if line.amount is not None and line.currency == currency else NOTHING


# ── three ways ────────────────────────────────────────────────────────────────────────────────


def verdicts(standing: Standing, now: Sequence[InvoicedLine]) -> tuple[Verdict, ...]:
    """Hold each line against order, confirmations and ship notices."""
    known = {line.number: line for line in standing.lines}
    total = dict(standing.invoiced)
    found = []
    for each in now:
        line = known.get(each.number or 0)
        if line is not None and each.counts and line.counts_in(each.unit):
            total[line.number] = total.get(line.number, NOTHING) + (each.quantity or NOTHING)
        found.append(_verdict(standing, each, line, total.get(each.number or 0, NOTHING)))
    return tuple(found)


def without_order(now: Sequence[InvoicedLine]) -> tuple[Verdict, ...]:
    """Judge lines that no order stands behind."""
    nothing = Verdict(
        order=Match.NOT_ORDERED, confirmations=Match.NOTHING_YET, ship_notices=Match.NOTHING_YET
    )
    return tuple(nothing for _ in now)


def _verdict(
    standing: Standing, each: InvoicedLine, line: OrderedLine | None, total: Decimal
) -> Verdict:
    if line is None:
        whole = each.number is None and not each.is_extra
        return _whole(standing, each) if whole else without_order([each])[0]
    word = standing.confirmed.get(line.number, Confirmed())
    return Verdict(
        order=_with_order(each, line),
        confirmations=_with_word(each, line, word, total),
        ship_notices=Match.MATCHED
        if each.is_service
        else _with(
            standing.shipped.get(line.number, NOTHING), total, seen=line.number in standing.shipped
        ),
    )


def _whole(standing: Standing, each: InvoicedLine) -> Verdict:
    told = [standing.confirmed.get(line.number, Confirmed()) for line in standing.lines]
    currency = Match.MATCHED if each.currency == standing.currency else Match.CURRENCY
    return Verdict(
        order=currency,
        confirmations=Match.MATCHED if any(word.told for word in told) else Match.NOTHING_YET,
        ship_notices=Match.MATCHED if standing.shipped else Match.NOTHING_YET,
    )


def _with(most: Decimal, total: Decimal, *, seen: bool) -> Match:
    if total <= most:
        return Match.MATCHED
    return Match.MORE if seen else Match.NOTHING_YET


def _with_word(each: InvoicedLine, line: OrderedLine, word: Confirmed, total: Decimal) -> Match:
    found = _with(word.accepted, total, seen=word.told > 0)
    if found is not Match.MATCHED or word.unit_price is None or each.price_of_one is None:
        return found
    confirmed = of_one(word.unit_price, line.basis)
    return found if confirmed == each.price_of_one else Match.PRICE


def _with_order(each: InvoicedLine, line: OrderedLine) -> Match:
    return next((match for match in _differences(each, line)), Match.MATCHED)


def _differences(each: InvoicedLine, line: OrderedLine) -> Iterator[Match]:
    if each.part is not None and each.part != line.part:
        yield Match.PART
    if line.unit is not None and not line.counts_in(each.unit):
        yield Match.UNIT
    if each.currency and line.currency and each.currency != line.currency:
        yield Match.CURRENCY
    elif _has_other_price(each, line):
        yield Match.PRICE
    if _is_miscounted(each):
        yield Match.AMOUNT


def _has_other_price(each: InvoicedLine, line: OrderedLine) -> bool:
    if each.price_of_one is None or line.unit_price is None:
        return False
    return each.price_of_one != line.unit_price


def _is_miscounted(each: InvoicedLine) -> bool:
    if each.price_of_one is None or each.amount is None or not each.quantity:
        return False
    wanted = EXACT.multiply(abs(each.quantity), each.price_of_one)
    return abs(abs(each.amount) - wanted) > ROUNDING


#: how each match is told, after the line's number
_TOLD: Final = {
    "order": {
        Match.NOT_ORDERED: "is not on an order that we know",
        Match.PRICE: "has another price than the order",
        Match.CURRENCY: "is in another currency than the order",
        Match.UNIT: "is in another unit of measure than the order",
        Match.PART: "is another part than the order's",
        Match.AMOUNT: "has an amount that is not quantity times price",
    },
    "confirmations": {
        Match.MORE: "is for more than was confirmed",
        Match.PRICE: "has another price than was confirmed",
    },
    "ship_notices": {Match.MORE: "is for more than was shipped"},
}


def told(each: InvoicedLine, verdict: Verdict) -> Iterator[str]:
    """Say what does not fit of a line, for people; what is still to come is not said."""
    for against, words in _TOLD.items():
        found = words.get(getattr(verdict, against))
        if found:
            yield f"Invoice line {each.position} {found}."


class Result(StrEnum):
    """One word for a whole invoice."""

    MATCHED = "matched"
    #: it fits the order, of which not all was confirmed or shipped yet
    ORDER_ONLY = "order only"
    DIFFERS = "differs"


def summed_up(found: Sequence[Verdict]) -> Result:
    """Give one word for all lines."""
    if all(verdict.is_matched for verdict in found):
        return Result.MATCHED
    early = {Match.MATCHED, Match.NOTHING_YET}
    fits = all(
        verdict.order is Match.MATCHED and {verdict.confirmations, verdict.ship_notices} <= early
        for verdict in found
    )
    return Result.ORDER_ONLY if fits else Result.DIFFERS
