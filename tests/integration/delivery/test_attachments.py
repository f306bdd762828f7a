"""Documents with files, from the letter box to a real supplier, through a real worker."""

from __future__ import annotations

from email import message_from_bytes

from lxml import etree

from gateway.carrier import Carrier
from gateway.cxml.limits import DEFAULT_LIMITS
from tests import letters
from tests.desk import Desk
from tests.integration.delivery.conftest import Supplier, status
from tests.integration.delivery.working import carrying
from tests.parcels import File, naming, with_files
from tests.waiting import until

MEGABYTE = 1_000_000
PLAN = File(content=bytes(range(256)) * 40)
NOTE = File(content=b"\r\n--line\n", content_id="note@buyer.example", encoding="base64")


def test_files_reach_the_supplier_byte_for_byte_at_every_try(
    desk: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """One exchange carries document and files; after a failure the same bytes are sent again."""
    desk.load(letters.parties(orders_url=supplier.url))
    desk.activate()
    supplier.says = [(500, status(500)), (200, status(200, "OK"))]
    order = naming(letters.order("PO-1"), PLAN.content_id, NOTE.content_id)
    body, content_type = with_files(order, PLAN, NOTE)
    assert 200 == desk.status(body, content_type=content_type).code

    with carrying(desk, carrier):
        assert until(lambda: desk.rows("SELECT state FROM outbox") == [{"state": "delivered"}])

    first, second = supplier.heard
    assert first == second
    whole = b"Content-Type: %b\r\n\r\n%b" % (supplier.types[0].encode(), first)
    _, document, plan, note = message_from_bytes(whole).walk()
    root = etree.fromstring(bytes(document.get_payload(decode=True)))
    assert order.payload_id == root.get("payloadID")
    assert "what we send stub" == root.findtext("Header/Sender/Credential/SharedSecret")
    assert PLAN.content == plan.get_payload(decode=True)
    assert NOTE.content == note.get_payload(decode=True)
    assert [f"<{PLAN.content_id}>", f"<{NOTE.content_id}>"] == [
        plan["content-id"],
        note["content-id"],
    ]


def test_files_as_large_as_a_message_may_be_arrive(
    desk: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """Two drawings of ten megabytes, one of them written in Base64, reach the supplier whole."""
    desk.load(letters.parties(orders_url=supplier.url))
    desk.activate()
    first = File(content=bytes(range(256)) * 39_000, encoding="base64")
    second = File(content=b"drawing\n" * 900_000, content_id="second@buyer.example")
    order = naming(letters.order("PO-1"), first.content_id, second.content_id)
    body, content_type = with_files(order, first, second)
    assert len(body) > DEFAULT_LIMITS.max_message_bytes - MEGABYTE
    assert 200 == desk.status(body, content_type=content_type).code

    with carrying(desk, carrier):
        assert until(lambda: desk.rows("SELECT state FROM outbox") == [{"state": "delivered"}], 60)

    (heard,) = supplier.heard
    whole = b"Content-Type: %b\r\n\r\n%b" % (supplier.types[0].encode(), heard)
    _, _, *files = message_from_bytes(whole).walk()
    assert [first.content, second.content] == [each.get_payload(decode=True) for each in files]


def test_files_of_an_order_with_a_card_number_are_forgotten_with_it(
    desk: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """Once delivered nothing is left of it but names, sizes and hashes; other files are kept."""
    desk.load(letters.parties(orders_url=supplier.url))
    desk.activate()
    for number, words in (("PO-1", b"4111 1111 1111 1111"), ("PO-2", b"Ring binder")):
        body, content_type = with_files(naming(letters.order(number), PLAN.content_id), PLAN)
        paid = body.replace(b"Ring binder", words)
        assert 200 == desk.status(paid, content_type=content_type).code

    with carrying(desk, carrier):
        assert until(lambda: [{"state": "delivered"}] * 2 == desk.rows("SELECT state FROM outbox"))

    assert [True, True] == [PLAN.content in heard for heard in supplier.heard]
    rows = desk.rows("SELECT content, size FROM attachments ORDER BY id")
    assert [(True, len(PLAN.content)), (False, len(PLAN.content))] == [
        (row["content"] is None, row["size"]) for row in rows
    ]
    assert [True, False] == [
        row["document"] is None for row in desk.rows("SELECT document FROM outbox ORDER BY id")
    ]
