"""What the worker does with documents that wait, on both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

from gateway.delivery.worker import Pace, Worker
from gateway.rules.parties import Mode
from gateway.store import confirmations, journal, orders, outbox
from gateway.store.engine import open_database
from gateway.store.states import DeliveryState, OrderState
from gateway.vault import Vault
from tests.integration.delivery.conftest import CARD, Post, Supplier, status
from tests.integration.delivery.working import QUICK, ended, working
from tests.integration.unkind import says, serving
from tests.waiting import until


def test_document_is_delivered_once_with_our_secret(post: Post, supplier: Supplier) -> None:
    """The supplier hears the stored bytes with the secret in the Sender, one time."""
    row = post.put(supplier, "1@buyer")

    with working(post):
        assert until(ended(post, row))

    [heard] = supplier.heard
    [tried] = post.attempts(row)
    assert (
        b"<SharedSecret>what we say &lt;to&gt; stub</SharedSecret></Credential><UserAgent>" in heard
    )
    assert DeliveryState.DELIVERED == post.delivery(row).state
    assert (1, "delivered", 200, 200) == (
        tried.number,
        tried.verdict,
        tried.http_status,
        tried.cxml_status,
    )


def test_journal_holds_what_was_carried_without_secrets(post: Post, supplier: Supplier) -> None:
    """Document and answer are written down, and neither secret nor card number with them."""
    supplier.says = [(200, status(200, "got what we say &lt;to&gt; stub"))]
    row = post.put(supplier, "1@buyer", card=CARD)

    with working(post):
        assert until(ended(post, row))

    with post.database.reading() as tx:
        [entry] = journal.listed(tx, direction="out")
    assert ("OrderRequest", "1@buyer", 200, Mode.TEST) == (
        entry.kind,
        entry.payload_id,
        entry.status,
        entry.mode,
    )
    assert CARD not in entry.body
    assert "what we say" not in f"{entry.body}{entry.answer}{post.delivery(row).reason}"
    assert "********" in entry.body
    assert post.delivery(row).document is None


def test_every_try_sends_the_same_bytes(post: Post, supplier: Supplier) -> None:
    """A document that was not taken is carried again, byte for byte, within seconds."""
    supplier.says = [(500, status(500)), (200, b"<html>OK</html>"), (200, status(201))]
    row = post.put(supplier, "1@buyer")

    with working(post):
        assert until(ended(post, row))

    assert 3 == len(supplier.heard)
    assert 1 == len(set(supplier.heard))
    assert ["again", "again", "delivered"] == [tried.verdict for tried in post.attempts(row)]


def test_waking_brings_the_first_try_at_once(post: Post, supplier: Supplier) -> None:
    """Whoever puts something into the outbox does not wait for the next look."""
    with working(post, Pace(threads=2, poll_seconds=30)) as worker:
        time.sleep(0.3)
        row = post.put(supplier, "1@buyer")
        worker.wake()
        arrived = until(ended(post, row), seconds=2)

    assert arrived


def test_order_that_was_taken_is_sent(post: Post, supplier: Supplier) -> None:
    """The supplier's yes moves the order on."""
    order, row = post.order(supplier, "PO-1")

    with working(post):
        assert until(ended(post, row))

    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
    assert found is not None
    assert OrderState.SENT == found.state


def test_order_that_was_confirmed_meanwhile_stays_confirmed(post: Post, supplier: Supplier) -> None:
    """A supplier who confirms before it answers has the last word."""
    order, row = post.order(supplier, "PO-1")

    def confirm(_number: int) -> None:
        with post.database.transaction() as tx:
            orders.set_state(tx, order, OrderState.CONFIRMED, None)

    supplier.before = confirm

    with working(post):
        assert until(ended(post, row))

    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
    assert found is not None
    assert OrderState.CONFIRMED == found.state


def test_refused_order_is_rejected_towards_its_buyer(post: Post, supplier: Supplier) -> None:
    """A final no ends the delivery, rejects the order and queues the news for the buyer."""
    supplier.says = [(200, status(406, "Not Acceptable"))]
    order, row = post.order(supplier, "PO-1")

    with working(post):
        assert until(ended(post, row))

    with post.database.reading() as tx:
        found = orders.by_id(tx, order)
        news = [each for each in outbox.of_order(tx, order) if each.kind == "ConfirmationRequest"]
        said = confirmations.of_order(tx, order)
    assert found is not None
    assert (1, DeliveryState.REFUSED) == (len(supplier.heard), post.delivery(row).state)
    assert OrderState.REJECTED == found.state
    assert ["buyer"] == [each.towards for each in news]
    assert ["reject"] == [each.type for each in said]


def test_documents_of_one_queue_arrive_in_order(post: Post, supplier: Supplier) -> None:
    """A document that fails first holds back the ones behind it, not those of other queues."""
    supplier.says = [(500, status(500))] * 2 + [(200, status(200))]
    for number in range(1, 6):
        post.put(supplier, f"{number}@buyer", queue="supplier:order:1")
    last = post.put(supplier, "6@buyer", queue="supplier:order:1")

    with working(post):
        assert until(ended(post, last), seconds=20)

    assert ["1@buyer"] * 3 + [f"{n}@buyer" for n in range(2, 7)] == supplier.payload_ids


def test_lease_of_a_dead_worker_ends_by_itself(post: Post, supplier: Supplier) -> None:
    """What a worker took and never settled is carried by another one after the lease."""
    row = post.put(supplier, "1@buyer")
    [taken] = post.claimed(lease_seconds=1)

    with working(post):
        before = len(supplier.heard)
        assert until(ended(post, row))

    assert (0, 1) == (before, len(supplier.heard))
    assert taken.lease + 1 == post.delivery(row).lease


