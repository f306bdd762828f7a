"""Orders: stored whole, once, and passed on."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
from lxml import etree

from gateway.cxml.confirmations import ConfirmationType
from gateway.store.sqlite import dbapi2
from tests import letters
from tests.desk import Desk


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


def carried(desk: Desk) -> list[etree._Element]:
    """Open the documents that wait in the outbox."""
    documents = []
    for row in desk.rows("SELECT document FROM outbox ORDER BY id"):
        sealed = row["document"]
        assert isinstance(sealed, bytes | memoryview)
        documents.append(etree.fromstring(desk.around.vault.open(bytes(sealed), "outbox")))
    return documents


def content(root: etree._Element) -> list[bytes]:
    """Give what a document carries, in canonical form."""
    return [etree.tostring(node, method="c14n") for node in root.iterfind("Request/OrderRequest")]


def test_an_order_is_stored_with_lines_and_amounts_exact(active: Desk) -> None:
    """What the buyer ordered stands in the database to the last digit."""
    order = letters.order(
        "PO-1",
        letters.line(10, part="A-1", quantity="2", price="12.50"),
        letters.line(20, part="B-2", auxiliary="key", quantity="0.125", price="99999999.99"),
    )

    answered = active.status(order)

    assert (200, "OK") == (answered.code, answered.text)
    rows = active.rows(
        "SELECT line_number, quantity, supplier_part_id, auxiliary_id, unit_price, currency"
        " FROM order_lines ORDER BY position"
    )
    assert [
        (10, Decimal(2), "A-1", None, Decimal("12.50"), "EUR"),
        (20, Decimal("0.125"), "B-2", "key", Decimal("99999999.99"), "EUR"),
    ] == [
        (
            row["line_number"],
            Decimal(str(row["quantity"])),
            row["supplier_part_id"],
            row["auxiliary_id"],
            Decimal(str(row["unit_price"])),
            row["currency"],
        )
        for row in rows
    ]


def test_an_order_is_carried_on_under_its_own_id_and_our_name(active: Desk) -> None:
    """PayloadID and content stay, the header is of the next leg, and no secret waits in it."""
    order = letters.order("PO-1", letters.line(auxiliary="key"))

    active.status(order)

    (root,) = carried(active)
    assert order.payload_id == root.get("payloadID")
    assert "AN01000000001" == root.findtext("Header/From/Credential/Identity")
    assert "123456789" == root.findtext("Header/To/Credential/Identity")
    assert "our-gateway" == root.findtext("Header/Sender/Credential/Identity")
    assert root.find(".//SharedSecret") is None
    assert ["production"] == root.xpath("Request/@deploymentMode")
    assert content(etree.fromstring(order.bytes())) == content(root)


def test_the_same_document_twice_gets_the_same_answer(active: Desk) -> None:
    """A retry hears byte for byte what it should have heard before."""
    order = letters.order("PO-1")

    first, second = active.post(order), active.post(order)

    assert first == second
    assert 1 == len(active.rows("SELECT id FROM orders"))
    assert 1 == len(active.rows("SELECT id FROM outbox"))


def test_a_retry_may_have_a_new_timestamp(active: Desk) -> None:
    """The moment of sending is not part of the content."""
    order = letters.order("PO-1")

    first = active.post(order)
    second = active.post(order.but(timestamp="2026-11-21T10:05:00+00:00"))

    assert first == second


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        (b"<Header>", b"\n  <Header>", 200),
        (b"</ItemOut>", b"\n\t</ItemOut>", 200),
        (b"Ring binder", b"Ring  binder", 409),
        (b'addressID="1"', b'addressID="1 "', 409),
    ],
)
def test_white_space_between_elements_is_no_content(
    active: Desk, written: bytes, instead: bytes, code: int
) -> None:
    """A document that was only laid out anew is the same; white space in a value is not."""
    body = letters.order("PO-1").bytes()
    active.status(body)
    assert written in body

    assert code == active.status(body.replace(written, instead)).code


def test_the_same_payload_id_with_other_content_is_a_conflict(active: Desk) -> None:
    """Nobody replaces an order under the id of another."""
    order = letters.order("PO-1")
    active.status(order)

    told = active.status(
        letters.order("PO-1", letters.line(quantity="3")).but(payload_id=order.payload_id)
    )

    assert (409, "Conflict") == (told.code, told.text)
    assert 1 == len(active.rows("SELECT id FROM orders"))


def test_a_resend_under_a_new_id_is_the_same_order(active: Desk) -> None:
    """The same number with the same content is one order, whatever id carries it."""
    active.status(letters.order("PO-1"))

    told = active.status(letters.order("PO-1"))

    assert 200 == told.code
    assert 1 == len(active.rows("SELECT id FROM orders"))
    assert 1 == len(active.rows("SELECT id FROM outbox"))


def test_a_taken_number_with_other_content_is_a_conflict(active: Desk) -> None:
    """A number belongs to one order."""
    active.status(letters.order("PO-1"))

    told = active.status(letters.order("PO-1", letters.line(quantity="3")))

    assert 409 == told.code
    assert "orderID" in told.content


def test_a_refused_order_claims_nothing(active: Desk) -> None:
    """Mended, the document is welcome under the payloadID that was refused."""
    order = letters.order("PO-1")
    broken = order.bytes().replace(b'quantity="2"', b'quantity="NaN"')

    told = active.status(broken)

    assert 400 == told.code
    assert "quantity" in told.content
    assert "NaN" not in told.content
    assert 200 == active.status(order).code


@pytest.mark.parametrize(
    ("written", "instead", "code", "named"),
    [
        (b'orderID="PO-1"', b"", 406, "orderID"),
        (b'quantity="2"', b'quantity="1e3"', 400, "quantity"),
        (b'quantity="2"', b'quantity="-1"', 400, "quantity"),
        (b'currency="EUR">12.50', b'currency="EUR">12,50', 400, "Money"),
        (b'currency="EUR">12.50', b">12.50", 406, "currency"),
        (b"<SupplierPartID>A-1</SupplierPartID>", b"", 406, "SupplierPartID"),
        (b"<UnitOfMeasure>EA</UnitOfMeasure>", b"", 406, "UnitOfMeasure"),
    ],
)
def test_what_cannot_be_understood_is_named(
    active: Desk, written: bytes, instead: bytes, code: int, named: str
) -> None:
    """Who, what, how many, at which price: none of them is guessed."""
    body = letters.order("PO-1").bytes()
    assert written in body

    told = active.status(body.replace(written, instead))

    assert code == told.code
    assert named in told.content
    assert [] == active.rows("SELECT id FROM orders")


@pytest.mark.parametrize(
    ("kind", "state"),
    [(ConfirmationType.ACCEPT, "confirmed"), (ConfirmationType.REJECT, "rejected")],
)
def test_a_confirmation_moves_its_order_and_goes_to_the_buyer(
    active: Desk, kind: ConfirmationType, state: str
) -> None:
    """The buyer hears what the supplier said, under our name and the supplier's payloadID."""
    order = letters.order("PO-1")
    active.status(order)
    said = letters.confirmation(order, kind)

    told = active.status(said)

    assert 200 == told.code
    assert [{"state": state}] == active.rows("SELECT state FROM orders")
    assert [{"payload_id": said.payload_id, "towards": "buyer", "mode": "active"}] == active.rows(
        "SELECT payload_id, towards, mode FROM outbox WHERE kind = 'ConfirmationRequest'"
    )


