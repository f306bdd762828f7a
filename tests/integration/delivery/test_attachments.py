"""Documents with files, from the letter box to a real supplier, through a real worker."""

from __future__ import annotations

from email import message_from_bytes

from lxml import etree

from gateway.carrier import Carrier
from gateway.clock import SystemClock
from gateway.delivery.attempt import Means
from gateway.delivery.worker import Worker
from tests import letters
from tests.desk import Desk
from tests.integration.delivery.conftest import Supplier, status
from tests.integration.delivery.working import QUICK, until
from tests.parcels import File, naming, with_files

PLAN = File(content=bytes(range(256)) * 40)
NOTE = File(content=b"\r\n--line\n", content_id="note@buyer.example", encoding="base64")


def worker_of(desk: Desk, carrier: Carrier) -> Worker:
    """Make the worker of a desk, with a clock that goes on, so that tries come."""
    around = desk.around
    return Worker(
        Means(
            database=around.database,
            carrier=carrier,
            vault=around.vault,
            clock=SystemClock(),
            ids=around.ids,
        ),
        QUICK,
    )


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

    worker = worker_of(desk, carrier)
    worker.start()
    try:
        assert until(lambda: desk.rows("SELECT state FROM outbox") == [{"state": "delivered"}])
    finally:
        worker.stop(10)

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
