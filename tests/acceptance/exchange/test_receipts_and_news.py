"""Receipts, questions and news: matched to their order and carried to the other side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.receipts import ReceiptOperation
from tests import letters
from tests.desk import Desk
from tests.followers import invoice, invoiced, news, portion, question, receipt, ship_notice

REAL = "http://127.0.0.1:9/cxml"
TEST = "http://127.0.0.1:9/test/cxml"


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


@pytest.fixture
def order(active: Desk) -> letters.Post:
    """An order of ten."""
    placed = letters.order("PO-1", letters.line(1, quantity="10"))
    assert 200 == active.status(placed).code
    return placed


def last(desk: Desk) -> dict[str, object]:
    """Give what was queued last."""
    return desk.rows("SELECT kind, towards, address, mode FROM outbox ORDER BY id")[-1]


def test_a_receipt_goes_to_the_supplier(active: Desk, order: letters.Post) -> None:
    """The supplier hears that its goods came, in line behind the order itself."""
    told = active.status(receipt("R-1", order, (1, "4")))

    assert 200 == told.code
    assert {
        "kind": "ReceiptRequest",
        "towards": "supplier",
        "address": REAL,
        "mode": "active",
    } == last(active)
    assert 1 == len(active.rows("SELECT DISTINCT queue FROM outbox"))


def test_more_than_was_ordered_is_told_and_not_refused(active: Desk, order: letters.Post) -> None:
    """What the buyer has it has; both sides can see that it is too much."""
    active.status(receipt("R-1", order, (1, "8")))

    told = active.status(receipt("R-2", order, (1, "3")))

    assert 200 == told.code
    assert "Line 1: 11 were taken in, and 10 were ordered." in told.content


def test_a_correction_counts(active: Desk, order: letters.Post) -> None:
    """A quantity below zero takes back what an earlier receipt said."""
    active.status(receipt("R-1", order, (1, "10")))
    active.status(receipt("R-2", order, (1, "-3")))

    told = active.status(receipt("R-3", order, (1, "3")))

    assert "taken in" not in told.content


def test_more_than_was_announced_is_told(active: Desk, order: letters.Post) -> None:
    """A receipt is held against the ship notices too, where there are any."""
    active.status(ship_notice("S-1", portion(order, (1, "2"))))

    told = active.status(receipt("R-1", order, (1, "3")))

    assert "Line 1: 3 were taken in, and 2 were announced by ship notices." in told.content


def test_a_withdrawn_receipt_does_not_count(active: Desk, order: letters.Post) -> None:
    """A receipt that was taken back leaves room; one that never was cannot be taken back."""
    first = receipt("R-1", order, (1, "10"))
    active.status(first)
    delete = ReceiptOperation.DELETE

    told = active.status(receipt("R-1", order, (1, "10"), operation=delete, replaces=first))
    never = active.status(receipt("R-9", order, (1, "10"), operation=delete))

    assert (200, 417) == (told.code, never.code)
    assert "taken in" not in active.status(receipt("R-2", order, (1, "10"))).content


def test_a_receipt_of_a_line_that_was_not_ordered_is_refused(
    active: Desk, order: letters.Post
) -> None:
    """The line is named."""
    told = active.status(receipt("R-1", order, (5, "1")))

    assert 400 == told.code
    assert "ReceiptItemReference/@lineNumber: the order has no line 5." in told.content


def test_a_question_goes_to_the_supplier(active: Desk, order: letters.Post) -> None:
    """Who asks what becomes of an order is heard."""
    told = active.status(question("Q-1", order, 1))

    assert 200 == told.code
    assert ("OrderStatusRequest", "supplier") == (last(active)["kind"], last(active)["towards"])


def test_a_question_about_no_line_of_the_order_is_refused(
    active: Desk, order: letters.Post
) -> None:
    """The line is named."""
    told = active.status(question("Q-1", order, 8))

    assert 400 == told.code
    assert "the order has no line 8" in told.content


def test_news_about_an_order_goes_to_the_buyer(active: Desk, order: letters.Post) -> None:
    """A supplier that passes an order on says so; the order stays what it was."""
    told = active.status(news(order))

    assert 200 == told.code
    assert ("StatusUpdateRequest", "buyer") == (last(active)["kind"], last(active)["towards"])
    assert [{"state": "received"}] == active.rows("SELECT state FROM orders")


def test_news_about_an_invoice_goes_to_the_supplier(active: Desk, order: letters.Post) -> None:
    """A buyer that pays says so, naming the invoice; the order's story has it."""
    bill = invoice("I-1", invoiced(order, (1, "1")))
    active.status(bill)

    told = active.status(news(bill, by_buyer=True))

    assert 200 == told.code
    assert ("StatusUpdateRequest", "supplier") == (last(active)["kind"], last(active)["towards"])
    assert 2 == len(active.rows("SELECT id FROM follow_up_lines WHERE order_id = 1"))


