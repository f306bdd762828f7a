"""Brings a cart home: from the shop's cart to the PunchOutOrderMessage that the buyer gets.

The total counts the lines in the cart's own currency. A line in another currency keeps its own
price and stays out of the total, since adding it up would take a rate that nobody named. Shipping
and tax are told beside the total and are no part of it (cXML guide, PunchOutOrderMessageHeader).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape
from typing import Final

from gateway.cxml.amounts import Money, Shipping, Tax, Total, UnitPrice
from gateway.cxml.envelope import CXML, Message
from gateway.cxml.items import (
    Classification,
    ItemDetail,
    ItemID,
    ItemIn,
    ManufacturerName,
    SupplierPartAuxiliaryID,
)
from gateway.cxml.punchout import (
    BuyerCookie,
    OperationAllowed,
    PunchOutOrderMessage,
    PunchOutOrderMessageHeader,
)
from gateway.cxml.responses import status
from gateway.cxml.texts import URL, Description, Extrinsic
from gateway.rules.addressing import Leg, header, mark
from gateway.rules.cart_keys import KEY_LENGTH, joined
from gateway.rules.carts import Cart, CartLine, Charge

#: what a total may have before and behind its point
MOST_DIGITS: Final = 18
MOST_PLACES: Final = 6
LEAST_PLACES: Final = 2
#: characters of the shop's auxiliary id as XML text: with our key before it the store takes 1024
LONGEST_OWN: Final = 1024 - KEY_LENGTH - 1

#: exact for 10 000 lines of 18 + 6 digits each, multiplied
_EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)
#: what XML 1.0 cannot hold, not even as a reference
UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_WEB: Final = re.compile(r"https?://[^\s/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLine:
    """A line of the cart that was opened again: its part, our key, and the shop's own id."""

    supplier_part_id: str
    key: str | None
    #: XML text; empty for none
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLine:
    """One line on its way home; `own` is the shop's auxiliary id as XML text, empty for none."""

    number: int
    line: CartLine
    #: ours; None for a line that was opened again without one
    key: str | None
    own: str
    currency: str

    @property
    def auxiliary_id(self) -> str:
        """What the buyer is told: our key and the shop's own id, as XML text."""
        return joined(self.key, self.own)

    @property
    def quantity(self) -> Decimal:
        """How many."""
        return Decimal(self.line.quantity)

    @property
    def unit_price(self) -> Decimal:
        """What one costs; never a negative zero."""
        return abs(Decimal(self.line.unit_price))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the cart goes home; without `cart` nothing changes at the buyer's (status 204)."""

    leg: Leg
    payload_id: str
    timestamp: str
    in_reply_to: str
    language: str | None
    buyer_cookie: str
    operation_allowed: str
    #: of the total where there is no cart
    currency: str
    cart: Cart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cart, and where."""

    field: str
    message: str


# ── may it go ─────────────────────────────────────────────────────────────────────────────────


def faults(cart: Cart) -> tuple[Fault, ...]:
    """Tell why a cart of the right shape still cannot go into a document."""
    return (*_unfit_texts(cart), *_unfit_lines(cart), *_unfit_total(cart))


def _unfit_texts(cart: Cart) -> Iterator[Fault]:
    for field, text in _texts(cart.model_dump()):
        if UNFIT.search(text):
            yield Fault(field=field, message="holds a control character that XML cannot carry")


def _texts(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Walk through every text of a dumped model; the names of extrinsics are texts too."""
    if isinstance(value, str):
        yield field, value
        return
    pairs: Iterable[tuple[object, object]] = ()
    if isinstance(value, dict):
        yield from ((f"{field}.{key}".lstrip("."), str(key)) for key in value)
        pairs = value.items()
    elif isinstance(value, list | tuple):
        pairs = enumerate(value)
    for key, held in pairs:
        yield from _texts(held, f"{field}.{key}".lstrip("."))


