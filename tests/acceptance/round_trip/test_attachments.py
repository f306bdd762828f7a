"""An order with files, posted to `gateway serve`, seen at the supplier's own catalogue."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import httpx2
import pytest

from tests import letters
from tests.acceptance.round_trip.conftest import TripOf
from tests.acceptance.round_trip.trip import Trip
from tests.parcels import File, naming, with_files
from tests.waiting import until

pytestmark = pytest.mark.slow

PLAN = File(content=bytes(range(256)) * 400)
NOTE = File(content="Größe".encode(), content_id="note", name="note.txt", encoding="base64")


def arrived(trip: Trip, payload_id: str) -> list[Any]:
    """Give the files of each document that arrived under this payloadID."""
    rows = [row for row in trip.catalogue.received() if row["payloadID"] == payload_id]
    return [row["attachments"] for row in rows]


def test_files_of_an_order_reach_the_shop_as_the_buyer_sent_them(trip_of: TripOf) -> None:
    """Three programs, one order: what is in the files is the same at both ends."""
    trip = trip_of()
    order = naming(letters.order("PO-with-files"), PLAN.content_id, NOTE.content_id)
    body, content_type = with_files(order, PLAN, NOTE)

    answer = httpx2.post(
        f"{trip.gateway.url}/cxml",
        content=body,
        headers={"Content-Type": content_type},
        trust_env=False,
    )

    assert 'code="200"' in answer.text
    assert until(lambda: arrived(trip, order.payload_id) != [])
    assert [
        [
            ("plan.pdf", "application/pdf", len(PLAN.content), sha256(PLAN.content).hexdigest()),
            ("note.txt", "application/pdf", len(NOTE.content), sha256(NOTE.content).hexdigest()),
        ]
    ] == [
        [(each["name"], each["media_type"], each["size"], each["sha256"]) for each in files]
        for files in arrived(trip, order.payload_id)
    ]
