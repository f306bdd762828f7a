"""What an order says of each of its lines, as a cart line can be held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.cxml.inner import plain
from gateway.cxml.items import BlanketItemDetail, ItemDetail, ItemOut, LineChange
from gateway.cxml.orders import OrderRequest
from gateway.rules.prices import EXACT, basis_of, of_one


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One line of an order that is wanted; amounts in `currency`."""

    #: among all ItemOut, from 1
    position: int
    #: what people and confirmations call it
    number: int
    #: the number of the line that it is a part of
    parent: int | None
    quantity: Decimal
    supplier_part_id: str
    #: of one unit, whatever quantity the document gives a price for
    unit_price: Decimal | None
    currency: str | None
    unit_of_measure: str | None
    #: what all of it costs
    amount: Decimal | None
    #: when it shall be there
    wanted_on: date | None
    is_named: bool


def lines_of(order: OrderRequest, numbers: Sequence[int]) -> tuple[OrderedLine, ...]:
    """
    Read the lines that an order wants; what a change takes away is left out.

    `numbers` are those that its ItemOut have for life.
    """
    everywhere = order.header.requested_delivery_date
    return tuple(
        _line(position, number, item, everywhere)
        for position, (number, item) in enumerate(zip(numbers, order.items, strict=True), start=1)
        if item.operation is not LineChange.DELETE
    )


def _line(position: int, number: int, item: ItemOut, everywhere: str | None) -> OrderedLine:
    wanted_on = item.requested_delivery_date or everywhere
    detail = item.item_detail or item.blanket_item_detail
    price = detail.unit_price if detail else None
    basis = basis_of(detail.price_basis_quantity) if detail else None
    one = of_one(price.money.amount, basis) if price else None
    return OrderedLine(
        position=position,
        number=number,
        parent=item.parent_line_number,
        quantity=item.quantity,
        supplier_part_id=item.item_id.supplier_part_id,
        unit_price=one,
        currency=price.money.currency if price else None,
        unit_of_measure=detail.unit_of_measure if detail else None,
        amount=None if one is None else EXACT.multiply(one, item.quantity),
        wanted_on=day_of(wanted_on),
        is_named=_is_named(detail),
    )


def _is_named(detail: ItemDetail | BlanketItemDetail | None) -> bool:
    return detail is not None and any(plain(said.inner) for said in detail.descriptions)


def day_of(written: str | None) -> date | None:
    """Give the day of a date or moment as written; None where it says none."""
    try:
        return date.fromisoformat((written or "").strip()[:10])
    except ValueError:
        return None
