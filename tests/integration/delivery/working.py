"""Has a worker carry for as long as a test needs it, and waits for what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.carrier import Carrier
from gateway.clock import SystemClock
from gateway.delivery.attempt import Means
from gateway.delivery.worker import Pace, Worker
from gateway.store.states import DeliveryState
from tests.desk import Desk
from tests.integration.delivery.conftest import Post

QUICK = Pace(threads=8, per_endpoint=4, poll_seconds=0.1, lease_seconds=15)


@contextmanager
def working(post: Post, pace: Pace = QUICK, *, drain_seconds: float = 10) -> Iterator[Worker]:
    """Have a worker carry for as long as the block runs."""
    worker = Worker(post.means, pace)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(drain_seconds)


@contextmanager
def carrying(desk: Desk, carrier: Carrier, pace: Pace = QUICK) -> Iterator[None]:
    """Carry what waits at a desk while the block runs, by a clock that goes on."""
    around = desk.around
    means = Means(
        database=around.database,
        carrier=carrier,
        vault=around.vault,
        clock=SystemClock(),
        ids=around.ids,
    )
    worker = Worker(means, pace)
    worker.start()
    try:
        yield
    finally:
        worker.stop(10)


def ended(post: Post, *rows: int) -> Callable[[], bool]:
    """Make the fact that deliveries have ended."""
    return lambda: all(post.delivery(row).state != DeliveryState.WAITING for row in rows)
