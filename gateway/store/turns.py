"""Writers of one process take turns, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.errors import StoreUnavailable


class Turns:
    """A lock that is fair: SQLite's own lets the quickest thread win, and the others starve."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._holder: int | None = None

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """
        Hold the turn for the time of the block.

        Raises StoreUnavailable when it does not come within so many seconds, and RuntimeError when
        this thread has it already, since it would wait for itself.
        """
        self._take(seconds)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, seconds: float) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._holder is None:
                self._holder = me
                return
            if self._holder == me:
                raise RuntimeError("this thread is inside a transaction already")
            place = threading.Lock()
            place.acquire()
            self._waiting.append(place)
        if not place.acquire(timeout=seconds) and self._leave(place):
            raise StoreUnavailable
        self._holder = me

    def _leave(self, place: threading.Lock) -> bool:
        """Leave the queue; False when the turn came in the meantime after all."""
        with self._guard:
            if place not in self._waiting:
                return False
            self._waiting.remove(place)
            return True

    def _pass_on(self) -> None:
        with self._guard:
            if not self._waiting:
                self._holder = None
                return
            # Never free in between: whoever comes now queues behind those who wait.
            self._holder = 0
            self._waiting.popleft().release()
