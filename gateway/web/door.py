"""The door: what every request meets, and the threads that its work is done in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from anyio import CapacityLimiter, to_thread
from starlette.requests import HTTPConnection

from gateway.errors import TryLater
from gateway.exchange.surroundings import Surroundings
from gateway.settings import Settings
from gateway.web.metrics import Metrics

T = TypeVar("T")


class Threads:
    """A bounded number of threads; requests beyond those that may wait are sent away at once."""

    def __init__(self, count: int, *, waiting_each: int) -> None:
        self._limiter = CapacityLimiter(count)
        self._most = count + count * waiting_each
        # counted here: the limiter counts a request only some time after it was let in
        self._inside = 0

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """
        Do blocking work in a thread.

        Raises TryLater without doing anything when too many wait already.
        """
        if self._inside >= self._most:
            raise TryLater("The gateway is overloaded; please send the same request again later.")
        self._inside += 1
        try:
            return await to_thread.run_sync(work, *arguments, limiter=self._limiter)
        finally:
            self._inside -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the endpoints stand on."""

    around: Surroundings
    settings: Settings
    threads: Threads
    metrics: Metrics


def door_of(request: HTTPConnection) -> Door:
    """Give the door that a request came through."""
    return cast("Door", request.app.state.door)
