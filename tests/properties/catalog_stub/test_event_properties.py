"""Whatever comes in the place of an event or a webhook, the shop is not thrown off."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_stub.events import UnreadableEvent, read_event
from catalog_stub.moments import now
from catalog_stub.signatures import Forged, check
from tests.integration.catalog_stub.small_supplier_api import an_event

#: as a web server hands headers over
values = st.text(st.characters(max_codepoint=255))
names = st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"])
leaves: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text() | st.just("NaN") | st.just([])
)


@given(raw=st.binary())
def test_bytes_are_an_event_or_unreadable(raw: bytes) -> None:
    """Nothing else can come of them."""
    with suppress(UnreadableEvent):
        assert raw == read_event(raw).raw


@given(place=st.sampled_from(["id", "order_id", "mode", "total", "ship_to", "lines"]), odd=leaves)
def test_odd_order_is_read_or_unreadable(place: str, odd: object) -> None:
    """A part of another kind than agreed is noticed."""
    event = an_event("evt_1")
    event["order"][place] = odd

    with suppress(UnreadableEvent):
        assert "evt_1" == read_event(json.dumps(event).encode()).id


@given(headers=st.dictionaries(names, values), body=st.binary())
def test_headers_of_strangers_are_forged(headers: dict[str, str], body: bytes) -> None:
    """Nobody without the key gets in, and nobody breaks the door."""
    with pytest.raises(Forged):
        check(b"a key", headers, body, now())
