"""How elements are bound to classes, by example."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from gateway.cxml.amounts import Money
from gateway.cxml.binding import Rest
from gateway.cxml.finding_codes import Code
from gateway.cxml.header import Credential
from gateway.cxml.items import ItemOut
from gateway.cxml.orders import Change, OrderRequestHeader
from gateway.cxml.punchout import BuyerCookie
from gateway.cxml.reading import Notes, read
from gateway.cxml.texts import Extrinsic
from gateway.cxml.writing import write

ITEM = (
    '<ItemOut quantity="{quantity}"><ItemID><SupplierPartID>A-1</SupplierPartID></ItemID></ItemOut>'
)


def noted(cls: type, text: str) -> list[str]:
    """Read a text, and give the codes of what was noticed."""
    notes = Notes()
    read(cls, etree.fromstring(text), notes)
    return [found.code for found in notes.found]


@pytest.mark.parametrize("text", ["12.50", ".34", "0", "1", "-3.5", " 7 ", "999999999999999999"])
def test_an_amount_is_read_exactly(text: str) -> None:
    """An amount is the number that the document says, to the last digit."""
    money = read(Money, etree.fromstring(f'<Money currency="EUR">{text}</Money>'), Notes())

    assert Decimal(text.strip()) == money.amount


@pytest.mark.parametrize(
    "text", ["", "NaN", "Infinity", "1e3", "12,50", "1 000", "١٢٣", "1_0", "0x1", "1" * 19, "--1"]
)
def test_what_is_not_a_number_is_named(text: str) -> None:
    """Nothing but a plain decimal number reaches Decimal."""
    assert [Code.NUMBER] == noted(Money, f'<Money currency="EUR">{text}</Money>')


@pytest.mark.parametrize("quantity", ["0", "-1", "0.000"])
def test_a_line_wants_more_than_nothing(quantity: str) -> None:
    """A quantity that is not above zero orders nothing."""
    assert [Code.ELEMENT_VALUE] == noted(ItemOut, ITEM.format(quantity=quantity))


def test_everything_that_is_missing_is_named_at_once() -> None:
    """One read tells every missing part, each with its place."""
    notes = Notes()

    read(ItemOut, etree.fromstring("<r><ItemOut/></r>")[0], notes)

    assert ["/r/ItemOut"] * 2 == [found.path for found in notes.found]
    assert [Code.ATTRIBUTE_MISSING, Code.ELEMENT_MISSING] == [f.code for f in notes.found]


def test_text_split_by_a_comment_reads_whole() -> None:
    """A comment inside a value does not cut it short."""
    node = etree.fromstring(
        '<Credential domain="D"><Identity>AN01<!-- -->.evil<![CDATA[!]]></Identity></Credential>'
    )

    assert "AN01.evil!" == read(Credential, node, Notes()).identity


def test_a_second_secret_is_an_error() -> None:
    """Two secrets in one credential prove nothing."""
    text = (
        '<Credential domain="D"><Identity>i</Identity>'
        "<SharedSecret>a</SharedSecret><SharedSecret>b</SharedSecret></Credential>"
    )

    assert [Code.ELEMENT_REPEATED] == noted(Credential, text)


def test_capital_letters_of_a_word_are_an_advice() -> None:
    """`New` is understood as new, and told."""
    text = (
        '<OrderRequestHeader orderID="1" orderDate="2026-01-01" type="New">'
        '<Total><Money currency="EUR">1</Money></Total></OrderRequestHeader>'
    )
    notes = Notes()

    header = read(OrderRequestHeader, etree.fromstring(text), notes)

    assert Change.NEW is header.type
    assert [Code.ENUMERATION_CASE] == [found.code for found in notes.found]


@pytest.mark.parametrize(
    "inner",
    [
        "plain",
        "",
        "  kept  ",
        "a &amp; b &lt; c",
        "line\nbreak",
        "return&#13;kept",
        '<Value name="L">v</Value>',
        'before<Array name="L"><Value>1</Value></Array>after',
        "\N{GREEK SMALL LETTER PI} \N{GRINNING FACE}",
    ],
)
def test_the_cookie_goes_back_character_for_character(inner: str) -> None:
    """What the buyer put into its cookie comes out as it went in, children and space included."""
    node = etree.fromstring(f"<BuyerCookie>{inner}</BuyerCookie>")

    cookie = read(BuyerCookie, node, Notes())

    assert inner == cookie.inner
    assert etree.tostring(node, method="c14n") == etree.tostring(write(cookie), method="c14n")


def test_what_no_class_names_is_kept() -> None:
    """Attributes and elements beyond the class survive reading and writing."""
    text = '<Extrinsic name="a" odd="1">x</Extrinsic>'

    extrinsic = read(Extrinsic, etree.fromstring(text), Notes())

    assert Rest(attributes=(("odd", "1"),)) == extrinsic.rest
    assert text == etree.tostring(write(extrinsic), encoding="unicode")


def test_kept_children_go_back_to_their_place() -> None:
    """A child that no field names is written where the standard has it."""
    text = (
        '<ItemOut quantity="1"><ItemID><SupplierPartID>A</SupplierPartID></ItemID>'
        '<Distribution/><Comments xml:lang="en">c</Comments></ItemOut>'
    )

    item = read(ItemOut, etree.fromstring(text), Notes())

    assert text == etree.tostring(write(item), encoding="unicode")
