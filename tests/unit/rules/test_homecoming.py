"""What a cart becomes on its way home."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from gateway.cxml.writing import write
from gateway.rules.addressing import Leg
from gateway.rules.carts import Cart
from gateway.rules.homecoming import (
    OpenedLine,
    Way,
    faults,
    home_lines,
    message,
    tongue,
    total_of,
)
from gateway.rules.parties import IdentitySettings, Mode

LEG = Leg(
    from_=IdentitySettings(domain="DUNS", value="123456789"),
    to=IdentitySettings(domain="NetworkID", value="AN01000000001"),
    sender=IdentitySettings(domain="NetworkID", value="our-gateway"),
    mode=Mode.TEST,
)
LINE = {
    "supplier_part_id": "A-1",
    "quantity": "2",
    "unit_price": "12.50",
    "description": "Ring binder",
    "unit_of_measure": "EA",
    "classification": "44122003",
}


def cart_of(*lines: dict[str, Any], **more: object) -> Cart:
    """Make a cart of lines that differ from the usual one."""
    return Cart.model_validate(
        {"currency": "EUR", "lines": [{**LINE, **line} for line in lines], **more}
    )


def sent(cart: Cart | None, **changes: object) -> etree._Element:
    """Make the message of a cart."""
    way: dict[str, Any] = {
        "leg": LEG,
        "payload_id": "1.2.3@gateway.example",
        "timestamp": "2026-11-21T12:00:00+00:00",
        "in_reply_to": "setup-1@buyer.example",
        "language": "de-DE",
        "buyer_cookie": "cookie",
        "operation_allowed": "edit",
        "currency": "USD",
        **changes,
    }
    lines = home_lines(cart, (), lambda number: f"key-{number}") if cart else ()
    return write(message(Way(cart=cart, **way), lines))


def test_the_header_names_all_three_and_no_secret() -> None:
    """From is the supplier, To the buyer, Sender we ourselves, and no secret travels along."""
    root = sent(cart_of({}))

    assert ["123456789", "AN01000000001", "our-gateway"] == root.xpath("//Identity/text()")
    assert not root.xpath("//SharedSecret")


def test_the_message_answers_its_setup() -> None:
    """The message names the setup request and says its mode."""
    root = sent(cart_of({}))

    assert "setup-1@buyer.example" == root.xpath("string(Message/@inReplyTo)")
    assert "test" == root.xpath("string(Message/@deploymentMode)")


@pytest.mark.parametrize("cookie", ["plain", " spaced ", "a &amp; b", "<Extrinsic name='x'/>", ""])
def test_the_buyer_cookie_goes_back_as_it_came(cookie: str) -> None:
    """BuyerCookie keeps every character inside it."""
    root = sent(cart_of({}), buyer_cookie=cookie)
    expected = etree.fromstring(f"<BuyerCookie>{cookie}</BuyerCookie>")

    (sent_back,) = root.iter("BuyerCookie")

    assert etree.tostring(expected, method="c14n") == etree.tostring(sent_back, method="c14n")


def test_a_line_comes_home_whole() -> None:
    """Everything that the shop says of a line stands in its ItemIn."""
    line = {
        "supplier_part_auxiliary_id": "red & <big>",
        "manufacturer_part_id": "M-1",
        "manufacturer_name": "Maker",
        "lead_time_days": 3,
        "url": "https://shop.example/a-1",
        "language": "fr",
        "extrinsics": {"Colour": "red & blue"},
    }
    item = sent(cart_of(line)).find(".//ItemIn")

    assert item is not None
    assert {"quantity": "2", "lineNumber": "1"} == dict(item.attrib)
    assert "key-1.red & <big>" == item.findtext("ItemID/SupplierPartAuxiliaryID")
    assert [
        "12.50",
        "Ring binder",
        "EA",
        "44122003",
        "M-1",
        "Maker",
        "https://shop.example/a-1",
        "3",
        "red & blue",
    ] == item.xpath("ItemDetail//text()")
    assert ["fr"] == item.xpath("ItemDetail/Description/@xml:lang")


def test_every_line_goes_home_with_a_key() -> None:
    """Our key stands before the shop's own auxiliary id, and alone where the shop gives none."""
    root = sent(
        cart_of({}, {"supplier_part_auxiliary_id": " "}, {"supplier_part_auxiliary_id": "red"})
    )

    assert ["key-1", "key-2", "key-3.red"] == root.xpath("//SupplierPartAuxiliaryID/text()")


def test_an_opened_cart_keeps_its_keys() -> None:
    """In an edit a line keeps the key and the id that it came with, once for each line."""
    opened = [
        OpenedLine(supplier_part_id="A-1", key="old-1", own=""),
        OpenedLine(supplier_part_id="A-1", key="old-2", own="red"),
        OpenedLine(supplier_part_id="B-2", key=None, own="not ours"),
    ]
    red, blue = {"supplier_part_auxiliary_id": "red"}, {"supplier_part_auxiliary_id": "blue"}
    cart = cart_of(blue, red, {}, {}, {"supplier_part_id": "B-2"})

    lines = home_lines(cart, opened, str)

    assert ["1.blue", "old-2.red", "old-1", "4", "not ours"] == [
        line.auxiliary_id for line in lines
    ]


