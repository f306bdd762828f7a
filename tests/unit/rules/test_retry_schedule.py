"""When a document is carried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.rules.retry_schedule import Tries, next_try

START = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)


def pause(count: int, chance: float, wished: timedelta | None = None) -> float | None:
    """Tell the seconds until the next try, when all tries so far took no time."""
    due = next_try(Tries(count=count, first_at=START), START, wished=wished, chance=chance)
    return None if due is None else (due - START).total_seconds()


def all_tries(chance: float, window: timedelta) -> list[datetime]:
    """Play a dead address to the end."""
    moments = [START]
    while due := next_try(
        Tries(count=len(moments), first_at=START),
        moments[-1],
        wished=None,
        chance=chance,
        window=window,
    ):
        moments.append(due)
    return moments


@pytest.mark.parametrize(
    ("count", "whole"),
    [
        (1, 1), (2, 5), (3, 15), (4, 60), (5, 300), (6, 900), (7, 1800), (8, 3600),
        (9, 7200), (10, 7200), (19, 7200), (1000, 7200),
    ],
)  # fmt: skip
def test_pauses_grow_from_a_second_to_two_hours(count: int, whole: float) -> None:
    """Each pause lies between half of its step and all of it."""
    assert (whole / 2, whole) == (pause(count, 0), pause(count, 1))


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        (timedelta(0), 1),
        (timedelta(seconds=-5), 1),
        (timedelta(seconds=120), 120),
        (timedelta(hours=24), 86_400),
        (timedelta(days=400), 86_400),
    ],
)
def test_wish_of_the_other_side_is_honoured_up_to_a_day(wished: timedelta, expected: float) -> None:
    """Retry-After makes a pause longer, never shorter, and never longer than a day."""
    assert expected == pause(1, 1, wished)


@pytest.mark.parametrize("chance", [0, 0.5, 1])
@pytest.mark.parametrize("hours", [1, 72, 120])
def test_dead_address_is_tried_for_three_days_and_twenty_times(chance: float, hours: int) -> None:
    """However short the window is set, the last try comes at its end, after 72 hours or more."""
    moments = all_tries(chance, timedelta(hours=hours))

    assert timedelta(hours=max(hours, 72)) == moments[-1] - START
    assert len(moments) >= 20


def test_few_tries_are_not_enough_even_after_the_window() -> None:
    """An address that asked for long pauses still gets its twenty tries."""
    late = START + timedelta(days=10)

    assert next_try(Tries(count=19, first_at=START), late, wished=None, chance=0) is not None
    assert next_try(Tries(count=20, first_at=START), late, wished=None, chance=0) is None
