"""What becomes of an address in trouble, and of what waits for it, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.delivery.attempt import Attempt
from gateway.delivery.refusal import Pen
from gateway.delivery.resend import resend
from gateway.delivery.settle import Patience, Settled, settle, share
from gateway.delivery.verdict import Outcome, Verdict
from gateway.store import alerts, circuits, mails, outbox
from gateway.store.outbox import Delivery
from gateway.store.states import DeliveryState, MailState
from tests.integration.delivery.conftest import Post, Supplier

PATIENCE = Patience(window=timedelta(hours=72), chance=1)
AGAIN = Verdict(outcome=Outcome.AGAIN, note="No connection could be made.")
DELIVERED = Verdict(outcome=Outcome.DELIVERED, note="cXML 200: OK")
HELD = Verdict(outcome=Outcome.HELD, note="cXML 401: Unauthorized")


def pen(post: Post, now: datetime) -> Pen:
    """Give what writing to a buyer needs."""
    return Pen(vault=post.means.vault, ids=post.means.ids, now=now)


def tried(delivery: Delivery, verdict: Verdict, moment: datetime) -> Attempt:
    """Make a try that is over."""
    return Attempt(
        number=delivery.attempts + 1,
        started_at=moment,
        ended_at=moment,
        verdict=verdict,
        document="<cXML/>",
        answer="",
    )


def settled(
    post: Post, delivery: Delivery, verdict: Verdict, moment: datetime | None = None
) -> Settled | None:
    """Settle a try in a transaction of its own."""
    over = tried(delivery, verdict, moment or delivery.created_at)
    with post.database.transaction() as tx:
        return settle(tx, delivery, over, PATIENCE, pen(post, over.ended_at))


def in_trouble(post: Post) -> list[circuits.Circuit]:
    """List the addresses in trouble."""
    with post.database.reading() as tx:
        return circuits.listed(tx)


def standing(post: Post) -> list[str]:
    """List the keys of the alerts that stand, without what they are about."""
    with post.database.reading() as tx:
        return [each.key.partition(":")[0] for each in alerts.standing(tx)]


def test_fifth_failure_in_a_row_opens_the_circuit(post: Post, supplier: Supplier) -> None:
    """Five different documents failed and none got through: the address rests for five seconds."""
    for number in range(5):
        post.put(supplier, f"{number}@buyer")
    deliveries = post.claimed()

    told = [settled(post, each, AGAIN, deliveries[0].created_at) for each in deliveries]

    [found] = in_trouble(post)
    assert [False] * 4 + [True] == [each is not None and each.is_shared for each in told]
    assert (5, supplier.url, AGAIN.note) == (found.failures, found.address, found.reason)
    assert deliveries[0].created_at + timedelta(seconds=5) == found.open_until


def test_document_that_fails_by_itself_opens_nothing(post: Post, supplier: Supplier) -> None:
    """However often the same one fails, others may go there."""
    row = post.put(supplier, "1@buyer")
    for hours in range(9):
        with post.database.transaction() as tx:
            later = post.delivery(row).created_at + timedelta(hours=3 * hours)
            [delivery] = outbox.claim(tx, now=later, lease_seconds=15, limit=1)
        settled(post, delivery, AGAIN, later)

    [found] = in_trouble(post)
    assert 1 == found.failures
    assert found.open_until == post.delivery(row).created_at


def test_fault_of_ours_is_no_trouble_of_the_address(post: Post, supplier: Supplier) -> None:
    """A document that we cannot open says nothing about where it goes."""
    post.put(supplier, "1@buyer")
    [delivery] = post.claimed()

    settled(post, delivery, replace(AGAIN, is_ours=True))

    assert [] == in_trouble(post)


def test_failure_counts_for_all_that_is_due_there(post: Post, supplier: Supplier) -> None:
    """What was due at a dead address has failed as well, and is told so; the rest is left alone."""
    first = post.put(supplier, "1@buyer")
    [failed] = post.claimed()
    others = [post.put(supplier, f"{number}@buyer") for number in range(2, 5)]
    moment = post.means.clock.now()
    over = tried(failed, AGAIN, moment)

    with post.database.transaction() as tx:
        settle(tx, failed, over, PATIENCE, pen(post, moment))
        shared = share(tx, failed, over, PATIENCE, pen(post, moment))

    assert 3 == shared
    assert [1, 1, 1, 1] == [post.delivery(row).attempts for row in (first, *others)]
    assert all(post.delivery(row).due_at > moment for row in others)
    assert "Not tried" in post.attempts(others[0])[0].note
    assert [] == post.claimed()


def test_address_that_is_back_gets_what_waits_at_once(post: Post, supplier: Supplier) -> None:
    """The first success ends the trouble; nothing waits for the end of its pause."""
    rows = [post.put(supplier, f"{number}@buyer") for number in range(6)]
    deliveries = post.claimed()
    for each in deliveries[:5]:
        settled(post, each, AGAIN)
    now = post.means.clock.now()

    settled(post, deliveries[5], DELIVERED, now)

    assert [] == in_trouble(post)
    assert all(post.delivery(row).due_at <= now for row in rows)


def test_dead_letters_of_an_address_are_told_once(post: Post, supplier: Supplier) -> None:
    """One alert stands, however many die; the next success ends it."""
    for number in range(3):
        post.put(supplier, f"{number}@buyer")
    deliveries = [replace(each, attempts=19) for each in post.claimed()]
    late = deliveries[0].created_at + timedelta(hours=73)
    for each in deliveries[:2]:
        settled(post, each, AGAIN, late)
    while_down = standing(post)

    settled(post, deliveries[2], DELIVERED, late)

    assert (["dead"], []) == (while_down, standing(post))


def test_what_stands_behind_a_dead_letter_dies_with_it(post: Post, supplier: Supplier) -> None:
    """Nothing of an order is sent while what came before it lies dead."""
    first = post.put(supplier, "1@buyer", queue="supplier:order:1")
    second = post.put(supplier, "2@buyer", queue="supplier:order:1")
    [delivery] = [replace(each, attempts=19) for each in post.claimed()]

    settled(post, delivery, AGAIN, delivery.created_at + timedelta(hours=73))

    third = post.put(supplier, "3@buyer", queue="supplier:order:1")
    assert [DeliveryState.DEAD] * 3 == [post.delivery(row).state for row in (first, second, third)]
    assert "behind a dead letter" in str(post.delivery(third).reason)


def test_refused_credentials_are_told_once(post: Post, supplier: Supplier) -> None:
    """One alert for a side of a connection; it ends when what was held gets through."""
    for number in range(2):
        post.put(supplier, f"{number}@buyer")
    deliveries = post.claimed()
    for each in deliveries:
        settled(post, each, HELD)
    while_refused = standing(post)
    with post.database.transaction() as tx:
        later = deliveries[0].created_at + timedelta(hours=2)
        again = outbox.claim(tx, now=later, lease_seconds=15, limit=2)

    settled(post, again[0], DELIVERED, later)

    assert (["credentials"], []) == (while_refused, standing(post))
    assert [] == in_trouble(post)


def test_credentials_that_stay_refused_are_told_once(post: Post, supplier: Supplier) -> None:
    """The hourly tries raise no alert of their own, however many there are."""
    row = post.put(supplier, "1@buyer")
    began = post.delivery(row).created_at
    for hours in range(4):
        with post.database.transaction() as tx:
            later = began + timedelta(hours=2 * hours)
            [delivery] = outbox.claim(tx, now=later, lease_seconds=15, limit=1)
        settled(post, delivery, HELD, later)

    with post.database.reading() as tx:
        [alert] = alerts.standing(tx)
        told = mails.count(tx, MailState.WAITING)
    assert (4, 1) == (alert.count, told)


def test_dead_letter_of_refused_credentials_is_told_until_it_gets_through(
    post: Post, supplier: Supplier
) -> None:
    """Who sends it again, once the credentials are right, has ended both alerts."""
    row = post.put(supplier, "1@buyer")
    [delivery] = [replace(each, attempts=120) for each in post.claimed()]
    late = delivery.created_at + timedelta(days=6)
    settled(post, delivery, HELD, late)
    given_up = standing(post)
    with post.database.transaction() as tx:
        resend(tx, post.delivery(row), actor="somebody", now=late)
        [again] = outbox.claim(tx, now=late, lease_seconds=15, limit=1)

    settled(post, again, DELIVERED, late)

    assert (["dead", "credentials"], []) == (given_up, standing(post))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.HELD, Outcome.DELIVERED])
def test_any_answer_that_is_understood_ends_the_trouble(
    post: Post, supplier: Supplier, outcome: Outcome
) -> None:
    """An address that refuses a document is well."""
    for number in range(2):
        post.put(supplier, f"{number}@buyer")
    first, second = post.claimed()
    settled(post, first, AGAIN)

    settled(post, second, replace(AGAIN, outcome=outcome))

    assert [] == in_trouble(post)
