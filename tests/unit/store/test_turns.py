"""Writers of one process take turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.errors import StoreUnavailable
from gateway.store.turns import Turns
from tests.waiting import until


def test_turns_come_in_the_order_of_asking() -> None:
    """Whoever asked first is first, however quick the others are."""
    turns = Turns()
    served: list[int] = []

    def ask(number: int) -> None:
        with turns.turn(10):
            served.append(number)

    with ThreadPoolExecutor(10) as pool, turns.turn(1):
        for number in range(10):
            pool.submit(ask, number)
            _wait_until_queued(turns, number + 1)

    assert list(range(10)) == served


def test_only_one_holds_the_turn() -> None:
    """Nobody is inside together with another."""
    turns = Turns()
    inside: list[int] = []
    most: list[int] = []

    def ask(number: int) -> None:
        with turns.turn(10):
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(400)))

    assert [1] * 400 == most


def test_a_turn_that_does_not_come_is_not_waited_for_long() -> None:
    """After the time is over the store counts as unavailable, and the queue goes on without."""
    turns = Turns()
    with turns.turn(1), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lambda: turns.turn(0.05).__enter__())
        failure = asked.exception()

    with turns.turn(0.05):
        pass
    assert isinstance(failure, StoreUnavailable)


def test_nobody_waits_for_himself() -> None:
    """A turn inside a turn would wait for ever; it is a mistake and says so."""
    turns = Turns()

    with turns.turn(1), pytest.raises(RuntimeError), turns.turn(1):
        pass


def test_a_turn_ends_with_an_error_too() -> None:
    """What goes wrong inside does not keep the others out."""
    turns = Turns()

    with pytest.raises(KeyError), turns.turn(1):
        raise KeyError

    with turns.turn(0.05):
        pass


def _wait_until_queued(turns: Turns, count: int) -> None:
    assert until(lambda: len(turns._waiting) >= count)
