"""How tries are written down, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.carrier import CarrierAnswer
from gateway.delivery.attempt import Attempt
from gateway.delivery.refusal import Pen
from gateway.delivery.settle import Patience, Settled, settle
from gateway.delivery.verdict import Outcome, Verdict, judge
from gateway.store import confirmations, journal, order_versions, orders, outbox
from gateway.store.outbox import Delivery
from gateway.store.states import DeliveryState, OrderState
from tests.integration.delivery.conftest import Post, Supplier, status

THERE = "It was there already: please check. cXML 409: PO Number: 1 has already been processed."
PATIENCE = Patience(window=timedelta(hours=72), chance=1)


def tried(delivery: Delivery, outcome: Outcome, *, after: timedelta = timedelta(0)) -> Attempt:
    """Make a try that is over."""
    moment = delivery.created_at + after
    return Attempt(
        number=delivery.attempts + 1,
        started_at=moment,
        ended_at=moment,
        verdict=Verdict(outcome=outcome, note="why", http_status=200),
        document="<cXML/>",
        answer="",
    )


def settled(post: Post, delivery: Delivery, over: Attempt) -> Settled | None:
    """Settle a try in a transaction of its own."""
    pen = Pen(vault=post.means.vault, ids=post.means.ids, now=over.ended_at)
    with post.database.transaction() as tx:
        return settle(tx, delivery, over, PATIENCE, pen)


def judged(delivery: Delivery, answer: bytes) -> Attempt:
    """Make a try that brought an answer."""
    over = tried(delivery, Outcome.DELIVERED)
    said = CarrierAnswer(status=200, headers={}, body=answer)
    return replace(over, verdict=judge(said, tries=1, now=over.ended_at))


@pytest.fixture
def order(post: Post, supplier: Supplier) -> int:
    """An order whose document waits."""
    row, _ = post.order(supplier, "PO-1")
    return row


@pytest.mark.parametrize("outcome", list(Outcome))
def test_who_lost_the_lease_writes_nothing(post: Post, order: int, outcome: Outcome) -> None:
    """A worker that wakes up late changes neither delivery nor journal nor order."""
    [late] = post.claimed(lease_seconds=0)
    [holder] = post.claimed()

    counted = settled(post, late, tried(late, outcome))

    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
        written = journal.listed(tx, direction="out")
    assert counted is None
    assert holder == post.delivery(holder.id)
    assert ([], []) == (post.attempts(holder.id), written)
    assert found is not None
    assert OrderState.RECEIVED == found.state


def test_try_that_failed_is_due_again(post: Post, order: int) -> None:
    """The lease is given back, the reason kept, and nothing journalled yet."""
    [delivery] = post.claimed()

    counted = settled(post, delivery, tried(delivery, Outcome.AGAIN))

    after = post.delivery(delivery.id)
    assert Settled(is_shared=False) == counted
    assert (DeliveryState.WAITING, "why", 1, None) == (
        after.state,
        after.reason,
        after.attempts,
        after.lease_until,
    )
    assert delivery.created_at + timedelta(seconds=1) == after.due_at


def test_delivery_that_was_tried_long_enough_is_dead(post: Post, order: int) -> None:
    """After the window and twenty tries a delivery is a dead letter, and its order has failed."""
    [claimed] = post.claimed()
    delivery = replace(claimed, attempts=19)

    settled(post, delivery, tried(delivery, Outcome.AGAIN, after=timedelta(hours=72)))

    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
    assert found is not None
    assert DeliveryState.DEAD == post.delivery(claimed.id).state
    assert (OrderState.FAILED, "why") == (found.state, found.reason)


def test_delivery_waits_while_our_credentials_are_refused(post: Post, order: int) -> None:
    """Nothing is told to the buyer: the order is held, and tried again after an hour."""
    [delivery] = post.claimed()

    settled(post, delivery, tried(delivery, Outcome.HELD))

    after = post.delivery(delivery.id)
    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
        said = confirmations.of_order(tx, order)
    assert found is not None
    assert (OrderState.HELD, "why", []) == (found.state, found.reason, said)
    assert DeliveryState.WAITING == after.state
    assert delivery.created_at + timedelta(hours=1) == after.due_at


def test_order_that_was_held_goes_on_when_it_is_taken(post: Post, order: int) -> None:
    """Once our credentials are right the order is sent as any other."""
    [first] = post.claimed()
    settled(post, first, tried(first, Outcome.HELD))
    with post.database.transaction() as tx:
        [again] = outbox.claim(
            tx, now=first.created_at + timedelta(hours=2), lease_seconds=15, limit=1
        )

    settled(post, again, tried(again, Outcome.DELIVERED))

    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
    assert found is not None
    assert (OrderState.SENT, None) == (found.state, found.reason)


@pytest.mark.parametrize(
    ("answer", "reason", "codes"),
    [
        (status(200, "OK"), None, []),
        (status(409, "PO Number: 1 has already been processed."), THERE, ["GW-701"]),
    ],
)
def test_what_was_there_before_is_told_with_the_order(
    post: Post, order: int, answer: bytes, reason: str | None, codes: list[str]
) -> None:
    """It counts as delivered; order, version and journal say that somebody should look."""
    [delivery] = post.claimed()

    settled(post, delivery, judged(delivery, answer))

    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
        (version,) = order_versions.of_order(tx, order)
        (written,) = journal.listed(tx, direction="out")
    assert found is not None
    assert (OrderState.SENT, reason, reason) == (found.state, found.reason, version.state_reason)
    assert codes == [finding.code for finding in written.findings]
