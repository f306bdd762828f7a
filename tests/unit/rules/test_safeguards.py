"""What is noticed in an order beside its cart, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gateway.cxml.amounts import Money, PriceBasisQuantity, Shipping, Tax, Total, UnitPrice
from gateway.cxml.items import ItemOut, LineChange
from gateway.cxml.orders import OrderRequest, OrderType
from gateway.cxml.payments import PaymentTerm
from gateway.cxml.terms import TermsOfDelivery
from gateway.cxml.texts import Comments
from gateway.rules import order_lines
from gateway.rules.cart_matches import By, Match
from gateway.rules.deviations import Ground, within
from gateway.rules.ordered_lines import OrderedLine, lines_of
from gateway.rules.parties import Mode
from gateway.rules.safeguard_settings import Action, Check, SafeguardSettings
from gateway.rules.safeguard_table import TABLE, sentence
from gateway.rules.safeguards import judge
from gateway.rules.units import reader
from tests import letters
from tests.unit.rules.test_cart_matches import HELD, OTHERS

FOUND = Match(line=HELD, by=By.KEY)
STRICT = {"price_percent": "0"}


def order_of(*items: ItemOut, **header: Any) -> OrderRequest:  # noqa: ANN401 - fields by name
    """Make an order; its total is the sum of its lines unless told otherwise."""
    body = letters.order("PO-1", *items).body
    assert isinstance(body, OrderRequest)
    return replace(body, header=replace(body.header, **header))


def eur(amount: str, currency: str = "EUR") -> Money:
    """So much money."""
    return Money(currency=currency, amount=Decimal(amount))


def line_but(item: ItemOut | None = None, **detail: Any) -> ItemOut:  # noqa: ANN401 - fields by name
    """Make a line with something else in its details."""
    line = item or letters.line()
    assert line.item_detail is not None
    return replace(line, item_detail=replace(line.item_detail, **detail))


def ground(
    order: OrderRequest,
    origins: Sequence[Match | None] = (FOUND,),
    settings: dict[str, Any] | None = None,
    **more: Any,  # noqa: ANN401 - fields by name
) -> Ground:
    """Say what an order is judged on."""
    made = Ground(
        order=order,
        lines=wanted(order),
        origins=origins,
        shipping=None,
        settings=SafeguardSettings.model_validate(settings or {}),
        connection_id=1,
        mode=Mode.ACTIVE,
        now=HELD.came_home_at,
        unit_of=reader({"Each": "EA"}),
    )
    return replace(made, **more)


def wanted(order: OrderRequest) -> tuple[OrderedLine, ...]:
    """Give the lines that an order wants."""
    return lines_of(order, order_lines.numbers(order.items))


def noticed(made: Ground) -> list[tuple[str, int | None]]:
    """Give what is noticed, and in which line."""
    return [
        (flag.deviation.check.value, getattr(flag.deviation.line, "number", None))
        for flag in judge(made).flags
    ]


def held_but(**changes: Any) -> Match:  # noqa: ANN401 - fields by name
    """Give a cart line with something else in it."""
    return Match(line=replace(HELD, **changes), by=By.KEY)


def test_an_order_as_it_came_home_is_left_alone() -> None:
    """Nothing is noticed in a line that is as its cart line was."""
    assert [] == noticed(ground(order_of(letters.line())))


@pytest.mark.parametrize(
    ("item", "origin", "expected"),
    [
        (letters.line(price="0.01"), FOUND, "price"),
        (letters.line(price="12.51"), FOUND, "price"),
        (letters.line(part="B-2"), FOUND, "part"),
        (line_but(unit_price=UnitPrice(money=eur("12.5", "USD"))), FOUND, "currency"),
        (line_but(unit_of_measure="BX"), FOUND, "unit"),
        (letters.line(), held_but(connection_id=OTHERS, unit_price=Decimal(1)), "foreign-cart"),
        (letters.line(), held_but(mode=Mode.TEST), "test-cart"),
        (letters.line(), held_but(came_home_at=HELD.came_home_at - timedelta(91)), "age"),
        (
            replace(letters.line(), requested_delivery_date="2026-11-22"),
            held_but(lead_time_days=5),
            "delivery",
        ),
    ],
)
def test_what_is_not_as_it_came_home_is_noticed(
    item: ItemOut, origin: Match, expected: str
) -> None:
    """Every difference from the cart line is named with its line."""
    made = ground(order_of(item, total=Total(money=eur("25", "EUR"))), (origin,))

    assert expected in [check for check, line in noticed(made) if line == 1]


@pytest.mark.parametrize(
    ("item", "origin"),
    [
        (letters.line(quantity="99"), FOUND),
        (letters.line(price="12.500"), FOUND),
        (line_but(unit_of_measure=" each "), FOUND),
        (letters.line(), held_but(came_home_at=HELD.came_home_at - timedelta(90))),
        (
            replace(letters.line(), requested_delivery_date="2026-11-23T00:00:00+00:00"),
            held_but(lead_time_days=5),
        ),
        (replace(letters.line(), requested_delivery_date="soon"), held_but(lead_time_days=5)),
        (letters.line(price="12"), Match(line=HELD, by=By.PRICE)),
        (replace(letters.line(), item_detail=None), FOUND),
    ],
)
def test_what_is_normal_is_not_noticed(item: ItemOut, origin: Match) -> None:
    """Another quantity, another way to write the same, and what the cart left open are no flags."""
    assert [] == noticed(ground(order_of(item), (origin,)))


def test_a_price_for_many_is_held_against_a_price_for_one() -> None:
    """PriceBasisQuantity is reckoned in: 1250 for a hundred is 12.50 for one."""
    basis = PriceBasisQuantity(quantity=Decimal(100), conversion_factor=Decimal(1))
    item = line_but(unit_price=UnitPrice(money=eur("1250")), price_basis_quantity=basis)

    assert [] == noticed(ground(order_of(item, total=Total(money=eur("25.00")))))


def test_a_line_without_a_cart_is_noticed() -> None:
    """Where some lines have a cart, each without is named; where none has, the order is, once."""
    order = order_of(letters.line(1), letters.line(2))

    assert [("cart", 2)] == noticed(ground(order, (FOUND, None)))
    assert [("cart", None)] == noticed(ground(order, (None, None)))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"total": Total(money=eur("25.05"))}, []),
        ({"total": Total(money=eur("25.06"))}, ["total"]),
        ({"total": Total(money=eur("1.00"))}, ["total"]),
        ({"total": Total(money=eur("25", "USD"))}, ["currencies"]),
        ({"total": Total(money=eur("1")), "order_type": OrderType.BLANKET}, []),
        ({"total": Total(money=eur("29.90")), "shipping": Shipping(money=eur("4.90"))}, []),
        (
            {
                "total": Total(money=eur("34.90")),
                "shipping": Shipping(money=eur("4.90")),
                "tax": Tax(money=eur("5")),
            },
            [],
        ),
        ({"payment_terms": (PaymentTerm(pay_in_days=90),)}, ["terms"]),
        ({"terms_of_delivery": TermsOfDelivery()}, ["terms"]),
        ({"comments": (Comments(inner="Our General Conditions hold."),)}, ["terms"]),
        ({"comments": (Comments(type="Terms and Conditions", inner="90 days"),)}, ["terms"]),
        ({"comments": (Comments(inner="Please ring twice."),)}, []),
    ],
)
def test_the_order_as_a_whole_is_looked_at(header: dict[str, Any], expected: list[str]) -> None:
    """Total is the sum, with or without shipping and tax; terms of the buyer's own are noted."""
    assert expected == [check for check, _ in noticed(ground(order_of(letters.line(), **header)))]


