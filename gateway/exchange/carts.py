"""Looks up the cart lines that the lines of a document may come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.cxml.items import ItemOut
from gateway.exchange.outcome import Case
from gateway.rules.cart_keys import taken_apart
from gateway.rules.cart_matches import Match, Shelf, Sought
from gateway.store import cart_lines


def sought(item: ItemOut) -> Sought:
    """Tell what a line says of where it comes from."""
    key, _ = taken_apart(item.item_id.auxiliary or "")
    detail = item.item_detail
    money = detail.unit_price.money if detail else None
    return Sought(
        supplier_part_id=item.item_id.supplier_part_id,
        key=key,
        auxiliary_id=item.item_id.auxiliary or "",
        unit_price=money.amount if money else None,
        currency=money.currency if money else None,
        unit_of_measure=detail.unit_of_measure if detail else None,
    )


def origins(
    case: Case, items: Sequence[ItemOut], unit_of: Callable[[str], str]
) -> list[Match | None]:
    """Find the cart lines that lines come from, each in its place."""
    held = shelf(case, items, unit_of)
    return [held.match(sought(item)) for item in items]


def shelf(case: Case, items: Sequence[ItemOut], unit_of: Callable[[str], str] = str.strip) -> Shelf:
    """Look up what came home of these lines; the rest of what is asked is a rule."""
    wanted = [sought(item) for item in items]
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
