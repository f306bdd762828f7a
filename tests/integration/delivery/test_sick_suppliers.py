"""Twenty suppliers, five of them sick in different ways, on both databases."""

from __future__ import annotations

from benchmarks.suppliers import SICK, WELL, suppliers
from gateway.delivery.worker import Pace
from gateway.store.states import DeliveryState
from tests.integration.delivery.conftest import Post, Supplier
from tests.integration.delivery.working import ended, working
from tests.waiting import until

HEALTHY = 15
OF_SICK = 8
PACE = Pace(threads=8, per_endpoint=4, poll_seconds=0.1)


def test_sick_suppliers_take_no_hands_from_the_others(post: Post) -> None:
    """Forty documents that would hold eight hands for a minute are in line before the others'."""
    with suppliers(0.01, [*SICK, *[WELL] * HEALTHY]) as urls:
        sick = [
            post.put(Supplier(url), f"sick-{number}{url}")
            for number in range(OF_SICK)
            for url in urls[: len(SICK)]
        ]
        healthy = [
            post.put(Supplier(url), f"well-{number}{url}")
            for number in range(2)
            for url in urls[len(SICK) :]
        ]

        with working(post, PACE, drain_seconds=0.2):
            arrived = until(ended(post, *healthy), seconds=20)
            lost = {post.delivery(row).state for row in sick}

    assert arrived
    assert {DeliveryState.DELIVERED} == {post.delivery(row).state for row in healthy}
    assert lost <= {DeliveryState.WAITING, DeliveryState.DELIVERED}
