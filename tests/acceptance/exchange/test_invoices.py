"""Invoices: held against order, confirmations and ship notices, told, and carried to the buyer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.cxml.amounts import PriceBasisQuantity
from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.invoices import InvoiceOperation, InvoicePurpose
from tests import letters
from tests.desk import Desk
from tests.followers import dearer, invoice, invoiced, invoiced_whole, portion, ship_notice

CREDIT = InvoicePurpose.LINE_LEVEL_CREDIT_MEMO


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


@pytest.fixture
def order(active: Desk) -> letters.Post:
    """An order: ten of line 1, four of line 2, each at 12.50."""
    placed = letters.order(
        "PO-1", letters.line(1, quantity="10"), letters.line(2, part="B-2", quantity="4")
    )
    assert 200 == active.status(placed).code
    return placed


def result(desk: Desk) -> tuple[object, list[str]]:
    """Give the result of the newest invoice, and how each of its lines fits."""
    kept = desk.rows("SELECT result FROM follow_ups ORDER BY id")[-1]
    lines = desk.rows(
        "SELECT verdict FROM follow_up_lines"
        " WHERE follow_up_id = (SELECT MAX(id) FROM follow_ups) ORDER BY position"
    )
    return kept["result"], [str(line["verdict"]) for line in lines]


def test_an_invoice_that_fits_all_three_is_matched(active: Desk, order: letters.Post) -> None:
    """What was ordered, confirmed and shipped at the agreed price is invoiced without a word."""
    active.status(letters.confirmation(order, ConfirmationType.ACCEPT))
    active.status(ship_notice("S-1", portion(order)))
    said = invoice("I-1", invoiced(order, (1, "10"), (2, "4")))

    told = active.status(said)

    assert (200, "matched") == (told.code, result(active)[0])
    assert "fits the order, the confirmations and the ship notices" in told.content
    assert [{"payload_id": said.payload_id}] == active.rows(
        "SELECT payload_id FROM outbox WHERE kind = 'InvoiceDetailRequest' AND towards = 'buyer'"
    )


def test_an_invoice_before_confirmation_and_shipment_says_so(
    active: Desk, order: letters.Post
) -> None:
    """It fits the order; what did not happen yet is no difference."""
    active.status(invoice("I-1", invoiced(order, (1, "10"))))

    verdict = '{"order":"matched","confirmations":"nothing yet","ship_notices":"nothing yet"}'
    assert ("order only", [verdict]) == result(active)


@pytest.mark.parametrize(
    ("price", "unit", "told", "match"),
    [
        ("13.00", "EA", "Invoice line 1 has another price than the order.", "price differs"),
        ("12.50", "BX", "Invoice line 1 is in another unit of measure", "unit differs"),
    ],
)
def test_a_difference_is_told_and_carried_on(
    active: Desk, order: letters.Post, price: str, unit: str, told: str, match: str
) -> None:
    """A price that differs does not stop an invoice: the buyer decides, and both sides can see."""
    answered = active.status(invoice("I-1", invoiced(order, (1, "1"), price=price, unit=unit)))

    assert 200 == answered.code
    assert told in answered.content
    word, lines = result(active)
    assert ("differs", True) == (word, match in lines[0])
    assert 1 == len(active.rows("SELECT id FROM outbox WHERE kind = 'InvoiceDetailRequest'"))


HUNDRED = PriceBasisQuantity(
    quantity=Decimal(100), conversion_factor=Decimal(1), unit_of_measure="EA"
)


@pytest.mark.parametrize(
    ("basis", "price", "fits"),
    [
        (HUNDRED, "1250", "order only"),
        (None, "12.50", "order only"),
        (None, "1250", "differs"),
        (HUNDRED, "12.50", "differs"),
    ],
)
def test_a_price_for_many_is_a_price_for_one(
    active: Desk, basis: PriceBasisQuantity | None, price: str, fits: str
) -> None:
    """1250 for a hundred is 12.50 for one, whichever of order and invoice says it so."""
    many = letters.priced_for(letters.line(1, quantity="10", price="1250"), "100")
    placed = letters.order("PO-1", many)

    answers = [
        active.status(said).code
        for said in (placed, invoice("I-1", invoiced(placed, (1, "10"), price=price, basis=basis)))
    ]

    assert ([200, 200], fits) == (answers, result(active)[0])
    assert [] == active.rows("SELECT * FROM order_flags WHERE safeguard = 'total'")


def test_a_price_in_boxes_is_a_price_for_one(active: Desk) -> None:
    """15.00 for a box, of which each piece is a twelfth part: the factor is that of the order."""
    boxes = letters.priced_for(letters.line(1, quantity="24", price="15.00"), "1.5", "0.125")
    placed = letters.order("PO-1", boxes)
    active.status(placed)

    active.status(invoice("I-1", invoiced(placed, (1, "24"), price="1.25")))

    assert "order only" == result(active)[0]


def test_a_unit_that_the_connection_maps_is_the_same_unit(active: Desk) -> None:
    """What the buyer calls its unit in its own way is compared in the standard's words."""
    active.load(letters.parties() + '[connection.units]\neach = "EA"\n')
    line = letters.line(1, quantity="10")
    assert line.item_detail is not None
    own = replace(line, item_detail=replace(line.item_detail, unit_of_measure="each"))
    placed = letters.order("PO-1", own)
    active.status(placed)

    answers = [
        active.status(ship_notice("S-1", portion(placed, (1, "11")))).code,
        active.status(invoice("I-1", invoiced(placed, (1, "11")))).code,
        active.status(invoice("I-2", invoiced(placed, (1, "10")))).code,
    ]

    assert [409, 409, 200] == answers
    assert "order only" == result(active)[0]


