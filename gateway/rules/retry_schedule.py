"""When a document that did not arrive is carried again, and when nobody will try any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: pauses after the first, second … try; the last one is used again and again
PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (1, 5, 15, 60, 300, 900, 1800, 3600, 7200)
)
SHORTEST_WINDOW: Final = timedelta(hours=72)
FEWEST_TRIES: Final = 20
LONGEST_WISH: Final = timedelta(hours=24)
#: least pause while a person has to put something right first
HELD_PAUSE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """What was tried so far."""

    count: int  # from 1
    first_at: datetime


def next_try(
    tries: Tries,
    now: datetime,
    *,
    wished: timedelta | None,
    chance: float,
    window: timedelta = SHORTEST_WINDOW,
) -> datetime | None:
    """Tell when to try again, or None when it was tried long and often enough.

    `wished` is the pause that the other side asked for (Retry-After); it is honoured up to a day.
    `chance` from 0 to 1 spreads the tries between half of a pause and all of it, so that what
    failed together does not come back together.
    """
    end = tries.first_at + max(window, SHORTEST_WINDOW)
    if now >= end and tries.count >= FEWEST_TRIES:
        return None
    pause = PAUSES[min(tries.count, len(PAUSES)) - 1]
    due = now + pause * (0.5 + chance / 2)
    if now < end < due and tries.count >= FEWEST_TRIES:
        due = end  # the last try is made when the window closes, not up to two hours before it
    if wished is None:
        return due
    return max(due, now + min(wished, LONGEST_WISH))
