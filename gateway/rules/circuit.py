"""When an address that fails is left alone for a while, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

#: failures of different deliveries, one after the other, that open the circuit: a document that
#: fails by itself is none of the address's doing
OPENS_AT: Final = 5
SHORTEST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=5)
#: longest pause that one answer can bring about by asking for it, and that a row of them can
LONE_WISH: Final = timedelta(minutes=5)
LONGEST_WISH: Final = timedelta(hours=1)


def is_sick(failures: int) -> bool:
    """Tell whether an address is in trouble itself, so that one delivery at a time is enough."""
    return failures >= OPENS_AT


def pause(failures: int, wished: timedelta | None) -> timedelta:
    """Tell how long nothing is carried to an address; zero while its circuit is closed.

    The pause doubles with each failure from 5 seconds to 5 minutes, so that an address that is back
    is noticed soon. `wished` is what the address asked for itself (Retry-After).
    """
    wish = wished or timedelta(0)
    if not is_sick(failures):
        return min(wish, LONE_WISH)
    doubled: int = 1 << min(failures - OPENS_AT, 10)
    return max(min(SHORTEST_PAUSE * doubled, LONGEST_PAUSE), min(wish, LONGEST_WISH))