@pytest.mark.parametrize(("told", "expected"), [("4.90", []), ("0", ["shipping"])])
def test_shipping_is_that_of_the_cart(told: str, expected: list[str]) -> None:
    """The shipping price of an order is held against that of its carts."""
    order = order_of(letters.line(), shipping=Shipping(money=eur(told)))

    assert expected == [check for check, _ in noticed(ground(order, shipping=eur("4.90")))]


@pytest.mark.parametrize(
    ("percent", "amount", "found", "expected"),
    [
        (None, None, "100", True),
        (None, None, "100.000001", False),
        ("20", None, "120", True),
        ("20", None, "79.99", False),
        (None, "5", "95", True),
        (None, "5", "105.01", False),
        ("20", "5", "110", False),
        ("1", "5", "103", False),
        ("20", "5", "104", True),
    ],
)
def test_every_bound_that_is_given_holds(
    percent: str | None, amount: str | None, found: str, expected: bool
) -> None:
    """Per cent and amount bound a value together; without any bound nothing may differ."""
    bounds = [bound and Decimal(bound) for bound in (percent, amount)]

    assert expected == within(Decimal(100), Decimal(found), *bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "action", "rejected"),
    [
        ({}, Action.FLAG, []),
        ({"action": "hold"}, Action.HOLD, []),
        ({"action": "reject-line"}, Action.FLAG, [2]),
        ({"action": "reject-order"}, Action.REJECT_ORDER, [1, 2]),
        ({"actions": {"price": "reject-line"}}, Action.FLAG, [2]),
        ({"action": "hold", "actions": {"price": "flag"}}, Action.FLAG, []),
        ({"action": "reject-order", "price_percent": 100}, Action.FLAG, []),
    ],
)
def test_the_connection_says_what_is_done(
    settings: dict[str, Any], action: Action, rejected: list[int]
) -> None:
    """Flagged, without the line, rejected or held: as the settings say, check by check."""
    order = order_of(letters.line(1), letters.line(2, price="20"))

    judged = judge(ground(order, (FOUND, FOUND), settings))

    assert action == judged.action
    assert rejected == [line.number for line in judged.rejected]


