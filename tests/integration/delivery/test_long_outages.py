"""A supplier that is down for days, on a clock that is moved by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from gateway.carrier import Carrier
from gateway.clock import StoppedClock
from gateway.delivery.worker import Pace, Worker
from gateway.store import alerts, orders
from gateway.store.engine import Database
from gateway.store.states import DeliveryState, OrderState
from tests.integration.delivery.conftest import Post, Supplier, post_on, status
from tests.integration.delivery.working import working

#: the next moment at which a worker can do something
NEXT_DUE = (
    "SELECT min(CASE WHEN c.open_until > o.due_at THEN c.open_until ELSE o.due_at END)"
    " FROM outbox o LEFT JOIN circuits c ON c.address = o.address WHERE o.state = 'waiting'"
    " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.queue = o.queue AND e.id < o.id"
    " AND e.state = 'waiting')"
)
LEASED = "SELECT min(due_at) FROM outbox WHERE lease_until IS NOT NULL"
FAR = datetime(9999, 1, 1, tzinfo=UTC)
START = datetime(2026, 11, 21, 12, tzinfo=UTC)
PACE = Pace(threads=8, per_endpoint=4, poll_seconds=0.05, window=timedelta(hours=72))
ORDERS = 6
MOST_SECONDS = 10


@dataclass(frozen=True)
class Days:
    """A post whose days are as long as the test wants."""

    post: Post
    clock: StoppedClock
    worker: Worker

    def pass_(self, hours: float) -> None:
        """Let time go on, from one moment at which something is due to the next."""
        end = self.clock.now() + timedelta(hours=hours)
        while (due := self._next_due()) is not None and due <= end:
            self._go_to(due)
            self._until_nothing_is_due()
        self._go_to(end)

    def _go_to(self, moment: datetime) -> None:
        self.clock.advance(max((moment - self.clock.now()).total_seconds(), 0))
        self.worker.wake()

    def _until_nothing_is_due(self) -> None:
        end = time.monotonic() + MOST_SECONDS
        while self._asked(LEASED) or (self._next_due() or FAR) <= self.clock.now():
            assert time.monotonic() < end, "something that was due was not carried"
            time.sleep(0.01)

    def _next_due(self) -> datetime | None:
        return self._asked(NEXT_DUE)

    def _asked(self, query: str) -> datetime | None:
        with self.post.database.reading() as tx:
            found = tx.exec_driver_sql(query).scalar_one()
        return datetime.fromisoformat(found) if isinstance(found, str) else found


@pytest.fixture
def days(database: Database, carrier: Carrier) -> Iterator[Days]:
    """A post that is carried, on a clock that stands still."""
    clock = StoppedClock(START)
    post = post_on(database, carrier, clock)
    with working(post, PACE) as worker:
        yield Days(post, clock, worker)


def down_until(supplier: Supplier, clock: StoppedClock, hours: float) -> Callable[[], list[str]]:
    """Let a supplier answer with a fault for some hours; gives what it took after that."""
    supplier.says = [(503, b"down")]
    taken_from: list[int] = []

    def answer(number: int) -> None:
        if clock.now() >= START + timedelta(hours=hours):
            supplier.says = [(200, status(200, "OK"))]
            taken_from.append(number)

    supplier.before = answer
    return lambda: supplier.payload_ids[taken_from[0] :] if taken_from else []


def ordered(days: Days, supplier: Supplier) -> tuple[list[int], list[int]]:
    """Place orders, and after an hour what follows each; gives orders and deliveries."""
    placed = [days.post.order(supplier, f"PO-{number}") for number in range(ORDERS)]
    days.pass_(0.5)
    following = [
        days.post.put(supplier, f"PO-{number}-{what}@buyer", queue=f"supplier:order:{row}")
        for what in ("update", "delete")
        for number, (row, _) in enumerate(placed)
    ]
    return [row for row, _ in placed], [first for _, first in placed] + following


def test_supplier_that_was_down_for_71_hours_gets_everything_in_order(
    days: Days, supplier: Supplier
) -> None:
    """Each order, then its update, then its deletion, and no alert."""
    taken = down_until(supplier, days.clock, 71)
    _, deliveries = ordered(days, supplier)

    days.pass_(71.5)

    states = {days.post.delivery(row).state for row in deliveries}
    of_orders = [
        [each for each in taken() if each.startswith(f"PO-{number}")] for number in range(ORDERS)
    ]
    assert {DeliveryState.DELIVERED} == states
    assert [
        [f"PO-{number}{what}@buyer" for what in ("", "-update", "-delete")]
        for number in range(ORDERS)
    ] == of_orders
    assert [] == standing(days)


def test_supplier_that_is_down_for_73_hours_leaves_dead_letters_and_one_alert(
    days: Days, supplier: Supplier
) -> None:
    """Nothing is waiting any more, nothing vanished, every order says why, one alert stands."""
    down_until(supplier, days.clock, 1000)
    placed, deliveries = ordered(days, supplier)

    days.pass_(72.5)

    with days.post.database.reading() as tx:
        found = [orders.by_id(tx, row) for row in placed]
    heads = deliveries[:ORDERS]
    assert {DeliveryState.DEAD} == {days.post.delivery(row).state for row in deliveries}
    assert {OrderState.FAILED} == {order and order.state for order in found}
    assert all(order and order.reason for order in found)
    assert all(days.post.delivery(row).attempts >= 20 for row in heads)
    assert 1 == len(standing(days))


def standing(days: Days) -> list[alerts.Alert]:
    """List the alerts that stand."""
    with days.post.database.reading() as tx:
        return alerts.standing(tx)
