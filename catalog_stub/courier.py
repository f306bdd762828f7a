"""The courier: carries letters to the gateway, and tries again while it is away."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from catalog_stub.cxml.writing import Status
from catalog_stub.voice import PASSING, Letter, Voice
from catalog_stub.wire import gateway_client


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often and how fast the courier tries."""

    timeout_seconds: float = 10.0
    retry_seconds: float = 2.0
    retry_limit: int = 12

    def wait_after(self, attempt: int) -> float:
        """Return the seconds between this attempt and the next: doubled each time, up to 60."""
        return float(min(self.retry_seconds * 2 ** (attempt - 1), 60.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of one try."""

    number: int
    status: Status
    #: Whether nobody will try again.
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One letter on its way, and whom to tell what came of each try."""

    letter: Letter
    report: Callable[[Attempt], None]


class Courier:
    """Delivers parcels to the gateway, one after the other, from a thread of its own."""

    def __init__(self, gateway: str, patience: Patience, voice: Voice) -> None:
        self._patience = patience
        self._voice = voice
        self._client = gateway_client(gateway, patience.timeout_seconds, {})
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, int, Parcel]] = []
        self._numbers = itertools.count()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def close(self) -> None:
        """Finish the delivery at hand, leave the others, and stop."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(self._patience.timeout_seconds + 1)
        self._client.close()

    def post(self, parcel: Parcel, *, after: float = 0.0, attempt: int = 1) -> None:
        """Hand over a parcel that is to be delivered after some seconds."""
        entry = (time.monotonic() + after, next(self._numbers), attempt, parcel)
        with self._changed:
            heapq.heappush(self._due, entry)
            self._changed.notify()

    def _run(self) -> None:
        while (due := self._next()) is not None:
            self._deliver(*due)

    def _next(self) -> tuple[int, Parcel] | None:
        with self._changed:
            while not self._is_closing:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2:]
                self._changed.wait(wait)
        return None

    def _deliver(self, number: int, parcel: Parcel) -> None:
        status = self._carry(parcel.letter)
        is_over = status.code < PASSING or number >= self._patience.retry_limit
        parcel.report(Attempt(number=number, status=status, is_over=is_over))
        if not is_over:
            self.post(parcel, after=self._patience.wait_after(number), attempt=number + 1)

    def _carry(self, letter: Letter) -> Status:
        headers = dict(self._voice.headers(letter))
        try:
            answer = self._client.post(letter.path, content=letter.body, headers=headers)
        except httpx2.RequestError as error:
            return Status(code=550, reason=f"No answer: {type(error).__name__}.")
        return self._voice.heard(answer)