def test_news_about_a_confirmation_finds_its_order(active: Desk, order: letters.Post) -> None:
    """Any document of an order's story can be named."""
    said = letters.confirmation(order, ConfirmationType.ACCEPT)
    active.status(said)

    assert 200 == active.status(news(said, by_buyer=True)).code


def test_news_about_nothing_is_refused(active: Desk) -> None:
    """What never went over this connection has no news."""
    told = active.status(news(letters.order("PO-never")))

    assert (417, "Expectation Failed") == (told.code, told.text)
    assert "DocumentReference" in told.content


@pytest.mark.parametrize(("address", "sent"), [(TEST, 2), (None, 0)])
def test_what_follows_a_test_order_never_reaches_the_real_supplier(
    desk_with: Callable[..., Desk], address: str | None, sent: int
) -> None:
    """Receipts and questions of tests go to the test environment, or nowhere."""
    desk = desk_with(test_orders_url=address)
    order = letters.order("PO-1", letters.line(1, quantity="10"))
    desk.status(order)
    desk.activate()

    codes = [desk.status(receipt("R-1", order, (1, "1"))).code for _ in range(1)]
    codes += [desk.status(question("Q-1", order)).code]

    found = desk.rows(
        "SELECT address FROM outbox WHERE towards = 'supplier' AND kind <> 'OrderRequest'"
    )
    assert [200, 200] == codes
    assert [address] * sent == [row["address"] for row in found]


ROUTES = """
[[connection.route]]
towards = "supplier"
kind = "ReceiptRequest"
url = "http://127.0.0.1:9/receipts"

[[connection.route]]
towards = "buyer"
kind = "InvoiceDetailRequest"
url = "http://127.0.0.1:9/invoices"
"""


def test_each_kind_has_an_address_of_its_own(active: Desk, order: letters.Post) -> None:
    """What follows goes where the connection says for its kind."""
    active.load(letters.parties() + ROUTES)

    for said in (
        receipt("R-1", order, (1, "1")),
        question("Q-1", order),
        invoice("I-1", invoiced(order, (1, "1"))),
        ship_notice("S-1", portion(order, (1, "1"))),
    ):
        active.status(said)

    assert [
        "http://127.0.0.1:9/receipts",
        REAL,
        "http://127.0.0.1:9/invoices",
        "http://127.0.0.1:9/buyer",
    ] == [row["address"] for row in active.rows("SELECT address FROM outbox ORDER BY id")[1:]]


def test_each_side_is_offered_what_it_may_send(active: Desk) -> None:
    """The profile lists what follows an order too, to whoever may send it."""
    asked = letters.profile()
    as_supplier = asked.but(
        payload_id=letters.fresh_id(),
        sender=letters.SUPPLIER,
        secret=letters.SUPPLIER_SECRET,
        from_=letters.SUPPLIER,
        to=letters.BUYER,
    )

    offers = [active.post(said).body for said in (asked, as_supplier)]

    follow = (b"ReceiptRequest", b"OrderStatusRequest", b"StatusUpdateRequest")
    lead = (b"ShipNoticeRequest", b"InvoiceDetailRequest", b"StatusUpdateRequest")
    assert ([True] * 3, [False, False, True]) == (
        [kind in offers[0] for kind in follow],
        [kind in offers[0] for kind in lead],
    )
    assert ([True] * 3, [False, False, True]) == (
        [kind in offers[1] for kind in lead],
        [kind in offers[1] for kind in follow],
    )
