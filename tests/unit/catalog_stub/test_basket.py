"""The basket and what it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog_stub.basket import (
    Basket,
    QuantityRefused,
    Tariff,
    cart_of,
    fitting_quantity,
    read_quantity,
)
from catalog_stub.products import Choice, Product, choices, load_catalogue

CATALOGUE = load_catalogue()
TARIFF = Tariff(
    shipping=Decimal("4.90"), free_shipping_from=Decimal(150), vat_percent=Decimal("7.5")
)


def _product(part_id: str) -> Product:
    product = CATALOGUE.product(part_id)
    assert product is not None
    return product


def _choice(part_id: str) -> Choice:
    return choices(_product(part_id))[0]


def _filled(**quantities: str) -> Basket:
    basket = Basket()
    for part_id, quantity in quantities.items():
        basket = basket.with_more(_choice(part_id.replace("_", "-")), Decimal(quantity))
    return basket


def test_same_choice_is_one_line() -> None:
    """What is added twice stands in the basket once, with the sum."""
    basket = _filled(LB_2001="2").with_more(_choice("LB-2001"), Decimal(3))

    assert [Decimal(5)] == [line.quantity for line in basket.lines]


def test_variants_are_lines_of_their_own() -> None:
    """Two colours of one article are two lines."""
    first, second, _ = choices(_product("OF-1005"))

    basket = Basket().with_more(first, Decimal(1)).with_more(second, Decimal(1))

    assert 2 == len(basket.lines)


def test_line_numbers_are_never_used_again() -> None:
    """A number that a removed line had is not given to another."""
    basket = _filled(LB_2001="1", LB_2002="1").without(2)

    assert [1, 3] == [
        line.number for line in basket.with_more(_choice("LB-2003"), Decimal(1)).lines
    ]


@pytest.mark.parametrize(
    ("quantities", "shipping", "tax", "totals"),
    [
        ({"LB_2001": "1"}, "4.90", "0.79", {"EUR": "11.29"}),
        ({"WS_3002": "1"}, "0.00", "14.18", {"EUR": "203.18"}),
        ({"LB_2005": "2"}, "0.00", "0.00", {"USD": "1378.00"}),
        ({"LB_2001": "1", "LB_2005": "1"}, "4.90", "0.79", {"EUR": "11.29", "USD": "689.00"}),
        ({"WS_3001": "0.01"}, "4.90", "0.37", {"EUR": "5.28"}),
    ],
)
def test_basket_costs_what_its_parts_cost(
    quantities: dict[str, str], shipping: str, tax: str, totals: dict[str, str]
) -> None:
    """Delivery is free from 150 euros on, and goods in dollars carry neither delivery nor tax."""
    reckoning = _filled(**quantities).reckon(TARIFF)

    assert (shipping, tax) == (str(reckoning.shipping), str(reckoning.tax))
    assert totals == {currency: str(sum_) for currency, sum_ in reckoning.totals.items()}


def test_cart_in_dollars_names_no_tax() -> None:
    """A cart without euros has no lines for delivery and tax."""
    cart = cart_of(_filled(LB_2005="1"), TARIFF, "en", "http://shop.example")

    assert ("USD", False, False) == (cart["currency"], "shipping" in cart, "tax" in cart)


def test_cart_line_tells_all_about_an_article() -> None:
    """A line of the cart has what an order needs to name the article again."""
    cart = cart_of(_filled(WS_3001="2.50"), TARIFF, "de", "http://shop.example")

    assert {
        "supplier_part_id": "WS-3001",
        "supplier_part_auxiliary_id": "qns9",
        "quantity": "2.50",
        "unit_price": "0.8725",
        "currency": "EUR",
        "description": _product("WS-3001").name["de"],
        "language": "de",
        "unit_of_measure": "MTR",
        "classification": "26121600",
        "classification_domain": "UNSPSC",
        "manufacturer_part_id": "NYM-J-3X15",
        "manufacturer_name": "Kabelwerk Köln",
        "lead_time_days": 2,
        "url": "http://shop.example/articles/WS-3001",
    } == cart["lines"][0]


@pytest.mark.parametrize(
    ("text", "expected"), [("2", "2"), (" 2,5 ", "2.5"), ("0.25", "0.25"), ("2.50", "2.50")]
)
def test_quantity_is_read_as_people_type_it(text: str, expected: str) -> None:
    """A comma is as good as a point."""
    assert Decimal(expected) == read_quantity(text, _product("WS-3001"))


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "1e3", "½", "٣", "1.005", "1,0.0", "1 000", "9" * 7, "NaN", "Infinity"]
)
def test_quantity_that_is_none_is_refused(text: str) -> None:
    """What is no number, or finer than the unit, cannot be ordered."""
    with pytest.raises(QuantityRefused):
        read_quantity(text, _product("WS-3001"))


def test_pieces_cannot_be_divided() -> None:
    """Half a microscope cannot be had."""
    with pytest.raises(QuantityRefused):
        read_quantity("0.5", _product("LB-2005"))


def test_basket_does_not_hold_more_than_fits() -> None:
    """A line cannot grow without end."""
    with pytest.raises(QuantityRefused):
        _filled(LB_2001="999999").with_more(_choice("LB-2001"), Decimal(1))


@pytest.mark.parametrize(
    ("quantity", "part_id", "expected"),
    [("2.4", "LB-2001", "2"), ("0", "LB-2001", "1"), ("1.239", "WS-3001", "1.24")],
)
def test_quantity_of_an_old_basket_is_made_to_fit(
    quantity: str, part_id: str, expected: str
) -> None:
    """What came back from elsewhere becomes the nearest quantity that can be ordered."""
    assert Decimal(expected) == fitting_quantity(Decimal(quantity), _product(part_id))
