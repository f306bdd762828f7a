"""The door: what every request meets, and the threads that its work is done in."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, cast

from anyio import CapacityLimiter, to_thread
from starlette.requests import HTTPConnection

from gateway.errors import TryLater
from gateway.exchange.surroundings import Surroundings
from gateway.settings import Settings
from gateway.web.metrics import Metrics

T = TypeVar("T")


class Threads:
    """
    A bounded number of threads; requests beyond those that may wait are sent away at once.

    With `one_writer` short work is done one by one in a thread of its own. All of it writes to a
    database that has one writer, so that threads beside each other would only take the interpreter
    from each other, which costs a tenth of it.
    """

    def __init__(self, count: int, *, waiting_each: int, one_writer: bool) -> None:
        self._limiter = CapacityLimiter(count)
        self._lane = ThreadPoolExecutor(1, "in-turn") if one_writer else None
        self._most = count + count * waiting_each
        # counted here: the limiter counts a request only some time after it was let in
        self._inside = 0

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """
        Do blocking work in a thread.

        Raises TryLater without doing anything when too many wait already.
        """
        with self._place():
            return await to_thread.run_sync(work, *arguments, limiter=self._limiter)

    async def run_in_turn(self, work: Callable[..., T], *arguments: object) -> T:
        """Do short work in a thread; raises what `run` raises."""
        if self._lane is None:
            return await self.run(work, *arguments)
        with self._place():
            marked = partial(copy_context().run, work, *arguments)
            return await get_running_loop().run_in_executor(self._lane, marked)

    def close(self) -> None:
        """End the thread of short work, once that is done."""
        if self._lane is not None:
            self._lane.shutdown(cancel_futures=True)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._inside >= self._most:
            raise TryLater("The gateway is overloaded; please send the same request again later.")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1


class Hall:
    """Places for large requests, of which each takes much memory; others need none."""

    def __init__(self, places: int, *, large: int) -> None:
        """Give places to requests of more than `large` bytes."""
        self._free = places
        self._large = large

    @contextmanager
    def guest(self) -> Iterator[Guest]:
        """Let a request in; the place that it takes while it grows is given back at the end."""
        guest = Guest(self)
        try:
            yield guest
        finally:
            self._free += guest.has_place

    def holds(self, size: int) -> bool:
        """Tell whether a request of so many bytes needs no place."""
        return size <= self._large

    def take(self) -> None:
        """Take a place. Raises TryLater when there is none."""
        if not self._free:
            raise TryLater(
                "The gateway takes no more large messages just now; please send the same request"
                " again later."
            )
        self._free -= 1


class Guest:
    """A request that grows."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.has_place = False

    def grown(self, size: int) -> None:
        """Note that it has so many bytes. Raises TryLater when there is no place for it."""
        if not self.has_place and not self._hall.holds(size):
            self._hall.take()
            self.has_place = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the endpoints stand on."""

    around: Surroundings
    settings: Settings
    threads: Threads
    hall: Hall
    metrics: Metrics


def door_of(request: HTTPConnection) -> Door:
    """Give the door that a request came through."""
    return cast("Door", request.app.state.door)
