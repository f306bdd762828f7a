"""What happens to parts of a document that nothing hangs on, and to odd dates."""

from __future__ import annotations

import pytest
from lxml import etree

from gateway.cxml.binding import Rest
from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.findings import Finding
from gateway.cxml.header import From
from gateway.cxml.items import ItemID, ItemOut
from gateway.cxml.orders import OrderRequestHeader
from gateway.cxml.payments import PaymentTerm
from gateway.cxml.reading import Notes, read
from gateway.cxml.references import OrderReference
from gateway.cxml.writing import write

HEADER = (
    '<OrderRequestHeader orderID="1" orderDate="2026-01-01">'
    '<Total><Money currency="EUR">1</Money></Total>{inside}</OrderRequestHeader>'
)
ITEM = (
    '<ItemOut quantity="1"{attributes}><ItemID><SupplierPartID>A-1</SupplierPartID></ItemID>'
    "</ItemOut>"
)


def noted(cls: type, text: str) -> list[Finding]:
    """Read a text, and give what was noticed."""
    notes = Notes()
    read(cls, etree.fromstring(text), notes)
    return notes.found


@pytest.mark.parametrize(
    "inside",
    [
        '<PaymentTerm payInNumberOfDays="soon"/>',
        "<PaymentTerm/>",
        '<PaymentTerm payInNumberOfDays="30"><Discount/></PaymentTerm>',
    ],
)
def test_an_aside_that_cannot_be_understood_is_kept_with_an_advice(inside: str) -> None:
    """No order is refused for a term of payment that nothing here needs."""
    text = HEADER.format(inside=inside)
    notes = Notes()

    header = read(OrderRequestHeader, etree.fromstring(text), notes)

    assert () == header.payment_terms
    assert Rest(children=(inside,)) == header.rest
    assert [Severity.ADVICE] == [found.severity for found in notes.found]
    assert inside in etree.tostring(write(header), encoding="unicode")


def test_one_faulty_aside_of_a_list_keeps_their_order() -> None:
    """All of a list are kept as they came when one of them is not understood."""
    inside = (
        '<PaymentTerm payInNumberOfDays="10"/><PaymentTerm payInNumberOfDays="x"/>'
        '<PaymentTerm payInNumberOfDays="30"/>'
    )

    header = read(OrderRequestHeader, etree.fromstring(HEADER.format(inside=inside)), Notes())

    assert () == header.payment_terms
    assert inside in etree.tostring(write(header), encoding="unicode")


def test_an_aside_that_stands_twice_is_kept_twice() -> None:
    """Of two where one belongs, none is chosen."""
    inside = (
        "<Followup><URL>https://a.example</URL></Followup>"
        "<Followup><URL>https://b.example</URL></Followup>"
    )
    notes = Notes()

    header = read(OrderRequestHeader, etree.fromstring(HEADER.format(inside=inside)), notes)

    assert header.followup is None
    assert [(Code.ELEMENT_REPEATED, Severity.ADVICE)] == [(f.code, f.severity) for f in notes.found]
    assert inside in etree.tostring(write(header), encoding="unicode")


def test_an_attribute_that_is_an_aside_is_kept_too() -> None:
    """A word that the standard does not know, where none is needed, goes on as it came."""
    text = ITEM.format(attributes=' itemType="bundle"')
    notes = Notes()

    item = read(ItemOut, etree.fromstring(text), notes)

    assert item.item_type is None
    assert [(Code.ENUMERATION, Severity.ADVICE)] == [(f.code, f.severity) for f in notes.found]
    assert text == etree.tostring(write(item), encoding="unicode")


def test_what_is_no_aside_is_an_error_still() -> None:
    """What an update does to a line is not guessed."""
    found = noted(ItemOut, ITEM.format(attributes=' operation="remove"'))

    assert [(Code.ENUMERATION, Severity.ERROR)] == [(f.code, f.severity) for f in found]


def test_an_aside_on_its_own_says_its_faults() -> None:
    """A term of payment knows what it needs; only its place in an order makes it an aside."""
    found = noted(PaymentTerm, "<PaymentTerm/>")

    assert [(Code.ATTRIBUTE_MISSING, Severity.ERROR)] == [(f.code, f.severity) for f in found]


def test_attributes_of_plain_texts_are_kept() -> None:
    """What stands beside a text that is a field itself is written again."""
    text = '<ItemID><SupplierPartID revisionID="7">A-1</SupplierPartID></ItemID>'

    item_id = read(ItemID, etree.fromstring(text), Notes())

    assert "A-1" == item_id.supplier_part_id
    assert Rest(marks=(("SupplierPartID", 0, "revisionID", "7"),)) == item_id.rest
    assert text == etree.tostring(write(item_id), encoding="unicode")


@pytest.mark.parametrize(
    ("date", "codes"),
    [
        ("2026-11-21T20:45:00+00:00", []),
        ("2026-11-21T20:45:00.123-08:00", []),
        ("2026-11-21T20:45:00+0100", []),
        ("2026-11-21", []),
        ("2026-11-21+01:00", []),
        (" 2026-11-21 ", []),
        ("2026-11-21T20:45:00Z", [Code.TIMESTAMP_Z]),
        ("2026-11-21T20:45:00", [Code.TIMESTAMP_WITHOUT_ZONE]),
        ("21.11.2026", [Code.DATE]),
        ("2026-11-21 20:45:00", [Code.DATE]),
        ("", [Code.DATE]),
        ("२०२६-११-२१", [Code.DATE]),
    ],
)
def test_odd_dates_are_an_advice_and_stay_as_they_are(date: str, codes: list[Code]) -> None:
    """A date is kept as it was written; what is odd about it is told."""
    notes = Notes()

    reference = read(OrderReference, etree.Element("OrderReference", orderDate=date), notes)

    assert date.strip() == reference.order_date
    assert codes == [found.code for found in notes.found]
    assert {Severity.ADVICE} >= {found.severity for found in notes.found}


def test_several_credentials_are_an_advice() -> None:
    """Synonyms of one organisation are understood, and told once."""
    one = '<Credential domain="D"><Identity>i</Identity></Credential>'

    assert [] == noted(From, f"<From>{one}</From>")
    assert [Code.SEVERAL_CREDENTIALS] == [f.code for f in noted(From, f"<From>{one * 3}</From>")]
