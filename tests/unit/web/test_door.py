"""Who finds a place at the door."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from gateway.errors import TryLater
from gateway.web.door import Hall


def test_large_requests_find_as_many_places_as_there_are() -> None:
    """One more is asked to come again, and finds the place that somebody left."""
    hall = Hall(2, large=100)
    with ExitStack() as inside:
        for _ in range(2):
            inside.enter_context(hall.guest()).grown(101)
        with hall.guest() as late, pytest.raises(TryLater):
            late.grown(101)

    with hall.guest() as guest:
        guest.grown(101)

        assert guest.has_place


def test_usual_requests_need_no_place() -> None:
    """However many there are."""
    hall = Hall(1, large=100)
    with ExitStack() as inside:
        guests = [inside.enter_context(hall.guest()) for _ in range(50)]
        for guest in guests:
            guest.grown(100)

        assert [False] * 50 == [guest.has_place for guest in guests]


def test_a_request_that_grows_takes_one_place() -> None:
    """It is measured with each piece that comes."""
    hall = Hall(1, large=100)
    with hall.guest() as guest:
        for size in (50, 101, 5_000):
            guest.grown(size)

        assert guest.has_place
