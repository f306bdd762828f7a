"""Many want the same at the same time: one gets it, and the others see what the one did."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier, Event
from typing import TypeVar

import pytest

from gateway.errors import Conflict
from gateway.rules.parties import Mode, Role, State
from gateway.store import cart_lines, claims, connections, orders, outbox, sessions
from gateway.store.engine import Database, open_database
from tests.integration.store.makes import (
    NOW,
    Stage,
    cart_line,
    document,
    new_delivery,
    new_order,
    new_session,
    order_line,
    stage,
)

Result = TypeVar("Result")
STARTER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from gateway.store import sessions
from gateway.store.engine import open_database
from tests.integration.store.makes import NOW

database = open_database(sys.argv[1])

def start(number):
    with database.transaction() as tx:
        return sessions.start(tx, f"{number % 40}-start", NOW) is not None

with ThreadPoolExecutor(8) as pool:
    print(sum(pool.map(start, range(80))))
database.close()
"""


def at_once(count: int, act: Callable[[int], Result]) -> list[Result]:
    """Let so many threads act at the same moment."""
    barrier = Barrier(count)

    def wait_and_act(number: int) -> Result:
        barrier.wait(30)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(wait_and_act, range(count)))


def test_one_of_fifty_claims_and_the_others_see_its_answer(scene: Stage) -> None:
    """The same payloadID fifty times at once: one is answered, the others find that answer."""
    connection = scene.connection
    named = {"connection_id": connection.id, "sender": Role.BUYER, "payload_id": "1@buyer"}

    def receive(number: int) -> tuple[bool, bytes | None]:
        with scene.database.transaction() as tx:
            claim = claims.make(tx, **named, digest="d", mode=Mode.TEST, now=NOW)  # type: ignore[arg-type]  # by name
            if claim is None:
                found = claims.earlier(tx, connection.id, Role.BUYER, "1@buyer")
                return False, found.answer if found else None
            answer = f"answer {number}".encode()
            claims.answer(tx, claim, answer, document(tx, connection))
            return True, answer

    results = at_once(50, receive)

    assert Counter([False] * 49 + [True]) == Counter(first for first, _ in results)
    assert 1 == len({answer for _, answer in results})


def test_a_claim_that_is_rolled_back_is_free_again(scene: Stage) -> None:
    """What was not answered was not claimed."""
    connection = scene.connection
    named = {"connection_id": connection.id, "sender": Role.BUYER, "payload_id": "1@buyer"}

    def claim() -> int | None:
        with scene.database.transaction() as tx:
            claims.make(tx, **named, digest="d", mode=Mode.TEST, now=NOW)  # type: ignore[arg-type]  # by name
            raise KeyError

    with pytest.raises(KeyError):
        claim()

    with scene.database.transaction() as tx:
        again = claims.make(tx, **named, digest="d", mode=Mode.TEST, now=NOW)  # type: ignore[arg-type]  # by name
    assert again is not None


def test_one_of_a_hundred_starts_a_session(scene: Stage) -> None:
    """A start page that is sent a hundred times at once starts one visit."""
    with scene.database.transaction() as tx:
        sessions.open_(tx, new_session(scene.connection))

    def start(_: int) -> bool:
        with scene.database.transaction() as tx:
            return sessions.start(tx, "s-start", NOW) is not None

    assert 1 == sum(at_once(100, start))


def test_one_cart_comes_home(scene: Stage) -> None:
    """A cart that is returned twenty times at once comes home once, with its lines."""
    with scene.database.transaction() as tx:
        session = sessions.open_(tx, new_session(scene.connection))
        sessions.start(tx, "s-start", NOW)

    def come_home(_: int) -> bool:
        with scene.database.transaction() as tx:
            return sessions.return_(
                tx, session, b"cart", "1@us", NOW, [cart_line(key="k7qd2flxab")]
            )

    results = at_once(20, come_home)

    with scene.database.reading() as tx:
        assert 1 == len(cart_lines.keyed(tx, ["k7qd2flxab"])["k7qd2flxab"])
    assert 1 == sum(results)


def test_one_order_of_a_number_is_placed(scene: Stage) -> None:
    """Thirty documents bring the same number at once: one order, with its lines once."""

    def place(_: int) -> int | None:
        with scene.database.transaction() as tx:
            new = new_order(scene.connection, document(tx, scene.connection))
            return orders.place(tx, new, [order_line()])

    (placed,) = [row for row in at_once(30, place) if row is not None]

    with scene.database.reading() as tx:
        assert [order_line()] == orders.lines(tx, placed)


