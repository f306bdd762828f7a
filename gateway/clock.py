"""Time and chance: the only module that reads the clock or makes identifiers."""

from __future__ import annotations

import os
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

TOKEN_BYTES = 32


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> datetime:
        """Tell the time of day, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Tell the seconds since some fixed moment; never goes back, so it measures durations."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let that much time pass."""
        ...


class Ids(Protocol):
    """What makes identifiers that nobody else has made."""

    def payload_id(self) -> str:
        """Make a cXML payloadID for a document that originates here."""
        ...

    def token(self) -> str:
        """Make an unguessable token of 256 bits, safe in an address."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Tell the time of day, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Tell the seconds since the machine started, or some other fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block the calling thread."""
        time.sleep(seconds)


class StoppedClock:
    """A clock that stands still until it is advanced; to sleep is to advance it."""

    def __init__(self, start: datetime) -> None:
        timestamp(start)  # refuses a naive start here rather than in some later comparison
        self._start = start.astimezone(UTC)
        self._elapsed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Tell where the clock was left."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Tell the seconds that the clock was advanced by."""
        return self._elapsed

    def sleep(self, seconds: float) -> None:
        """Advance the clock without waiting."""
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Raises ValueError for a negative number: a clock that goes back is another experiment.
        """
        if seconds < 0:
            raise ValueError("a stopped clock only moves forward")
        with self._lock:
            self._elapsed += seconds


@dataclass(frozen=True, slots=True)
class SystemIds:
    """Identifiers from time, process and chance, as the cXML guide recommends."""

    host: str
    clock: Clock = field(default_factory=SystemClock)

    def payload_id(self) -> str:
        """Make `<milliseconds>.<process>.<random>@<host>`."""
        millis = int(self.clock.now().timestamp() * 1000)
        return f"{millis}.{os.getpid()}.{secrets.randbits(64)}@{self.host}"

    def token(self) -> str:
        """Make an unguessable token of 256 bits, safe in an address."""
        return secrets.token_urlsafe(TOKEN_BYTES)


class CountedIds:
    """Identifiers that count upwards, so that a test knows the next one."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._made = 0
        self._lock = threading.Lock()

    def payload_id(self) -> str:
        """Make `1.0.0@host`, `2.0.0@host` and so on."""
        return f"{self._next()}.0.0@{self._host}"

    def token(self) -> str:
        """Make a token of the usual 43 characters."""
        return f"{self._next():043d}"

    def _next(self) -> int:
        with self._lock:
            self._made += 1
            return self._made


def timestamp(moment: datetime) -> str:
    """Write a moment as cXML wants it: to the second, in UTC, with a numeric offset and never `Z`.

    Raises ValueError for a datetime that does not know its offset.
    """
    if moment.utcoffset() is None:
        raise ValueError("a moment without an offset names no moment")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def random_bytes(count: int) -> bytes:
    """Draw bytes that nobody can guess.

    Never replaced in tests: a nonce that is used twice breaks the seal.
    """
    return secrets.token_bytes(count)
