"""What holds for every cart that comes home."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml import grammar
from gateway.cxml.documents import read, serialise
from gateway.cxml.findings import Severity
from gateway.cxml.inner import plain
from gateway.cxml.versions import declared, fit
from gateway.cxml.writing import write
from gateway.rules.addressing import Leg
from gateway.rules.carts import Cart
from gateway.rules.homecoming import Way, faults, home_lines, message, total_of
from gateway.rules.parties import FormField, IdentitySettings, Mode
from gateway.web.return_page import field_value
from tests.dtd_documents import COMPARED, FOLDER, grammar_of
from tests.strategies import CURRENCIES, TEXTS

AMOUNTS = st.decimals(0, 999_999_999, places=6, allow_nan=False).map(lambda n: format(n, "f"))
QUANTITIES = st.decimals("0.01", 9999, places=2, allow_nan=False).map(lambda n: format(n, "f"))
CHARGES = st.fixed_dictionaries({"amount": AMOUNTS, "description": TEXTS})
LINES = st.fixed_dictionaries(
    {
        "supplier_part_id": TEXTS,
        "quantity": QUANTITIES,
        "unit_price": AMOUNTS,
        "description": TEXTS,
        "unit_of_measure": TEXTS,
        "classification": TEXTS,
    },
    optional={
        "supplier_part_auxiliary_id": TEXTS,
        "currency": CURRENCIES,
        "language": st.sampled_from(["en", "de-CH", "zh-Hant"]),
        "manufacturer_part_id": TEXTS,
        "manufacturer_name": TEXTS,
        "lead_time_days": st.integers(0, 9999),
        "url": st.just("https://shop.example/a?b=c&d=e"),
        "extrinsics": st.dictionaries(TEXTS, TEXTS, max_size=2),
    },
)
CARTS = st.fixed_dictionaries(
    {"currency": CURRENCIES, "lines": st.lists(LINES, max_size=4)},
    optional={"shipping": CHARGES, "tax": CHARGES},
).map(Cart.model_validate)
LEG = Leg(
    from_=IdentitySettings(domain="DUNS", value="123456789"),
    to=IdentitySettings(domain="NetworkID", value="AN01000000001"),
    sender=IdentitySettings(domain="NetworkID", value="our-gateway"),
    mode=Mode.ACTIVE,
)


def sent(cart: Cart | None) -> etree._Element:
    """Make the message of a cart."""
    way = Way(
        leg=LEG,
        payload_id="1.2.3@gateway.example",
        timestamp="2026-11-21T12:00:00+00:00",
        in_reply_to="setup-1@buyer.example",
        language="de-DE",
        buyer_cookie="cookie",
        operation_allowed="edit",
        currency="EUR",
        cart=cart,
    )
    return write(message(way, home_lines(cart, (), str) if cart else ()))


@given(cart=CARTS | st.none())
def test_every_message_is_valid_under_our_schemas(cart: Cart | None) -> None:
    """Whatever cart is taken, its message has nothing that our schemas find fault with."""
    assert () == grammar.check(sent(cart), Severity.ERROR)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the official document types are not here")
@pytest.mark.parametrize("version", COMPARED)
@given(cart=CARTS | st.none())
def test_every_message_is_valid_under_each_official_type(version: str, cart: Cart | None) -> None:
    """Whatever cart is taken, its message is valid under the version that it is written for."""
    official = grammar_of("cXML", version).dtd

    root = fit(sent(cart), version)

    assert version == declared(root, version)
    assert official.validate(root), official.error_log


@given(cart=CARTS)
def test_every_message_is_read_back(cart: Cart) -> None:
    """Our own front door has no doubt of the message, and finds each line as it was."""
    assume(not faults(cart))
    document = read(serialise(sent(cart)))
    carried = document.envelope.message
    items: Any = carried.body.items if carried and carried.body else ()

    assert ((), ()) == (document.errors, document.doubts)
    assert [line.supplier_part_id for line in cart.lines] == [
        item.item_id.supplier_part_id for item in items
    ]
    assert [(Decimal(line.quantity), Decimal(line.unit_price)) for line in cart.lines] == [
        (item.quantity, item.item_detail.unit_price.money.amount) for item in items
    ]
    assert [line.description.strip() for line in cart.lines] == [
        plain(item.item_detail.descriptions[0].inner) for item in items
    ]


@given(cart=CARTS)
def test_the_kept_auxiliary_id_is_the_one_that_comes_back(cart: Cart) -> None:
    """What is kept of a line is what an order for it will name."""
    lines = home_lines(cart, (), str)
    carried = read(serialise(sent(cart))).envelope.message
    items: Any = carried.body.items if carried and carried.body else ()

    assert [line.auxiliary_id for line in lines] == [item.item_id.auxiliary for item in items]


@given(cart=CARTS)
def test_the_total_is_the_sum(cart: Cart) -> None:
    """The total differs from the exact sum by half a millionth at most."""
    exact = sum(
        Fraction(line.quantity) * Fraction(line.unit_price)
        for line in cart.lines
        if line.currency in (None, cart.currency)
    )
    total = total_of(home_lines(cart, (), str), cart.currency)

    assert abs(Fraction(total) - exact) <= Fraction(1, 2_000_000)
    assert -6 <= int(total.as_tuple().exponent) <= -2


@given(cart=CARTS)
def test_the_ascii_field_says_the_same(cart: Cart) -> None:
    """The us-ascii field holds the same document as the bytes that are kept."""
    document = serialise(sent(cart))
    value = field_value(document, FormField.URLENCODED)

    assert value.isascii()
    assert "\n" not in value
    assert read(document).digest() == read(value.encode("ascii")).digest()


@given(value=st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)))
def test_faults_name_what_no_document_can_hold(value: Any) -> None:  # noqa: ANN401 - any JSON
    """A cart without faults can always be written."""
    text = str(value)[:256]
    line = {
        "supplier_part_id": text or "x",
        "quantity": "1",
        "unit_price": "1",
        "description": text or "x",
        "unit_of_measure": "EA",
        "classification": "1",
    }
    cart = Cart.model_validate({"currency": "EUR", "lines": [line]})

    assert faults(cart) or serialise(sent(cart))