@pytest.mark.parametrize(
    "changes", [{"number": "PO-2"}], ids=["another number under the right payloadID"]
)
def test_a_confirmation_that_contradicts_itself_is_refused(
    active: Desk, changes: dict[str, str]
) -> None:
    """OrderID and payloadID must name the same order."""
    order = letters.order("PO-1")
    active.status(order)
    active.status(letters.order("PO-2"))

    told = active.status(letters.confirmation(order, **changes))  # type: ignore[arg-type]

    assert 417 == told.code


def test_a_confirmation_of_nothing_is_refused(active: Desk) -> None:
    """An order that never was cannot be confirmed."""
    told = active.status(letters.confirmation(letters.order("PO-never")))

    assert (417, "Expectation Failed") == (told.code, told.text)


def test_nothing_is_acknowledged_that_is_not_stored(active: Desk) -> None:
    """When a part of it cannot be stored, nothing of an order is."""
    with active.around.database.transaction() as tx:
        tx.exec_driver_sql("DROP TABLE attempts")
        tx.exec_driver_sql("DROP TABLE further_queues")
        tx.exec_driver_sql("DROP TABLE outbox")

    with pytest.raises((dbapi2.Error, psycopg.Error)):
        active.post(letters.order("PO-1"))
    assert [] == active.rows("SELECT id FROM orders")
    assert [] == active.rows("SELECT id FROM claims")


def test_secrets_and_cards_are_masked_in_the_journal(active: Desk) -> None:
    """The journal keeps what was said, but for what nobody may read."""
    body = letters.order("PO-1").bytes().replace(b"Ring binder", b"Ring 4111 1111 1111 1111")

    active.status(body)

    (row,) = active.rows("SELECT body FROM documents WHERE kind = 'OrderRequest'")
    assert letters.BUYER_SECRET not in str(row["body"])
    assert "4111" not in str(row["body"])


def test_what_was_noticed_is_told_and_journalled(active: Desk) -> None:
    """An odd but honest order is taken, and its sender hears what to mend."""
    body = letters.order("PO-1").bytes().replace(b' xml:lang="en"', b"")

    told = active.status(body)

    assert 200 == told.code
    assert "Advice:" in told.content
    assert "xml:lang" in told.content
    (row,) = active.rows("SELECT findings FROM documents WHERE kind = 'OrderRequest'")
    assert "xml:lang" in str(row["findings"])


ROUTES = """
[[connection.route]]
towards = "buyer"
kind = "ConfirmationRequest"
url = "http://127.0.0.1:9/confirmations"
identity = { domain = "DUNS", value = "our-number" }
secret = "for confirmations alone"

[[connection.route]]
towards = "supplier"
identity = { domain = "VendorID", value = "our-key" }
"""


def test_address_and_identity_outwards_are_the_connections(active: Desk) -> None:
    """Each kind of document goes where the connection says, under the name that it says."""
    active.load(letters.parties() + ROUTES)
    order = letters.order("PO-1")
    active.status(order)
    active.status(letters.confirmation(order))

    assert ["our-key", "our-number"] == [
        root.findtext("Header/Sender/Credential/Identity") for root in carried(active)
    ]
    assert ["http://127.0.0.1:9/cxml", "http://127.0.0.1:9/confirmations"] == [
        row["address"] for row in active.rows("SELECT address FROM outbox ORDER BY id")
    ]
