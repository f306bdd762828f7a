"""Looks up the cart lines that the lines of a document may come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.cxml.items import ItemDetail, ItemID, ItemOut
from gateway.exchange.outcome import Case
from gateway.rules.cart_keys import taken_apart
from gateway.rules.cart_matches import Match, Shelf, Sought
from gateway.rules.prices import basis_of, of_one
from gateway.store import cart_lines


def sought(item_id: ItemID, detail: ItemDetail | None = None) -> Sought:
    """Tell what a line says of where it comes from."""
    key, _ = taken_apart(item_id.auxiliary or "")
    money = detail.unit_price.money if detail else None
    basis = basis_of(detail.price_basis_quantity) if detail else None
    return Sought(
        supplier_part_id=item_id.supplier_part_id,
        key=key,
        auxiliary_id=item_id.auxiliary or "",
        unit_price=of_one(money.amount, basis) if money else None,
        currency=money.currency if money else None,
        unit_of_measure=detail.unit_of_measure if detail else None,
    )


def origins(
    case: Case, items: Sequence[ItemOut], unit_of: Callable[[str], str]
) -> list[Match | None]:
    """Find the cart lines that lines come from, each in its place."""
    wanted = [sought(item.item_id, item.item_detail) for item in items]
    held = shelf(case, wanted, unit_of)
    return [held.match(each) for each in wanted]


def shelf(case: Case, wanted: Sequence[Sought], unit_of: Callable[[str], str] = str.strip) -> Shelf:
    """Look up what came home of these lines; the rest of what is asked is a rule."""
    keyed = cart_lines.keyed(case.tx, (each.key for each in wanted if each.key))
    return Shelf(
        connection_id=case.speaking.connection.id,
        mode=case.mode,
        keyed=keyed,
        parts=cart_lines.of_parts(
            case.tx,
            case.speaking.connection.id,
            (each.supplier_part_id for each in wanted if each.key not in keyed),
        ),
        unit_of=unit_of,
    )
