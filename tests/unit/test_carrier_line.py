"""How long an exchange may take."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.carrier.addresses import Target
from gateway.carrier.line import Bounds, Line
from gateway.clock import StoppedClock

MIB = 1_048_576


@pytest.fixture
def clock() -> StoppedClock:
    """A clock that the test moves."""
    return StoppedClock(datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture
def line(clock: StoppedClock) -> Line:
    """A line of thirty seconds."""
    target = Target.of("https://shop.example/cxml", frozenset({443}), private_network=False)
    return Line(target, Bounds(exchange_seconds=30), lambda _host: [], clock)


def test_who_takes_much_has_longer(line: Line, clock: StoppedClock) -> None:
    """Eight seconds for each MiB beyond the first, and as long as usual to answer it."""
    for _ in range(20):
        clock.advance(8)
        line.gave(MIB)

    assert 22 == line.seconds_left()


@pytest.mark.parametrize("taken", [0, 1000, MIB, 20 * MIB])
def test_who_takes_no_more_has_the_usual_time(line: Line, clock: StoppedClock, taken: int) -> None:
    """However much the system's own buffers have taken at once."""
    line.gave(taken)

    clock.advance(29)

    assert 1 == line.seconds_left()


def test_who_takes_little_at_a_time_has_the_usual_time(line: Line, clock: StoppedClock) -> None:
    """Drops do not make the time longer."""
    for _ in range(29):
        clock.advance(1)
        line.gave(1000)

    assert 1 == line.seconds_left()
