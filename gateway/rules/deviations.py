"""Finds in what an order differs from the carts that it comes from, and from itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from gateway.cxml.amounts import Money
from gateway.cxml.orders import OrderRequest, OrderType
from gateway.cxml.texts import Comments
from gateway.rules.cart_matches import By, HeldLine, Match
from gateway.rules.ordered_lines import OrderedLine, day_of
from gateway.rules.parties import Mode
from gateway.rules.prices import EXACT
from gateway.rules.safeguard_settings import Check, SafeguardSettings

#: words that name terms of business, in the languages that we speak
_TERMS: Final = re.compile(
    r"terms (?:and|&) conditions|terms of (?:purchase|business)|purchasing (?:terms|conditions)"
    r"|general conditions|geschäftsbedingungen|einkaufsbedingungen|conditions générales",
    re.IGNORECASE,
)
#: of a number that people read
MOST_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One thing in which an order differs; `expected` and `found` are for the operators alone."""

    check: Check
    #: the line; None for the order as a whole
    line: OrderedLine | None = None
    #: below OrderRequest or, for a line, below its ItemOut
    place: str
    expected: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an order is judged on."""

    order: OrderRequest
    lines: Sequence[OrderedLine]
    #: the cart line of each line
    origins: Sequence[Match | None]
    #: what the carts said of shipping; None where they said nothing, or not in one currency
    shipping: Money | None
    settings: SafeguardSettings
    connection_id: int
    mode: Mode
    now: datetime
    #: brings a unit into the words of the standard
    unit_of: Callable[[str], str]


def deviations(ground: Ground) -> Iterator[Deviation]:
    """Give everything in which an order differs, line by line and then as a whole."""
    if ground.lines and not any(ground.origins):
        yield Deviation(check=Check.CART, place="")
    else:
        for line, origin in zip(ground.lines, ground.origins, strict=True):
            yield from _of_line(ground, line, origin)
    yield from _shipping(ground)
    yield from _total(ground)
    yield from _terms(ground.order)


def _of_line(ground: Ground, line: OrderedLine, origin: Match | None) -> Iterator[Deviation]:
    if origin is None:
        yield Deviation(check=Check.CART, line=line, place="ItemID")
        return
    held = origin.line
    if held.mode is Mode.TEST and ground.mode is Mode.ACTIVE:
        yield Deviation(check=Check.TEST_CART, line=line, place="ItemID")
    if held.connection_id != ground.connection_id:
        # what somebody else was offered is nobody's business here
        yield Deviation(check=Check.FOREIGN_CART, line=line, place="ItemID")
        return
    if origin.by is not By.PRICE:
        for compare in COMPARISONS:
            yield from compare(ground, line, held)
    yield from _delivery(ground, line, held)


def _age(ground: Ground, line: OrderedLine, held: HeldLine) -> Iterator[Deviation]:
    most = ground.settings.cart_days
    days = (ground.now - held.came_home_at).days
    if days > most:
        yield Deviation(
            check=Check.AGE, line=line, place="ItemID", expected=str(most), found=str(days)
        )


def _part(_: Ground, line: OrderedLine, held: HeldLine) -> Iterator[Deviation]:
    if line.supplier_part_id != held.supplier_part_id:
        yield Deviation(
            check=Check.PART,
            line=line,
            place="ItemID/SupplierPartID",
            expected=held.supplier_part_id,
            found=line.supplier_part_id,
        )


def _price(ground: Ground, line: OrderedLine, held: HeldLine) -> Iterator[Deviation]:
    if line.unit_price is None:
        return
    place = "ItemDetail/UnitPrice/Money"
    if line.currency != held.currency:
        yield Deviation(
            check=Check.CURRENCY,
            line=line,
            place=f"{place}/@currency",
            expected=held.currency,
            found=line.currency,
        )
        return
    bounds = ground.settings.price_percent, ground.settings.price_amount
    if not within(held.unit_price, line.unit_price, *bounds):
        yield Deviation(
            check=Check.PRICE,
            line=line,
            place=place,
            expected=shown(held.unit_price, held.currency),
            found=shown(line.unit_price, held.currency),
        )


def _unit(ground: Ground, line: OrderedLine, held: HeldLine) -> Iterator[Deviation]:
    told = line.unit_of_measure
    if told is not None and ground.unit_of(told) != ground.unit_of(held.unit_of_measure):
        yield Deviation(
            check=Check.UNIT,
            line=line,
            place="ItemDetail/UnitOfMeasure",
            expected=held.unit_of_measure,
            found=told,
        )


def _quantity(ground: Ground, line: OrderedLine, held: HeldLine) -> Iterator[Deviation]:
    percent = ground.settings.quantity_percent
    if percent is not None and not within(held.quantity, line.quantity, percent, None):
        yield Deviation(
            check=Check.QUANTITY,
            line=line,
            place="@quantity",
            expected=shown(held.quantity),
            found=shown(line.quantity),
        )


#: how a line is held against a cart line that it names
COMPARISONS: Final[tuple[Callable[[Ground, OrderedLine, HeldLine], Iterator[Deviation]], ...]] = (
    _age,
    _part,
    _price,
    _unit,
    _quantity,
)


def _delivery(ground: Ground, line: OrderedLine, held: HeldLine) -> Iterator[Deviation]:
    sooner, needed = ground.settings.delivery_days, held.lead_time_days
    ordered_on = day_of(ground.order.header.order_date)
    if needed is None or line.wanted_on is None or ordered_on is None:
        return
    possible = _days_after(ordered_on, needed)
    if line.wanted_on < _days_after(ordered_on, max(0, needed - sooner)):
        yield Deviation(
            check=Check.DELIVERY,
            line=line,
            place="@requestedDeliveryDate",
            expected=possible.isoformat(),
            found=line.wanted_on.isoformat(),
        )


def _days_after(day: date, days: int) -> date:
    return day + timedelta(days=days) if day.year < date.max.year - 100 else date.max


def _shipping(ground: Ground) -> Iterator[Deviation]:
    told, offered = ground.order.header.shipping, ground.shipping
    if told is None or offered is None or told.money.currency != offered.currency:
        return
    bounds = ground.settings.shipping_percent, ground.settings.shipping_amount
    if not within(offered.amount, told.money.amount, *bounds):
        yield Deviation(
            check=Check.SHIPPING,
            place="OrderRequestHeader/Shipping/Money",
            expected=shown(offered.amount, offered.currency),
            found=shown(told.money.amount, offered.currency),
        )


def _total(ground: Ground) -> Iterator[Deviation]:
    header, lines = ground.order.header, ground.lines
    total = header.total.money
    is_sum = header.order_type is not OrderType.BLANKET and header.total.rest is None
    is_plain = all(line.amount is not None and line.parent is None for line in lines)
    if not lines or not is_sum or not is_plain:
        return
    place = "OrderRequestHeader/Total/Money"
    if any(line.currency != total.currency for line in lines):
        yield Deviation(check=Check.CURRENCIES, place=place)
        return
    amounts = [line.amount for line in lines if line.amount is not None]
    exact = _sum(amounts)
    # some buyers count shipping and tax in, against the standard
    sums = (
        _sum([exact, ship, tax])
        for ship in _maybe(_charges(ground.order, "shipping"), total)
        for tax in _maybe(_charges(ground.order, "tax"), total)
    )
    if not any(within(each, total.amount, *ground.settings.total_bounds) for each in sums):
        yield Deviation(
            check=Check.TOTAL,
            place=place,
            expected=shown(exact, total.currency),
            found=shown(total.amount, total.currency),
        )


def _charges(order: OrderRequest, name: str) -> list[Money]:
    """Give what shipping or tax costs: of the order, or else of its lines."""
    whole = getattr(order.header, name)
    of_lines = [getattr(item, name) for item in order.items]
    return [each.money for each in ([whole] if whole else of_lines) if each]


def _maybe(charges: Sequence[Money], total: Money) -> tuple[Decimal, ...]:
    return (Decimal(0), _sum([each.amount for each in charges if each.currency == total.currency]))


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def _terms(order: OrderRequest) -> Iterator[Deviation]:
    header = order.header
    if header.payment_terms:
        yield Deviation(check=Check.TERMS, place="OrderRequestHeader/PaymentTerm")
    if header.terms_of_delivery:
        yield Deviation(check=Check.TERMS, place="OrderRequestHeader/TermsOfDelivery")
    if any(map(_names_terms, header.comments)):
        yield Deviation(check=Check.TERMS, place="OrderRequestHeader/Comments")
    if any(item.terms_of_delivery for item in order.items):
        yield Deviation(check=Check.TERMS, place="ItemOut/TermsOfDelivery")


def _names_terms(comments: Comments) -> bool:
    return _TERMS.search(f"{comments.type or ''} {comments.inner}") is not None


# ── how far ───────────────────────────────────────────────────────────────────────────────────


def within(
    expected: Decimal, found: Decimal, percent: Decimal | None, amount: Decimal | None
) -> bool:
    """Tell whether a value differs by no more than each bound given; not at all without any."""
    difference = abs(EXACT.subtract(found, expected))
    if percent is None and amount is None:
        return difference == 0
    allowed = EXACT.multiply(abs(expected), percent or Decimal(0))
    is_within_percent = percent is None or EXACT.multiply(difference, Decimal(100)) <= allowed
    return is_within_percent and (amount is None or difference <= amount)


def shown(value: Decimal, *unit: str) -> str:
    """Write a number for people, to six decimals at most."""
    is_long = int(value.as_tuple().exponent) < -MOST_DECIMALS
    plain = round(value, MOST_DECIMALS) if is_long else value
    return " ".join([format(plain, "f"), *unit])
