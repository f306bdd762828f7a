"""The basket: lines with quantities, what they cost, and how a cart is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from catalog_stub.products import HOME_CURRENCY, Choice, Product
from catalog_stub.wording import say

_CENT = Decimal("0.01")
_QUANTITY = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
MOST = Decimal(999_999)


class QuantityRefused(Exception):
    """The quantity is not a number that this article can be ordered in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So much of one choice."""

    #: Where the line stands; given once and never again in the same basket.
    number: int
    choice: Choice
    quantity: Decimal
    #: The SupplierPartAuxiliaryID that a buyer gave back with the line, if it is not ours.
    foreign_key: str | None = None

    @property
    def key(self) -> str:
        """The SupplierPartAuxiliaryID; a line that came back keeps the one that it came with."""
        return self.foreign_key or self.choice.key

    @property
    def amount(self) -> Decimal:
        """Price times quantity, rounded to the cent."""
        return cents(self.choice.product.price * self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What delivery and value added tax cost, in the home currency."""

    shipping: Decimal
    free_shipping_from: Decimal
    vat_percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a basket costs; goods in a foreign currency come free of delivery and tax."""

    goods: Mapping[str, Decimal]
    shipping: Decimal
    tax: Decimal

    @property
    def totals(self) -> dict[str, Decimal]:
        """What is to be paid in each currency."""
        extra = {HOME_CURRENCY: self.shipping + self.tax}
        return {currency: sum_ + extra.get(currency, 0) for currency, sum_ in self.goods.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """The lines of one visit; every change makes a new basket."""

    lines: tuple[Line, ...] = ()
    last_number: int = 0

    def with_more(self, choice: Choice, quantity: Decimal) -> Basket:
        """Add to the line of this choice, or begin one; raises `QuantityRefused`."""
        for line in self.lines:
            if line.choice == choice and line.foreign_key is None:
                return self.with_quantity(line.number, line.quantity + quantity)
        return self.with_line(choice, quantity)

    def with_line(self, choice: Choice, quantity: Decimal, key: str | None = None) -> Basket:
        """Begin a line of its own, even if the choice is in the basket already."""
        number = self.last_number + 1
        foreign = None if key == choice.key else key
        line = Line(number=number, choice=choice, quantity=quantity, foreign_key=foreign)
        return Basket(lines=(*self.lines, line), last_number=number)

    def with_quantity(self, number: int, quantity: Decimal) -> Basket:
        """Change how much a line holds; raises `QuantityRefused` when it becomes too much."""
        if quantity > MOST:
            raise QuantityRefused
        changed = tuple(
            replace(line, quantity=quantity) if line.number == number else line
            for line in self.lines
        )
        return replace(self, lines=changed)

    def without(self, number: int) -> Basket:
        """Take a line out."""
        return replace(self, lines=tuple(line for line in self.lines if line.number != number))

    def reckon(self, tariff: Tariff) -> Reckoning:
        """Work out what the basket costs."""
        goods: dict[str, Decimal] = {}
        for line in self.lines:
            currency = line.choice.product.currency
            goods[currency] = goods.get(currency, Decimal(0)) + line.amount
        shipping, tax = _extras(goods.get(HOME_CURRENCY), tariff)
        return Reckoning(goods=goods, shipping=shipping, tax=tax)


def _extras(goods: Decimal | None, tariff: Tariff) -> tuple[Decimal, Decimal]:
    if goods is None:
        return Decimal("0.00"), Decimal("0.00")
    shipping = Decimal("0.00") if goods >= tariff.free_shipping_from else cents(tariff.shipping)
    return shipping, cents((goods + shipping) * tariff.vat_percent / 100)


def cents(amount: Decimal) -> Decimal:
    """Round an amount to two decimals, halves away from zero, as merchants do."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def read_quantity(text: str, product: Product) -> Decimal:
    """Return a quantity as a person typed it; raises `QuantityRefused`.

    A comma or a point divides the decimals, of which the article's unit allows so many.
    """
    plain = text.strip()
    if not plain.isascii() or not _QUANTITY.fullmatch(plain):
        raise QuantityRefused
    quantity = Decimal(plain.replace(",", "."))
    if quantity <= 0 or quantity != round(quantity, product.decimals):
        raise QuantityRefused
    return quantity


def fitting_quantity(quantity: Decimal, product: Product) -> Decimal:
    """Return the nearest quantity that the article can be ordered in, at least its least."""
    step = Decimal(1).scaleb(-product.decimals)
    return max(step, min(quantity, MOST).quantize(step, ROUND_HALF_UP))


def cart_of(basket: Basket, tariff: Tariff, language: str, shop_address: str) -> dict[str, Any]:
    """Return the cart as the shop API takes it, amounts as decimal text."""
    reckoning = basket.reckon(tariff)
    currency = HOME_CURRENCY if HOME_CURRENCY in reckoning.goods else next(iter(reckoning.goods))
    cart: dict[str, Any] = {
        "currency": currency,
        "lines": [_cart_line(line, language, shop_address) for line in basket.lines],
    }
    if currency == HOME_CURRENCY:
        cart["shipping"] = {"amount": str(reckoning.shipping), "description": "Standard"}
        vat = f"VAT {tariff.vat_percent.normalize():f} %"
        cart["tax"] = {"amount": str(reckoning.tax), "description": vat}
    return cart


def _cart_line(line: Line, language: str, shop_address: str) -> dict[str, Any]:
    product = line.choice.product
    facts = {
        "supplier_part_id": product.part_id,
        "supplier_part_auxiliary_id": line.key,
        "quantity": f"{line.quantity:f}",
        "unit_price": str(product.price),
        "currency": product.currency,
        "description": title(line.choice, language),
        "language": language,
        "unit_of_measure": product.unit,
        "classification": product.unspsc,
        "classification_domain": "UNSPSC",
        "manufacturer_part_id": product.maker_part_id,
        "manufacturer_name": product.maker,
        "lead_time_days": product.lead_time_days,
        "url": f"{shop_address}/articles/{product.part_id}",
    }
    return {name: value for name, value in facts.items() if value is not None}


def title(choice: Choice, language: str) -> str:
    """Return the name of a choice with its variant."""
    name = choice.product.name[language]
    return name if choice.option is None else f"{name} ({say(language, choice.option)})"
