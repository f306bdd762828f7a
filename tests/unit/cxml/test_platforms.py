"""Values that hurt on one platform or another."""

from __future__ import annotations

import pytest
from lxml import etree

from gateway.cxml import documents
from gateway.cxml.amounts import Money
from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.items import ItemDetail, ItemID
from gateway.cxml.reading import Notes, read
from tests import letters

HEADER_OF_A_MESSAGE = """
<cXML payloadID="1@shop.example" timestamp="2026-11-21T10:00:00+00:00"><Header>
<From><Credential domain="DUNS"><Identity>1</Identity></Credential></From>
<To><Credential domain="DUNS"><Identity>2</Identity></Credential></To>
<Sender><Credential domain="DUNS"><Identity>1</Identity><SharedSecret>s</SharedSecret></Credential>
<UserAgent>u</UserAgent></Sender></Header>
<Message><PunchOutOrderMessage><BuyerCookie>c</BuyerCookie>
<PunchOutOrderMessageHeader operationAllowed="edit"><Total><Money currency="EUR">1</Money></Total>
</PunchOutOrderMessageHeader></PunchOutOrderMessage></Message></cXML>
"""


def advice_on(cls: type, text: str) -> list[str]:
    """Read an element, and tell what is advised; nothing in it is an error."""
    notes = Notes()
    read(cls, etree.fromstring(text), notes)
    assert {Severity.ADVICE} >= {found.severity for found in notes.found}
    return [found.code for found in notes.found]


def detail(
    unit: str = "EA", description: str = "Pens", domain: str = "UNSPSC", code: str = "44121700"
) -> str:
    """Write the details of an item."""
    return (
        "<ItemDetail><UnitPrice><Money currency='EUR'>1</Money></UnitPrice>"
        f"<Description xml:lang='en'>{description}</Description>"
        f"<UnitOfMeasure>{unit}</UnitOfMeasure>"
        f"<Classification domain='{domain}'>{code}</Classification></ItemDetail>"
    )


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("EA", []), (" KGM ", []), ("BX", []), ("ea", [Code.UNIT]), ("BOX", [Code.UNIT])],
)
def test_a_unit_that_nobody_knows_is_an_advice(unit: str, expected: list[str]) -> None:
    """Coupa refuses the cart for it, and others make it one piece."""
    assert expected == advice_on(ItemDetail, detail(unit=unit))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("12.5000", []), ("-.1234", []), ("12.50000", [Code.DECIMALS]), (".12345 ", [Code.DECIMALS])],
)
def test_a_fifth_decimal_is_an_advice(amount: str, expected: list[str]) -> None:
    """Four decimals are kept everywhere."""
    assert expected == advice_on(Money, f"<Money currency='EUR'>{amount}</Money>")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("A-1/2_3.4", []),
        ("x" * 100, []),
        (" " * 9 + "&amp;" * 100 + "\n", []),
        ("x" * 101, [Code.PART_LONG]),
        ("A?1", [Code.PART_CHARACTERS]),
        ('{"id": 1}', [Code.PART_CHARACTERS]),
    ],
)
def test_a_part_number_that_platforms_refuse_is_an_advice(part: str, expected: list[str]) -> None:
    """Both keys of an item should be short, and plain."""
    first = f"<ItemID><SupplierPartID>{part}</SupplierPartID></ItemID>"
    second = (
        "<ItemID><SupplierPartID>A</SupplierPartID>"
        f"<SupplierPartAuxiliaryID>{part}</SupplierPartAuxiliaryID></ItemID>"
    )

    assert expected == advice_on(ItemID, first)
    assert expected == advice_on(ItemID, second)


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("x" * 255, []),
        ("\n  Pens\n  ", []),
        ("&amp;" * 255, []),
        ("<ShortName>" + "x" * 50 + "</ShortName>Pens", []),
        ("x" * 256, [Code.DESCRIPTION_LONG]),
        ("<ShortName>Pens</ShortName>" + "x" * 256, [Code.DESCRIPTION_LONG]),
        ("é" * 1_000, [Code.DESCRIPTION_LONG]),
        ("é" * 1_001, [Code.DESCRIPTION_CUT]),
        ("Pens,\nblue", [Code.DESCRIPTION_LINES]),
        ("<ShortName>" + "x" * 51 + "</ShortName>Pens", [Code.SHORT_NAME_LONG]),
    ],
)
def test_a_description_that_is_not_shown_whole_is_an_advice(
    description: str, expected: list[str]
) -> None:
    """What a platform keeps and shows is told at the first character beyond it."""
    assert expected == advice_on(ItemDetail, detail(description=description))


@pytest.mark.parametrize(
    ("domain", "code", "expected"),
    [
        ("UNSPSC", "44121700", []),
        ("eClass", "24-27-01-01", []),
        ("UNSPSC", "44.12.17.00", [Code.UNSPSC]),
        ("unspsc", "4412170", [Code.UNSPSC]),
        ("UNSPSC", "", [Code.UNSPSC]),
    ],
)
def test_a_class_of_goods_in_another_form_is_an_advice(
    domain: str, code: str, expected: list[str]
) -> None:
    """UNSPSC is eight digits; other ways to classify are their own affair."""
    assert expected == advice_on(ItemDetail, detail(domain=domain, code=code))


def test_a_secret_in_a_message_is_an_advice() -> None:
    """It passes through the shopper's browser; in a request it is where it belongs."""
    in_message = documents.read(HEADER_OF_A_MESSAGE.strip().encode())
    in_request = documents.read(letters.order("PO-1").bytes())

    assert () == in_message.errors
    assert Code.READ_BY_SHOPPER in {found.code for found in in_message.advice}
    assert () == in_request.findings


def test_what_hurts_on_platforms_is_no_doubt_of_the_standard() -> None:
    """A strict connection refuses what the standard forbids, and none of this."""
    post = letters.order("PO-1", letters.line(part="A?1"))

    document = documents.read(post.bytes())

    assert [Code.PART_CHARACTERS] == [found.code for found in document.findings]
    assert () == document.doubts
