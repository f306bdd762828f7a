"""Orders with files at the shop: taken, told of by name and size, and kept over a restart."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from tests.integration.catalog_stub.conftest import RunningShop
from tests.integration.catalog_stub.orders import an_order, status_of
from tests.parcels import File, parcel

PLAN = File(content=bytes(range(256)), name="../plans/plan.pdf")
NOTE = File(content=b"two\r\nlines", content_id="note", name="note.txt", encoding="base64")
PARTS = [
    ("Content-Type: text/xml\nContent-ID: <document>", an_order()),
    PLAN.part,
    NOTE.part,
]


def test_files_of_an_order_are_told_by_name_and_size(shop: RunningShop) -> None:
    """Whoever looks at the order sees what came with it."""
    body, content_type = parcel(PARTS)

    answer = shop.hand_in(body, content_type=content_type)

    (kept,) = shop.received()
    page = shop.http.get(kept["order"]).text
    assert 200 == status_of(answer)
    assert [
        ("plan.pdf", 256, sha256(PLAN.content).hexdigest()),
        ("note.txt", 10, sha256(NOTE.content).hexdigest()),
    ] == [(each["name"], each["size"], each["sha256"]) for each in kept["attachments"]]
    assert '<td>plan.pdf</td><td><code>application/pdf</code></td><td class="num">256</td>' in page


def test_a_message_that_cannot_be_taken_apart_is_refused(shop: RunningShop) -> None:
    """An order whose files may be missing is not taken."""
    body, content_type = parcel(PARTS)

    answer = shop.hand_in(body.partition(b"two")[0], content_type=content_type)

    assert 406 == status_of(answer)


def test_files_are_known_after_a_restart(
    open_shop: Callable[..., RunningShop], tmp_path: Path
) -> None:
    """The journal file has the message as it came."""
    journal = str(tmp_path / "journal.jsonl")
    body, content_type = parcel(PARTS)
    open_shop(journal=journal).hand_in(body, content_type=content_type)

    shop = open_shop(journal=journal)

    (kept,) = shop.received()
    assert ["plan.pdf", "note.txt"] == [each["name"] for each in kept["attachments"]]
    assert "plan.pdf" in shop.http.get(kept["order"]).text
