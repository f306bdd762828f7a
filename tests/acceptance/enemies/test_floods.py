"""Documents of nothing but faults: answered soon, and little of them is kept."""

from __future__ import annotations

import time

import pytest

from gateway.cxml import documents
from gateway.cxml.findings import MOST_FINDINGS
from gateway.cxml.kinds import KINDS
from tests import letters
from tests.desk import Desk

#: some tenths each; every place worked out would take minutes
MOST_SECONDS = 8


def order_of(item: bytes, count: int) -> bytes:
    """Write an order whose lines are all this one."""
    body = letters.order("PO-1").bytes()
    begin, end = body.index(b"<ItemOut"), body.index(b"</ItemOut>") + len(b"</ItemOut>")
    return body[:begin] + item * count + body[end:]


@pytest.mark.slow
@pytest.mark.parametrize(
    "item",
    [
        b"<ItemOut/>",
        b"<ItemOut lineNumber='x' quantity='x' operation='x'/>",
        b"<ItemOut quantity='1'><ItemID><SupplierPartID/></ItemID></ItemOut>",
        b"<ItemOut quantity='1' itemType='x'><Tolerances/><x y='z'/></ItemOut>",
        b"<SupplierList/>",
        b"<Extrinsic name='a'><Money currency='x'>y</Money></Extrinsic>",
    ],
)
def test_a_flood_of_faults_is_read_soon(item: bytes) -> None:
    """The time goes with the size, and only the first faults are told."""
    body = order_of(item, 20_000)
    began = time.process_time()

    document = documents.read(body)

    assert time.process_time() - began < MOST_SECONDS
    assert 0 < len(document.findings) <= 3 * MOST_FINDINGS


def test_of_a_flood_of_faults_only_the_first_are_kept(desk: Desk) -> None:
    """Nobody fills the journal with what is wrong with a document."""
    body = order_of(b"<ItemOut lineNumber='x' quantity='x' operation='x'/>", 5_000)

    told = desk.status(body)

    assert 406 == told.code
    (kept,) = desk.rows("SELECT findings FROM documents WHERE direction = 'in'")
    assert len(str(kept["findings"])) < 200_000


def test_a_fault_of_the_header_is_seen_behind_any_number_of_others(desk: Desk) -> None:
    """Nobody gets past the header by hiding it behind a flood."""
    body = order_of(b"<ItemOut/>", 300)
    header = body[body.index(b"<Header>") : body.index(b"</Header>") + len(b"</Header>")]
    sender = header[header.index(b"<Sender>") : header.index(b"</Sender>") + len(b"</Sender>")]
    behind = body.replace(header, b"").replace(
        b"</Request>", b"</Request>" + header.replace(sender, b"")
    )

    told = desk.status(behind)

    assert (406, True) == (told.code, "Sender" in told.content)


def test_a_header_that_is_missing_is_told_before_any_number_of_others(desk: Desk) -> None:
    """Who is answered learns first that nobody can tell who speaks."""
    body = order_of(b"<ItemOut/>", 300)
    header = body[body.index(b"<Header>") : body.index(b"</Header>") + len(b"</Header>")]

    told = desk.status(body.replace(header, b""))

    assert (406, True) == (told.code, "GW-404" in told.content)


def test_little_is_kept_of_a_stranger(desk: Desk) -> None:
    """Somebody whom nobody knows cannot fill the disk."""
    item = letters.line()
    post = letters.order("PO-1", *[item] * 200).but(secret="wrong")

    told = desk.status(post)

    assert 401 == told.code
    (kept,) = desk.rows("SELECT body, kind FROM documents")
    assert KINDS["OrderRequest"].name == kept["kind"]
    assert 10_000 < len(str(kept["body"])) <= 20_000
