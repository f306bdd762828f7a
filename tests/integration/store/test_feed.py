"""Feeds: positions without gaps, in the order of the commits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from gateway.rules.parties import Mode
from gateway.store import feed
from gateway.store.engine import Database
from gateway.store.feed import Event
from tests.integration.store.makes import NOW, Stage, new_event, stage

WAIT = 10


def written(scene: Stage, name: str, mode: Mode = Mode.ACTIVE) -> Event:
    """Write an event in a transaction of its own."""
    with scene.database.transaction() as tx:
        return feed.write(tx, new_event(scene.connection, name, mode=mode))


def page(scene: Stage, after: int = 0) -> list[str]:
    """Name what happened after a position."""
    with scene.database.reading() as tx:
        supplier = scene.connection.supplier.id
        found = feed.page(tx, supplier, Mode.ACTIVE, after=after, limit=1000)
    return [event.event_id for event in found]


def test_each_mode_has_positions_of_its_own(scene: Stage) -> None:
    """From 1, without gaps."""
    positions = [
        written(scene, name, mode).position
        for name, mode in (("a", Mode.ACTIVE), ("b", Mode.TEST), ("c", Mode.ACTIVE))
    ]

    assert [1, 1, 2] == positions


def test_a_position_that_was_not_kept_is_given_again(scene: Stage) -> None:
    """An event whose transaction failed leaves no gap."""
    lost = new_event(scene.connection, "kept", mode=Mode.ACTIVE)

    written(scene, "kept")
    with pytest.raises(IntegrityError), scene.database.transaction() as tx:
        feed.write(tx, lost)

    assert 2 == written(scene, "next").position


@pytest.mark.postgres
def test_a_late_commit_is_never_skipped(postgres_database: Database) -> None:
    """Whoever writes second waits for the first: nobody reads the second before it."""
    scene = stage(postgres_database)
    in_hand, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with scene.database.transaction() as tx:
            feed.write(tx, new_event(scene.connection, "first", mode=Mode.ACTIVE))
            in_hand.set()
            go_on.wait(WAIT)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        in_hand.wait(WAIT)
        second = pool.submit(written, scene, "second")
        threading.Event().wait(0.1)
        seen_meanwhile = page(scene)
        go_on.set()
        first.result(WAIT)
        second.result(WAIT)

    assert [] == seen_meanwhile
    assert ["first", "second"] == page(scene)


def test_many_writers_and_a_reader_miss_nothing(scene: Stage) -> None:
    """Reading on from the last that was seen gives every event once, in order."""
    names = [f"e-{number}" for number in range(60)]
    seen: list[str] = []

    with ThreadPoolExecutor(8) as pool:
        writing = [pool.submit(written, scene, name) for name in names]
        while not all(each.done() for each in writing):
            seen += page(scene, after=len(seen))
        positions = sorted(each.result(WAIT).position for each in writing)
    seen += page(scene, after=len(seen))

    assert list(range(1, 61)) == positions
    assert page(scene) == seen


def test_reading_is_noted_and_never_taken_back(scene: Stage) -> None:
    """An earlier cursor that is asked for again changes nothing."""
    supplier = scene.connection.supplier.id
    written(scene, "a")
    with scene.database.transaction() as tx:
        feed.read_up_to(tx, supplier, Mode.ACTIVE, 1, NOW)
        feed.read_up_to(tx, supplier, Mode.ACTIVE, 0, NOW)

    with scene.database.reading() as tx:
        found = feed.progress(tx, supplier, Mode.ACTIVE)
        nothing = feed.progress(tx, supplier, Mode.TEST)

    assert feed.Feed(position=1, read_position=1, read_at=NOW) == found
    assert feed.Feed(position=0, read_position=0, read_at=None) == nothing
