"""What holds when the clocks of machines that share a database stand apart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.carrier import Carrier
from gateway.clock import SystemClock
from gateway.delivery.worker import Pace
from gateway.store.engine import Database, open_database
from gateway.store.shared_clock import SharedClock
from tests.integration.delivery.conftest import Post, Supplier, post_on
from tests.integration.delivery.working import ended, working
from tests.waiting import until

pytestmark = pytest.mark.postgres


class OddMachine(SystemClock):
    """A machine whose clock stands wrong by so many minutes."""

    def __init__(self, minutes: float) -> None:
        self._off = timedelta(minutes=minutes)

    def now(self) -> datetime:
        """Tell a wrong time."""
        return super().now() + self._off


@pytest.fixture
def shared_database(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL database with every table and no row."""
    opened = open_database(postgres_url, connections=40)
    yield opened
    opened.close()


def test_machines_minutes_apart_tell_one_time(shared_database: Database) -> None:
    """Whatever their own clocks say, two machines agree to well within a second."""
    early = SharedClock(shared_database, OddMachine(-10))
    late = SharedClock(shared_database, OddMachine(10))

    assert abs(early.now() - late.now()) < timedelta(seconds=1)


def test_machines_minutes_apart_do_not_both_send(
    shared_database: Database, carrier: Carrier, supplier: Supplier
) -> None:
    """A lease holds against a machine on whose own clock it ended long ago."""
    supplier.before = lambda _number: time.sleep(1.5)
    early = post_on(shared_database, carrier, SharedClock(shared_database, OddMachine(-10)))
    late_means = replace(early.means, clock=SharedClock(shared_database, OddMachine(10)))
    late = Post(shared_database, early.connection, late_means)
    row = early.put(supplier, "1@buyer")
    short = Pace(threads=2, poll_seconds=0.05, lease_seconds=3)

    with working(early, short), working(late, short):
        assert until(ended(early, row))

    assert 1 == len(supplier.heard)
