"""Files that travel with documents: stored sealed, carried on, and part of what was said."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest
from lxml import etree

from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.finding_codes import Code
from gateway.delivery.refusal import Pen
from gateway.delivery.release import release_held
from gateway.rules.cart_matches import BroughtLine
from gateway.store import attachments, orders
from tests import letters
from tests.desk import Desk
from tests.parcels import File, naming, parcel, with_files

FILE = File()
CART_LINE = BroughtLine(
    line_number=1,
    supplier_part_id="A-1",
    key="k7qd2flxab",
    auxiliary_id="red",
    quantity=Decimal(2),
    unit_price=Decimal("12.50"),
    currency="EUR",
    unit_of_measure="EA",
    description="Ring binder",
)
OTHER = File(content=b"other", content_id="other@buyer.example", name="../../etc/other.txt")


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


def posted(desk: Desk, document: letters.Post, *files: File) -> tuple[int, str]:
    """Post a document with its files; gives the code of the answer, and what it says."""
    body, content_type = with_files(document, *files)
    status = desk.status(body, content_type=content_type)
    return status.code, status.content


def named_order(number: str = "PO-1", *files: File) -> letters.Post:
    """Order something, naming files."""
    return naming(letters.order(number), *(file.content_id for file in files or (FILE,)))


def carried(desk: Desk) -> list[list[bytes]]:
    """Open the files of each delivery, as they are carried on."""
    found = desk.rows("SELECT attachments_of FROM outbox ORDER BY id")
    with desk.around.database.reading() as tx:
        return [
            attachments.opened(tx, int(str(row["attachments_of"])), desk.around.vault)
            for row in found
            if row["attachments_of"] is not None
        ]


def test_files_are_stored_and_carried_on_as_they_came(active: Desk) -> None:
    """Each is listed by name, type, size and digest, and goes on byte for byte."""
    code, _ = posted(active, named_order("PO-1", FILE, OTHER), FILE, OTHER)

    with active.around.database.reading() as tx:
        (order,) = orders.listed(tx)
        first, second = attachments.of_order(tx, order.id)
    ((plan, _),) = carried(active)
    assert 200 == code
    assert ("plan.pdf", 256, "plan@buyer.example") == (first.name, first.size, first.content_id)
    assert ("other.txt", sha256(b"other").hexdigest()) == (second.name, second.digest)
    head, body = FILE.part
    assert head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body == plan


def test_files_lie_sealed(active: Desk) -> None:
    """Neither the database nor the journal shows what is in a file."""
    file = File(content=b"nobody reads this")

    posted(active, named_order(), file)

    (row,) = active.rows("SELECT content FROM attachments")
    (entry,) = active.rows("SELECT body, answer FROM documents")
    sealed = row["content"]
    assert isinstance(sealed, bytes | memoryview)
    assert b"nobody" not in bytes(sealed)
    assert "nobody" not in str(entry)


def test_the_same_files_again_get_the_same_answer(active: Desk) -> None:
    """However a file is written for the way, it is the same file."""
    order = named_order()
    body, content_type = with_files(order, FILE)
    first = active.post(body, content_type=content_type)

    body, content_type = with_files(order, replace(FILE, encoding="base64"))
    again = active.post(body, content_type=content_type)

    assert first.body == again.body
    assert [{"count": 1}] == active.rows("SELECT count(*) AS count FROM attachments")


@pytest.mark.parametrize(
    "other", [replace(FILE, content=b"x"), replace(FILE, name="x.pdf")], ids=["content", "name"]
)
def test_other_files_under_the_same_id_are_a_conflict(active: Desk, other: File) -> None:
    """What travels with a document is part of what it says."""
    order = named_order()
    posted(active, order, FILE)

    code, _ = posted(active, order, other)

    assert 409 == code


def test_a_resend_under_a_new_id_is_the_same_order_with_the_same_files_alone(active: Desk) -> None:
    """With another file it is another order of the same number."""
    order = named_order()
    posted(active, order, FILE)

    same = posted(active, order.but(payload_id=letters.fresh_id()), FILE)
    other = posted(active, order.but(payload_id=letters.fresh_id()), replace(FILE, content=b"x"))

    assert (200, 409) == (same[0], other[0])


def test_a_file_that_is_named_and_missing_is_told(active: Desk) -> None:
    """The element that names it stands in the answer, whether there are parts or none."""
    order = named_order()

    alone, beside = active.status(order), posted(active, order, OTHER)

    assert (400, 400) == (alone.code, beside[0])
    assert Code.ATTACHMENT_MISSING in alone.content
    assert "/OrderRequestHeader/Comments/Attachment/URL" in beside[1]
    assert [] == active.rows("SELECT id FROM attachments")


def test_two_files_of_one_id_are_refused(active: Desk) -> None:
    """Which one was meant is not guessed."""
    code, said = posted(active, named_order(), FILE, replace(OTHER, content_id=FILE.content_id))

    assert 406 == code
    assert Code.CONTENT_ID_TWICE in said


def test_a_document_that_stays_here_takes_no_files(active: Desk) -> None:
    """A setup is not carried on, so a file with it would be lost; a part of its own is no file."""
    refused, taken = posted(active, letters.setup(), FILE), posted(active, letters.setup())

    assert (406, 200) == (refused[0], taken[0])
    assert Code.ATTACHMENTS in refused[1]


def test_what_the_supplier_sends_is_carried_with_its_files(active: Desk) -> None:
    """A confirmation brings its file to the buyer."""
    order = letters.order("PO-1")
    active.status(order)

    code, _ = posted(active, letters.confirmation(order, ConfirmationType.ACCEPT), FILE)

    assert 200 == code
    assert [[True]] == [[FILE.content in each for each in files] for files in carried(active)]


def test_a_held_order_keeps_its_files_until_it_goes_on(active: Desk) -> None:
    """Whoever releases an order releases what came with it."""
    active.load(f'{letters.parties()}\n[connection.safeguards]\nactions = {{ price = "hold" }}\n')
    active.bring(CART_LINE)
    cheap = letters.order("PO-1", letters.line(auxiliary=f"{CART_LINE.key}.red", price="0.01"))
    posted(active, naming(cheap, FILE.content_id), FILE)
    with active.around.database.transaction() as tx:
        (order,) = orders.listed(tx)
        around = active.around
        pen = Pen(vault=around.vault, ids=around.ids, now=around.clock.now())
        before = carried(active)
        release_held(tx, order, pen, actor="tests")

    assert [] == before
    assert [[True]] == [[FILE.content in each for each in files] for files in carried(active)]


def test_a_secret_in_a_message_that_cannot_be_read_is_not_written_down(active: Desk) -> None:
    """Base64 would hide it from the mask, so only what can be read is kept."""
    hidden = b64encode(named_order().bytes())
    broken = ("Content-Type: text/xml\nContent-Transfer-Encoding: base64", hidden)
    twice = ("Content-ID: <a>", b"")

    body, content_type = parcel([broken, twice, twice])
    status = active.status(body, content_type=content_type)

    (entry,) = active.rows("SELECT body FROM documents")
    assert 406 == status.code
    assert "" == entry["body"]


def test_the_carried_document_names_its_files_as_it_did(active: Desk) -> None:
    """The reference in the document stays what it was."""
    posted(active, named_order(), FILE)

    (row,) = active.rows("SELECT document FROM outbox")
    sealed = row["document"]
    assert isinstance(sealed, bytes | memoryview)
    root = etree.fromstring(active.around.vault.open(bytes(sealed), "outbox"))
    assert [f"cid:{FILE.content_id}"] == [node.text for node in root.iter("URL")]