def test_a_line_without_an_id_takes_none_of_another_line() -> None:
    """Where a buyer opened a cart in another order, the id of a line still is that line's."""
    opened = [
        OpenedLine(supplier_part_id="A-1", key="old-2", own="red"),
        OpenedLine(supplier_part_id="A-1", key="old-1", own=""),
    ]

    lines = home_lines(cart_of({}, {"supplier_part_auxiliary_id": "red"}), opened, str)

    assert ["old-1", "old-2.red"] == [line.auxiliary_id for line in lines]


def test_cancelled_says_that_nothing_changes() -> None:
    """Without a cart the message says 204, has no items, and still has its total."""
    root = sent(None)

    assert "204" == root.xpath("string(Message/Status/@code)")
    assert ["0.00"] == root.xpath("//Total/Money[@currency='USD']/text()")
    assert not root.xpath("//ItemIn")


def test_an_empty_cart_says_ok() -> None:
    """An explicitly empty cart carries no status, which means 200 and empties an edited cart."""
    root = sent(cart_of())

    assert not root.xpath("Message/Status")
    assert ["0.00"] == root.xpath("//Total/Money[@currency='EUR']/text()")


def test_shipping_and_tax_are_beside_the_total() -> None:
    """Shipping and tax have their descriptions and are no part of the total."""
    root = sent(
        cart_of(
            {},
            shipping={"amount": "4.90", "description": "Standard"},
            tax={"amount": "5", "currency": "USD", "description": "VAT 19 %"},
        )
    )

    assert ["25.00", "4.90", "5"] == root.xpath("//PunchOutOrderMessageHeader//Money/text()")
    assert ["EUR", "EUR", "USD"] == root.xpath("//PunchOutOrderMessageHeader//@currency")
    assert ["Standard", "VAT 19 %"] == root.xpath(
        "//PunchOutOrderMessageHeader//Description[@xml:lang='de-DE']/text()"
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("2", "12.50")], "25.00"),
        ([("3", "0.333")], "0.999"),
        ([("1", ".5")], "0.50"),
        ([("0.000001", "0.000001")], "0.00"),
        ([("0.5", "0.000001")], "0.000001"),
        ([("1", "0.1"), ("1", "0.2")], "0.30"),
        ([("1", "-0")], "0.00"),
        ([("999999999999999999", "0.999999")], "999998999999999999.000001"),
        ([], "0.00"),
    ],
)
def test_the_total_is_exact(lines: list[tuple[str, str]], expected: str) -> None:
    """Totals are exact to a millionth, and show two decimal places at least."""
    cart = cart_of(*({"quantity": quantity, "unit_price": price} for quantity, price in lines))

    assert expected == format(total_of(home_lines(cart, (), str), "EUR"), "f")


def test_other_currencies_stay_out_of_the_total() -> None:
    """A line in another currency keeps its price and is not added up."""
    cart = cart_of({}, {"currency": "USD"})
    root = sent(cart)

    assert ["25.00", "12.50", "12.50"] == root.xpath("//Money/text()")
    assert ["EUR", "EUR", "USD"] == root.xpath("//@currency")
    assert Decimal("25.00") == total_of(home_lines(cart, (), str), "USD")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"description": "a\x00b"}, "lines.0.description"),
        ({"description": "a\ufffeb"}, "lines.0.description"),
        ({"description": " "}, "lines.0.description"),
        ({"supplier_part_id": "\n"}, "lines.0.supplier_part_id"),
        ({"url": "javascript:alert(1)"}, "lines.0.url"),
        ({"url": "/a-1"}, "lines.0.url"),
        ({"extrinsics": {" ": "x"}}, "lines.0.extrinsics"),
        ({"extrinsics": {"a\x01": "x"}}, "lines.0.extrinsics.a\x01"),
        ({"supplier_part_auxiliary_id": "&" * 300}, "lines.0.supplier_part_auxiliary_id"),
        ({"quantity": "9" * 18, "unit_price": "10"}, "lines"),
    ],
)
def test_a_cart_that_fits_no_document_is_faulted(line: dict[str, Any], field: str) -> None:
    """What cannot stand in a document is named before the cart is taken."""
    assert [field] == [fault.field for fault in faults(cart_of(line))]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de-DE", "de-DE"), (None, "en"), ("", "en"), ("deutsch bitte", "en"), ("de_DE", "en")],
)
def test_only_a_language_stands_in_xml_lang(language: str | None, expected: str) -> None:
    """What is no language tag becomes English."""
    assert expected == tongue(language)