def _unfit_lines(cart: Cart) -> Iterator[Fault]:
    for place, line in enumerate(cart.lines):
        for name in ("supplier_part_id", "unit_of_measure", "classification", "description"):
            if not getattr(line, name).strip():
                yield Fault(field=f"lines.{place}.{name}", message="must not be blank")
        if len(inside(line.supplier_part_auxiliary_id or "")) > LONGEST_OWN:
            field = f"lines.{place}.supplier_part_auxiliary_id"
            yield Fault(field=field, message="is too long once it is written as XML")
        if line.url is not None and not _WEB.match(line.url):
            yield Fault(field=f"lines.{place}.url", message="must begin with https:// or http://")
        if any(not name.strip() for name in line.extrinsics):
            yield Fault(field=f"lines.{place}.extrinsics", message="has an entry without a name")


def _unfit_total(cart: Cart) -> Iterator[Fault]:
    total = total_of(home_lines(cart, (), str), cart.currency)
    if total.adjusted() >= MOST_DIGITS:
        yield Fault(field="lines", message=f"add up to more than {MOST_DIGITS} digits")


# ── lines and total ───────────────────────────────────────────────────────────────────────────


def home_lines(
    cart: Cart, opened_with: Sequence[OpenedLine], key_of: Callable[[int], str]
) -> tuple[HomeLine, ...]:
    """
    Number the lines and give each its key.

    A line of the cart that was opened again keeps what it came with, key and auxiliary id, since a
    buyer takes a line with another id for another line. It is the same line where part and id are
    the same; where the shop gives no id, the part alone tells, of what no other line's id names.
    Others get a key of their own.
    """
    recognised = _recognised(cart.lines, opened_with)
    return tuple(
        _home(number, line, cart.currency, same or _new(line, key_of(number)))
        for number, (line, same) in enumerate(zip(cart.lines, recognised, strict=True), start=1)
    )


def _home(number: int, line: CartLine, currency: str, named: OpenedLine) -> HomeLine:
    return HomeLine(
        number=number,
        line=line,
        key=named.key,
        own=named.own,
        currency=line.currency or currency,
    )


def _own(line: CartLine) -> str:
    return inside((line.supplier_part_auxiliary_id or "").strip())


def _recognised(
    lines: Sequence[CartLine], opened_with: Sequence[OpenedLine]
) -> list[OpenedLine | None]:
    """Find for each line the one of those opened with that it still is; ids tell first."""
    opened = dict(enumerate(opened_with))
    named = _places(opened, lambda each: (each.supplier_part_id, each.own))
    found = [_taken(opened, named[line.supplier_part_id, _own(line)]) for line in lines]
    left = _places(opened, lambda each: each.supplier_part_id)
    return [
        same or (None if _own(line) else _taken(opened, left[line.supplier_part_id]))
        for line, same in zip(lines, found, strict=True)
    ]


def _places(
    opened: Mapping[int, OpenedLine], told_by: Callable[[OpenedLine], Hashable]
) -> defaultdict[Hashable, deque[int]]:
    """Sort places by what tells their lines; a cart of thousands is not searched line by line."""
    places = defaultdict[Hashable, deque[int]](deque)
    for place, each in opened.items():
        places[told_by(each)].append(place)
    return places


def _taken(opened: dict[int, OpenedLine], places: deque[int]) -> OpenedLine | None:
    """Take the first line of these places out of those opened with."""
    return opened.pop(places.popleft()) if places else None


def _new(line: CartLine, key: str) -> OpenedLine:
    return OpenedLine(supplier_part_id=line.supplier_part_id, key=key, own=_own(line))


def total_of(lines: Iterable[HomeLine], currency: str) -> Decimal:
    """
    Add up the lines of one currency, exactly; shown with two to six decimal places.

    Only what is finer than a millionth is rounded, half up.
    """
    total = Decimal(0)
    for line in lines:
        if line.currency == currency:
            total = _EXACT.add(total, _EXACT.multiply(line.quantity, line.unit_price))
    rounded = _EXACT.quantize(total, Decimal(1).scaleb(-MOST_PLACES))
    places = -int(_EXACT.normalize(rounded).as_tuple().exponent)
    return _EXACT.quantize(rounded, Decimal(1).scaleb(-max(places, LEAST_PLACES)))


