"""A supplier that is down for days, on a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from gateway.carrier import Carrier
from gateway.clock import StoppedClock
from gateway.delivery.worker import Pace
from gateway.store.engine import Database
from tests.integration.delivery.conftest import Post, Supplier, post_on, status
from tests.integration.delivery.working import until, working

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
PACE = Pace(threads=8, per_endpoint=4, poll_seconds=0.01, window=timedelta(hours=72))
ORDERS = 8


@dataclass(frozen=True)
class Days:
    """A post whose days are as long as the test wants."""

    post: Post
    clock: StoppedClock

    def pass_(self, hours: float) -> None:
        """Let time go on, from one moment at which something is due to the next."""
        end = self.clock.now() + timedelta(hours=hours)
        while (due := self._next_due()) is not None and due <= end:
            self.clock.advance(max((due - self.clock.now()).total_seconds(), 0))
            assert until(self._nothing_is_due), "something due was not carried"
        self.clock.advance((end - self.clock.now()).total_seconds())

    def _next_due(self) -> datetime | None:
        [row] = self._asked(
            "SELECT min(CASE WHEN c.open_until > o.due_at THEN c.open_until ELSE o.due_at END)"
            " FROM outbox o LEFT JOIN circuits c ON c.address = o.address WHERE state = 'waiting'"
            " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.queue = o.queue AND e.id < o.id"
            " AND e.state = 'waiting')"
        )
        return row

    def _nothing_is_due(self) -> bool:
        due = self._next_due()
        [leased] = self._asked("SELECT min(due_at) FROM outbox WHERE lease_until IS NOT NULL")
        return leased is None and (due is None or due > self.clock.now())

    def _asked(self, query: str) -> list[datetime | None]:
        with self.post.database.reading() as tx:
            found = tx.exec_driver_sql(query).scalar_one()
        return [datetime.fromisoformat(found) if isinstance(found, str) else found]


@pytest.fixture
def days(database: Database, carrier: Carrier) -> Iterator[Days]:
    """A post that is carried, on a clock that stands still."""
    clock = StoppedClock(START)
    post = post_on(database, carrier, clock)
    with working(post, PACE):
        yield Days(post, clock)


def down_until(supplier: Supplier, clock: StoppedClock, hours: float) -> None:
    """Let a supplier answer with a fault until some hours have passed."""
    supplier.says = [(503, b"down")]

    def recovered(_number: int) -> None:
        if clock.now() >= START + timedelta(hours=hours):
            supplier.says = [(200, status(200, "OK"))]

    supplier.before = recovered