def test_a_price_that_was_confirmed_anew_is_held_against_the_invoice(
    active: Desk, order: letters.Post
) -> None:
    """An invoice at the price that its supplier confirmed fits the confirmation, not the order."""
    active.status(dearer(order, "13.00"))

    active.status(invoice("I-1", invoiced(order, (1, "1"), price="13.00")))
    as_confirmed = result(active)[1]
    told = active.status(invoice("I-2", invoiced(order, (1, "1"), price="14.00")))

    expected = '{"order":"price differs","confirmations":"matched","ship_notices":"nothing yet"}'
    assert [expected] == as_confirmed
    assert "Invoice line 1 has another price than was confirmed." in told.content


def test_more_than_was_shipped_is_told(active: Desk, order: letters.Post) -> None:
    """Goods that are still in the warehouse can be invoiced, and it is seen."""
    active.status(ship_notice("S-1", portion(order, (1, "4"))))

    answered = active.status(invoice("I-1", invoiced(order, (1, "5"))))

    assert 200 == answered.code
    assert "Invoice line 1 is for more than was shipped." in answered.content


def test_more_than_was_ordered_is_refused(active: Desk, order: letters.Post) -> None:
    """Over all invoices nobody asks for more than the order, in units."""
    active.status(invoice("I-1", invoiced(order, (1, "6"))))

    told = active.status(invoice("I-2", invoiced(order, (1, "5"))))

    assert 409 == told.code
    assert "InvoiceDetailItem/@quantity, line 1: 5 now, 6 were invoiced before" in told.content
    assert 1 == len(active.rows("SELECT id FROM outbox WHERE kind = 'InvoiceDetailRequest'"))


def test_more_than_the_total_is_refused(active: Desk, order: letters.Post) -> None:
    """An invoice without lines is held against the order's total, beside all that came before."""
    active.status(invoice("I-1", invoiced(order, (1, "6"))))

    answers = [
        active.status(invoice("I-2", invoiced_whole(order, "100.00"))),
        active.status(invoice("I-3", invoiced_whole(order, "0.02"))),
    ]

    assert [200, 409] == [answer.code for answer in answers]
    assert "SubtotalAmount: 0.02 now, 175.00 was invoiced before" in answers[1].content


def test_a_line_that_was_not_ordered_is_refused(active: Desk, order: letters.Post) -> None:
    """A line of nothing is named."""
    told = active.status(invoice("I-1", invoiced(order, (7, "1"))))

    assert 400 == told.code
    assert "for line 7, which the order lacks" in told.content


