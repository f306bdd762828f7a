"""What holds for the keys of cart lines, whatever shops and platforms make of them."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.rules.cart_keys import KEY_LENGTH, given_back, joined, key_of, taken_apart
from gateway.rules.carts import Cart
from gateway.rules.homecoming import OpenedLine, home_lines, inside
from tests.properties.rules.test_homecoming_properties import CARTS
from tests.strategies import TEXTS

KEYS = st.binary(min_size=32, max_size=32).map(
    lambda octets: key_of(urlsafe_b64encode(octets).rstrip(b"=").decode())
)
OWN = (st.just("") | TEXTS).map(inside)


@given(key=KEYS, own=OWN)
def test_what_was_joined_is_taken_apart(key: str, own: str) -> None:
    """Key and own id come back as they went, the key short and plain."""
    told_key, rest = taken_apart(joined(key, own))

    assert (key, own) == (told_key, given_back(rest, own))
    assert key.isalnum()
    assert KEY_LENGTH == len(key)


@given(key=KEYS, own=OWN, length=st.integers(KEY_LENGTH, 200), shout=st.booleans())
def test_a_mangled_id_still_tells_its_line(key: str, own: str, length: int, shout: bool) -> None:
    """Cut at the end, put in capitals or padded, an id still gives key and own id."""
    assume(own == own.strip() and own.isascii())
    mangled = joined(key, own)[:length]
    mangled = f" {mangled.upper() if shout else mangled} "

    told_key, rest = taken_apart(mangled)

    assert (key, own) == (told_key, given_back(rest, own))


@given(text=TEXTS)
def test_no_id_of_the_shop_is_lost(text: str) -> None:
    """What holds no key comes back whole."""
    key, rest = taken_apart(text)

    assert key or text == rest


@given(cart=CARTS, turned=st.booleans())
def test_an_edit_keeps_every_line_its_id(cart: Cart, turned: bool) -> None:
    """A cart that is opened again and brought home as it was, in any order, keeps every id."""
    first = home_lines(cart, (), lambda number: f"first-{number}")
    opened = [
        OpenedLine(supplier_part_id=line.line.supplier_part_id, key=line.key, own=line.own)
        for line in (reversed(first) if turned else first)
    ]

    again = home_lines(cart, opened, lambda number: f"again-{number}")

    assert {line.auxiliary_id for line in first} == {line.auxiliary_id for line in again}


@given(cart=CARTS)
def test_no_two_lines_share_a_key(cart: Cart) -> None:
    """Each line of a cart has a key of its own."""
    lines = home_lines(cart, (), str)

    assert len(lines) == len({line.key for line in lines})