def inside(text: str) -> str:
    """Write a text as the inside of an element, as reading it back gives it again."""
    return escape(text, quote=False).replace("\r", "&#13;")


# ── the message ───────────────────────────────────────────────────────────────────────────────


def message(way: Way, lines: Sequence[HomeLine]) -> CXML:
    """
    Make the PunchOutOrderMessage.

    It carries no secret: it travels through the browser. Without a cart it says 204, which leaves
    the buyer's lines as they are; an empty cart says 200 and deletes them in an edit.
    """
    language = tongue(way.language)
    return CXML(
        payload_id=way.payload_id,
        timestamp=way.timestamp,
        lang=language,
        header=header(way.leg),
        message=Message(
            deployment_mode=mark(way.leg.mode),
            in_reply_to=way.in_reply_to,
            status=status(204) if way.cart is None else None,
            body=PunchOutOrderMessage(
                buyer_cookie=BuyerCookie(inner=way.buyer_cookie),
                header=_header(way, lines, language),
                items=tuple(_item(line, language) for line in lines),
            ),
        ),
    )


def tongue(language: str | None) -> str:
    """Give a language that may stand in xml:lang: the one that was asked for, or English."""
    return language if language and _LANGUAGE.fullmatch(language) else "en"


def _header(way: Way, lines: Sequence[HomeLine], language: str) -> PunchOutOrderMessageHeader:
    cart = way.cart
    currency = cart.currency if cart else way.currency
    return PunchOutOrderMessageHeader(
        operation_allowed=OperationAllowed(way.operation_allowed),
        total=Total(money=Money(currency=currency, amount=total_of(lines, currency))),
        shipping=_shipping(cart.shipping, currency, language) if cart and cart.shipping else None,
        tax=_tax(cart.tax, currency, language) if cart and cart.tax else None,
    )


def _shipping(charge: Charge, currency: str, language: str) -> Shipping:
    return Shipping(
        money=_money(charge, currency), description=_words(charge.description, language)
    )


def _tax(charge: Charge, currency: str, language: str) -> Tax:
    return Tax(money=_money(charge, currency), description=_words(charge.description, language))


def _money(charge: Charge, currency: str) -> Money:
    return Money(currency=charge.currency or currency, amount=Decimal(charge.amount))


def _words(text: str, language: str) -> Description:
    return Description(lang=language, inner=inside(text))


def _item(home: HomeLine, language: str) -> ItemIn:
    line = home.line
    return ItemIn(
        quantity=home.quantity,
        line_number=home.number,
        item_id=ItemID(
            supplier_part_id=line.supplier_part_id,
            supplier_part_auxiliary_id=SupplierPartAuxiliaryID(inner=home.auxiliary_id),
        ),
        item_detail=_detail(home, line.language or language),
    )


def _detail(home: HomeLine, language: str) -> ItemDetail:
    line = home.line
    maker = line.manufacturer_name
    return ItemDetail(
        unit_price=UnitPrice(money=Money(currency=home.currency, amount=home.unit_price)),
        descriptions=(_words(line.description, language),),
        unit_of_measure=line.unit_of_measure,
        classifications=(
            Classification(domain=line.classification_domain, text=line.classification),
        ),
        manufacturer_part_id=line.manufacturer_part_id,
        manufacturer_name=ManufacturerName(lang=language, text=maker) if maker else None,
        url=URL(address=line.url) if line.url else None,
        lead_time=None if line.lead_time_days is None else str(line.lead_time_days),
        extrinsics=tuple(
            Extrinsic(name=name, inner=inside(text)) for name, text in line.extrinsics.items()
        ),
    )