def test_an_order_without_a_line_left_is_rejected() -> None:
    """Where every line is rejected, the order is."""
    judged = judge(ground(order_of(letters.line(price="1")), settings={"action": "reject-line"}))

    assert Action.REJECT_ORDER is judged.action


def test_parts_go_with_their_line() -> None:
    """Whoever rejects a line rejects what it is a part of, and all parts of that."""
    items = (
        letters.line(1),
        replace(letters.line(2), parent_line_number=1),
        replace(letters.line(3, price="20"), parent_line_number=1),
        letters.line(4),
    )

    judged = judge(ground(order_of(*items), (FOUND,) * 4, {"action": "reject-line"}))

    assert [1, 2, 3] == [line.number for line in judged.rejected]


def test_what_concerns_the_whole_order_rejects_no_line() -> None:
    """A wrong total names no line to be left out: a person looks."""
    order = order_of(letters.line(), total=Total(money=eur("1")))

    assert Action.HOLD is judge(ground(order, settings={"action": "reject-line"})).action


@pytest.mark.parametrize("action", list(Action))
def test_some_things_are_always_done(action: Action) -> None:
    """A test cart in a real order is held, and terms are noted, whatever the settings say."""
    order = order_of(letters.line(), terms_of_delivery=TermsOfDelivery())

    judged = judge(ground(order, (held_but(mode=Mode.TEST),), {"action": action}))

    assert {Check.TEST_CART: Action.HOLD, Check.TERMS: Action.FLAG} == {
        flag.deviation.check: flag.action for flag in judged.flags
    }


def test_what_a_change_takes_away_is_not_looked_at() -> None:
    """A line that an update deletes is no line any more, and keeps its place for the others."""
    items = (replace(letters.line(1), operation=LineChange.DELETE), letters.line(2))

    assert [(2, 2)] == [(line.position, line.number) for line in wanted(order_of(*items))]


def test_a_line_says_what_is_ordered_or_has_no_name() -> None:
    """A description of white space is none."""
    bare = replace(letters.line(3), item_detail=None)
    order = order_of(letters.line(1), line_but(letters.line(2), descriptions=()), bare)

    assert [True, False, False] == [line.is_named for line in wanted(order)]


def test_every_check_has_its_words() -> None:
    """Each safeguard has a code of its own, and words in three languages."""
    assert set(Check) == set(TABLE)
    assert len(TABLE) == len({row.code for row in TABLE.values()})
    assert "Line 2: The unit price is not the one in the cart." == sentence(Check.PRICE, 2)