def test_a_credit_makes_room_again(active: Desk, order: letters.Post) -> None:
    """What was credited can be invoiced again, and no more than that."""
    codes = [
        active.status(said).code
        for said in (
            invoice("I-1", invoiced(order, (1, "10"))),
            invoice("C-1", invoiced(order, (1, "-3")), purpose=CREDIT),
            invoice("I-2", invoiced(order, (1, "4"))),
            invoice("I-3", invoiced(order, (1, "3"))),
        )
    ]

    assert [200, 200, 409, 200] == codes


def test_a_credit_that_was_used_cannot_be_withdrawn(active: Desk, order: letters.Post) -> None:
    """Taking a credit back must not leave more invoiced than was ordered."""
    credit = invoice("C-1", invoiced(order, (1, "-3")), purpose=CREDIT)
    for said in (
        invoice("I-1", invoiced(order, (1, "10"))),
        credit,
        invoice("I-2", invoiced(order, (1, "3"))),
    ):
        active.status(said)

    told = active.status(
        invoice(
            "C-1",
            invoiced(order, (1, "-3")),
            purpose=CREDIT,
            operation=InvoiceOperation.DELETE,
            replaces=credit,
        )
    )

    assert 409 == told.code
    assert "Line 1: without it 13 would be invoiced, and 10 were ordered." in told.content


def test_a_withdrawn_invoice_makes_room_again(active: Desk, order: letters.Post) -> None:
    """An invoice that was cancelled can be written anew."""
    first = invoice("I-1", invoiced(order, (1, "10")))
    active.status(first)

    told = active.status(
        invoice(
            "I-1-X",
            invoiced(order, (1, "10")),
            operation=InvoiceOperation.DELETE,
            replaces=first,
        )
    )

    assert 200 == told.code
    assert 200 == active.status(invoice("I-2", invoiced(order, (1, "10")))).code


def test_an_invoice_for_two_orders_is_held_against_both(active: Desk, order: letters.Post) -> None:
    """Each part is held against its own order."""
    other = letters.order("PO-2", letters.line(1, quantity="1"))
    active.status(other)

    fits = active.status(invoice("I-1", invoiced(order, (1, "10")), invoiced(other, (1, "1"))))
    too_much = active.status(invoice("I-2", invoiced(order, (2, "4")), invoiced(other, (1, "1"))))

    assert (200, 409) == (fits.code, too_much.code)


def test_an_invoice_number_is_used_once(active: Desk, order: letters.Post) -> None:
    """The same again is one invoice; another one under its number is none."""
    said = invoice("I-1", invoiced(order, (1, "1")))
    active.status(said)

    again = active.status(said.but(payload_id=letters.fresh_id()))
    other = active.status(invoice("I-1", invoiced(order, (1, "2"))))

    assert (200, 409) == (again.code, other.code)
    assert "invoiceID" in other.content


def test_an_order_of_nobody_is_refused(active: Desk) -> None:
    """An order that was not passed to this supplier cannot be invoiced by it."""
    told = active.status(invoice("I-1", invoiced(letters.order("PO-never"), (1, "1"))))

    assert 417 == told.code
    assert "OrderReference" in told.content


def test_what_has_no_order_behind_it_is_carried_on_and_marked(
    active: Desk, order: letters.Post
) -> None:
    """An invoice may hold what was bought without an order; nobody holds that against one."""
    number = b'orderID="PO-1"'
    said = invoice("I-1", invoiced(order, (1, "1"))).bytes()
    unbacked = said[: said.index(b"<OrderReference")] + (
        b'<SupplierOrderInfo orderID="SO-9"/>'
        + said[said.index(b"</OrderReference>") + len(b"</OrderReference>") :]
    )
    assert number in said

    told = active.status(unbacked)

    assert 200 == told.code
    assert "names no order that we know" in told.content
    assert "not ordered" in result(active)[1][0]


def test_a_blanket_order_is_invoiced_up_to_its_ceiling(active: Desk) -> None:
    """The quantities of a blanket order bind nobody; its total does."""
    placed = letters.order("PO-9", letters.line(1, quantity="1", price="100.00"))
    active.status(placed.bytes().replace(b'orderType="regular"', b'orderType="blanket"'))

    answers = [
        active.status(invoice("I-1", invoiced(placed, (1, "6")))).code,
        active.status(invoice("I-2", invoiced(placed, (1, "3")))).code,
    ]

    assert [200, 409] == answers
