"""What holds for every next try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.rules.retry_schedule import (
    FEWEST_TRIES,
    LONGEST_WISH,
    SHORTEST_WINDOW,
    Tries,
    next_try,
)

START = datetime(2026, 11, 21, tzinfo=UTC)
AGES = st.timedeltas(timedelta(days=-2), timedelta(days=30))
WISHES = st.none() | st.timedeltas(timedelta(days=-1000), timedelta(days=1_000_000))
CHANCES = st.floats(0, 1)


@given(st.integers(1, 10**9), AGES, WISHES, CHANCES)
def test_next_try_is_ahead_and_not_too_far(
    count: int, age: timedelta, wished: timedelta | None, chance: float
) -> None:
    """A next try is never in the past, and never more than a day away."""
    now = START + age

    due = next_try(Tries(count=count, first_at=START), now, wished=wished, chance=chance)

    assert due is None or now < due <= now + LONGEST_WISH


@given(st.integers(1, 10**9), AGES, WISHES, CHANCES)
def test_giving_up_needs_the_window_and_the_tries(
    count: int, age: timedelta, wished: timedelta | None, chance: float
) -> None:
    """Nobody gives up before 72 hours and twenty tries are over."""
    due = next_try(Tries(count=count, first_at=START), START + age, wished=wished, chance=chance)

    assert (due is None) == (count >= FEWEST_TRIES and age >= SHORTEST_WINDOW)
