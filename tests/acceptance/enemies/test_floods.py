"""Documents of nothing but faults: answered soon, and little of them is kept."""

from __future__ import annotations

import time

import pytest

from gateway.cxml.kinds import KINDS
from tests import letters
from tests.desk import Desk

MOST_SECONDS = 12


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
def test_a_flood_of_faults_is_answered_soon(desk: Desk, item: bytes) -> None:
    """The time goes with the size, and only the first faults are told and kept."""
    body = order_of(item, 60_000)
    began = time.process_time()

    told = desk.status(body)

    assert time.process_time() - began < MOST_SECONDS
    assert told.code in {200, 400, 406}
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


def test_little_is_kept_of_a_stranger(desk: Desk) -> None:
    """Somebody whom nobody knows cannot fill the disk."""
    item = letters.line()
    post = letters.order("PO-1", *[item] * 200).but(secret="wrong")

    told = desk.status(post)

    assert 401 == told.code
    (kept,) = desk.rows("SELECT body, kind FROM documents")
    assert KINDS["OrderRequest"].name == kept["kind"]
    assert 10_000 < len(str(kept["body"])) <= 20_000
