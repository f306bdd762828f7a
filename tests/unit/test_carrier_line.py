"""How long an exchange may take."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.carrier.addresses import Target
from gateway.carrier.line import Bounds, Line
from gateway.clock import StoppedClock

MIB = 1_048_576


@pytest.mark.parametrize(("sends", "seconds"), [(0, 30), (MIB, 30), (2 * MIB, 38), (21 * MIB, 190)])
def test_what_is_large_has_longer(sends: int, seconds: float) -> None:
    """Eight seconds for each MiB beyond the first, so that a slow line can take it."""
    target = Target.of("https://shop.example/cxml", frozenset({443}), private_network=False)
    clock = StoppedClock(datetime(2026, 11, 21, tzinfo=UTC))

    line = Line(target, Bounds(exchange_seconds=30), lambda _host: [], clock, sends=sends)

    assert seconds == line.seconds_left()