def test_one_activation_wins(scene: Stage) -> None:
    """Twenty administrators activate at once: one does, the others are told."""

    def activate(number: int) -> bool:
        try:
            with scene.database.transaction() as tx:
                connections.activate(tx, scene.connection, actor=f"{number}", now=NOW)
        except Conflict:
            return False
        return True

    assert 1 == sum(at_once(20, activate))


def test_no_session_is_left_behind_by_an_activation(scene: Stage) -> None:
    """A visit that is being opened is either moved along or sees that the connection is active."""
    opened, activating = Event(), Event()

    def visit() -> State:
        with scene.database.transaction() as tx:
            state, _ = connections.hold(tx, scene.connection.id)
            opened.set()
            activating.wait(0.3)
            sessions.open_(tx, new_session(scene.connection))
            return state

    def activate() -> int:
        opened.wait(10)
        activating.set()
        with scene.database.transaction() as tx:
            return connections.activate(tx, scene.connection, actor="somebody", now=NOW)

    with ThreadPoolExecutor(2) as pool:
        visited, moved = pool.submit(visit), pool.submit(activate)

        assert (State.TEST, 1) == (visited.result(20), moved.result(20))


def test_no_delivery_has_two_workers(scene: Stage) -> None:
    """Eight workers take what is due; nothing is taken twice, nothing is left."""
    with scene.database.transaction() as tx:
        for number in range(60):
            new = new_delivery(scene.connection, f"{number}@buyer", queue=f"queue {number}")
            outbox.put(tx, new, NOW)

    def take_all(_: int) -> list[int]:
        taken: list[int] = []
        while True:
            with scene.database.transaction() as tx:
                claimed = outbox.claim(tx, now=NOW, lease_seconds=15, limit=3)
            if not claimed:
                return taken
            taken += [delivery.id for delivery in claimed]

    taken = [row for rows in at_once(8, take_all) for row in rows]

    assert list(range(1, 61)) == sorted(taken)


def test_a_queue_that_is_filled_at_once_keeps_its_order(scene: Stage) -> None:
    """Twenty put into one queue while two carry: what was numbered first is carried first."""
    carried: list[int] = []

    def put(number: int) -> None:
        with scene.database.transaction() as tx:
            outbox.put(tx, new_delivery(scene.connection, f"{number}@buyer"), NOW)

    def carry(_: int) -> None:
        for _ in range(200):
            with scene.database.transaction() as tx:
                for delivery in outbox.claim(tx, now=NOW, lease_seconds=15, limit=5):
                    carried.append(delivery.id)
                    outbox.finish(tx, delivery, state="delivered", reason=None, now=NOW)

    at_once(22, lambda number: carry(number) if number < 2 else put(number))
    carry(0)

    assert 20 == len(carried)
    assert sorted(carried) == carried


def test_a_lease_that_was_taken_over_is_worth_nothing(scene: Stage) -> None:
    """A worker that slept through its lease can neither finish, nor renew, nor postpone."""
    later = NOW + timedelta(seconds=16)
    with scene.database.transaction() as tx:
        outbox.put(tx, new_delivery(scene.connection), NOW)
        (slept,) = outbox.claim(tx, now=NOW, lease_seconds=15, limit=1)
        (awake,) = outbox.claim(tx, now=later, lease_seconds=15, limit=1)

    with scene.database.transaction() as tx:
        told = [
            outbox.finish(tx, slept, state="delivered", reason=None, now=later),
            outbox.renew(tx, slept, later),
            outbox.again(tx, slept, due_at=later, reason=None),
            outbox.finish(tx, awake, state="delivered", reason=None, now=later),
            outbox.finish(tx, awake, state="dead", reason=None, now=later),
        ]

    assert [False, False, False, True, False] == told


def test_processes_share_a_database_as_threads_do(database_url: str) -> None:
    """Three processes with eight threads each start forty sessions, each session once."""
    with closing(open_database(database_url)) as database:
        _open_forty(database)

    started = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER, database_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [process.communicate(timeout=90) for process in started]

    assert [""] * 3 == [errors for _, errors in told]
    assert 40 == sum(int(count) for count, _ in told)


def _open_forty(database: Database) -> None:
    scene = stage(database)
    with database.transaction() as tx:
        for number in range(40):
            sessions.open_(tx, new_session(scene.connection, f"{number}"))
