"""Time and identifiers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from gateway.clock import CountedIds, StoppedClock, SystemClock, SystemIds, timestamp

EVENING = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)


def test_timestamp_has_a_numeric_offset_and_no_z() -> None:
    """A cXML timestamp is written to the second with a numeric offset."""
    assert timestamp(EVENING) == "2026-11-21T20:45:00+00:00"


def test_timestamp_of_another_zone_names_the_same_moment_in_utc() -> None:
    """A moment told in another zone is written in UTC."""
    moment = datetime(2026, 11, 21, 21, 45, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))

    assert timestamp(moment) == "2026-11-21T20:45:00+00:00"


def test_naive_moment_has_no_timestamp() -> None:
    """A datetime without an offset is refused rather than guessed."""
    with pytest.raises(ValueError, match="offset"):
        timestamp(datetime(2026, 11, 21, 20, 45))  # noqa: DTZ001 - the fault under test


def test_system_clock_is_aware_and_never_goes_back() -> None:
    """The machine's clock tells UTC, and its durations are not negative."""
    clock = SystemClock()

    before = clock.monotonic()
    clock.sleep(0.001)

    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() > before


def test_stopped_clock_moves_only_when_advanced() -> None:
    """A stopped clock stands still, and advancing or sleeping moves both of its hands."""
    clock = StoppedClock(EVENING)

    clock.advance(1.5)
    clock.sleep(0.5)

    assert clock.now() == EVENING + timedelta(seconds=2)
    assert clock.monotonic() == 2.0


def test_stopped_clock_does_not_go_back() -> None:
    """A stopped clock refuses to move backwards."""
    clock = StoppedClock(EVENING)

    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


def test_payload_id_names_moment_process_chance_and_host() -> None:
    """A payloadID has the form that the cXML guide recommends."""
    ids = SystemIds("gateway.example", StoppedClock(EVENING))

    assert re.fullmatch(r"1795293900000\.\d+\.\d+@gateway\.example", ids.payload_id())


def test_no_payload_id_is_made_twice() -> None:
    """Two payloadIDs of the same millisecond differ."""
    ids = SystemIds("gateway.example", StoppedClock(EVENING))

    assert len({ids.payload_id() for _ in range(1000)}) == 1000


def test_token_has_256_bits_and_is_safe_in_an_address() -> None:
    """A token is 43 characters of the URL-safe alphabet, and never the same."""
    ids = SystemIds("gateway.example")

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", ids.token())
    assert ids.token() != ids.token()


def test_counted_ids_can_be_foretold() -> None:
    """Identifiers for tests count upwards."""
    ids = CountedIds("gateway.example")

    assert ids.payload_id() == "1.0.0@gateway.example"
    assert ids.token() == "2".zfill(43)