def test_worker_that_slept_past_its_lease_sends_nothing(post: Post, supplier: Supplier) -> None:
    """A process that was stopped wakes up with a delivery that is another worker's by now."""
    post.put(supplier, "1@buyer")
    [before] = post.claimed(lease_seconds=0)
    [after] = post.claimed()
    sleeper, other = Worker(post.means, QUICK), Worker(post.means, QUICK)
    assert sleeper._counted([before])
    assert other._counted([after])

    sleeper._carry(before)
    heard_of_sleeper = len(supplier.heard)
    other._carry(after)

    assert (0, 1) == (heard_of_sleeper, len(supplier.heard))
    assert DeliveryState.DELIVERED == post.delivery(before.id).state


def test_lease_is_renewed_while_an_exchange_takes_long(post: Post, supplier: Supplier) -> None:
    """A slow supplier gets the document from one worker, however short the lease."""
    supplier.before = lambda _number: time.sleep(2.5)
    row = post.put(supplier, "1@buyer")
    short = Pace(threads=2, poll_seconds=0.05, lease_seconds=0.9)

    with working(post, short), working(post, short):
        assert until(ended(post, row))

    assert 1 == len(supplier.heard)
    assert 1 == len(post.attempts(row))


def test_many_workers_send_nothing_twice_and_all_in_order(
    post: Post, supplier: Supplier, database_url: str
) -> None:
    """Five with connections of their own share twenty orders of three documents each."""
    supplier.before = lambda _number: time.sleep(0.005)
    rows = [
        post.put(supplier, f"{order}.{number}@buyer", queue=f"supplier:order:{order}")
        for number in range(3)
        for order in range(20)
    ]

    with ExitStack() as all_of_them:
        for _ in range(5):
            other = open_database(database_url)
            all_of_them.callback(other.close)
            means = replace(post.means, database=other)
            all_of_them.enter_context(working(Post(other, post.connection, means)))
        assert until(ended(post, *rows), seconds=60)

    arrived = supplier.payload_ids
    assert len(rows) == len(arrived) == len(set(arrived))
    assert [[f"{order}.{number}@buyer" for number in range(3)] for order in range(20)] == [
        [each for each in arrived if each.startswith(f"{order}.")] for order in range(20)
    ]


def test_pause_that_a_supplier_asks_for_is_kept(post: Post) -> None:
    """Retry-After moves the next try, and the address is left alone meanwhile."""
    answer = (
        b"HTTP/1.1 503 Busy\r\nRetry-After: 240\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    with serving() as serve:
        busy = serve(says(answer))
        first = post.put(Supplier(busy.url), "1@buyer")
        with working(post):
            assert until(lambda: bool(post.attempts(first)))
            second = post.put(Supplier(busy.url), "2@buyer")
            time.sleep(0.5)

    (tried,) = post.attempts(first)
    assert timedelta(seconds=240) <= post.delivery(first).due_at - tried.ended_at
    assert ([], 1) == (post.attempts(second), len(busy.heard))


def test_sick_supplier_does_not_hold_up_the_others(
    post: Post, new_supplier: Callable[[], Supplier]
) -> None:
    """However much waits for a supplier who does not answer, others get theirs at once."""
    sick, healthy = new_supplier(), new_supplier()
    recovered = threading.Event()
    sick.before = lambda _number: (recovered.wait(8), None)[1]
    for number in range(40):
        post.put(sick, f"sick-{number}@buyer")

    with working(post):
        until(lambda: bool(sick.heard))
        rows = [post.put(healthy, f"healthy-{number}@buyer") for number in range(10)]
        arrived = until(ended(post, *rows), seconds=3)
        held = len(sick.heard)
        recovered.set()

    assert arrived
    assert 1 == held


def test_stopping_waits_for_what_is_on_its_way(post: Post, supplier: Supplier) -> None:
    """A worker that stops takes nothing more and settles what it has."""
    supplier.before = lambda _number: time.sleep(0.5)
    rows = [post.put(supplier, f"{number}@buyer", queue="one") for number in range(3)]
    worker = Worker(post.means, QUICK)
    worker.start()
    until(lambda: bool(supplier.heard))

    drained = worker.stop(5)

    states = [post.delivery(row).state for row in rows]
    assert drained
    assert 1 == len(supplier.heard)
    assert [DeliveryState.DELIVERED, DeliveryState.WAITING, DeliveryState.WAITING] == states
    assert [None] * 3 == [post.delivery(row).lease_until for row in rows]
    assert not worker.is_alive


def test_stopping_gives_up_waiting_in_time(post: Post, supplier: Supplier) -> None:
    """What takes too long keeps its lease, which ends by itself."""
    slow = threading.Event()
    supplier.before = lambda _number: (slow.wait(5), None)[1]
    row = post.put(supplier, "1@buyer")
    worker = Worker(post.means, QUICK)
    worker.start()
    until(lambda: bool(supplier.heard))

    drained = worker.stop(0.3)

    slow.set()
    assert not drained
    assert post.delivery(row).lease_until is not None


def test_document_that_cannot_be_opened_is_not_lost(post: Post, supplier: Supplier) -> None:
    """A delivery that was sealed with another key waits with the reason, and nothing is sent."""
    row = post.put(supplier, "1@buyer")
    keyless = replace(post.means, vault=Vault("another key that is long enough too"))

    with working(Post(post.database, post.connection, keyless)):
        assert until(lambda: bool(post.attempts(row)))

    assert [] == supplier.heard
    assert DeliveryState.WAITING == post.delivery(row).state
    assert "GATEWAY_SECRET_KEY" in post.attempts(row)[0].note
