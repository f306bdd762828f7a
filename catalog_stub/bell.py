"""The bell: a genuine webhook wakes the feed of its environment, and is remembered."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from catalog_stub.moments import now
from catalog_stub.moods import Environment, Mood, Moods
from catalog_stub.signatures import Forged, check

_ANSWERS = {Mood.FAILING: HTTPStatus.INTERNAL_SERVER_ERROR, Mood.BROKEN: HTTPStatus.OK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One webhook that came, and the HTTP status that it was answered with."""

    environment: Environment
    #: None where the signature was not right.
    id: str | None
    timestamp: str
    body: bytes
    answer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """Answers webhooks as the mood allows; safe to use from several threads."""

    key: bytes = field(repr=False)
    moods: Moods
    wake: Mapping[Environment, Callable[[], None]]
    _rings: deque[Ring] = field(default_factory=lambda: deque(maxlen=10_000))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ring(self, environment: Environment, headers: Mapping[str, str], body: bytes) -> int:
        """Return the HTTP status to answer a webhook with."""
        temper = self.moods.of(environment)
        if temper.mood is Mood.SLOW:
            time.sleep(temper.seconds)
        try:
            name = check(self.key, headers, body, now())
            refusal = temper.code if temper.mood is Mood.REFUSING else HTTPStatus.NO_CONTENT
            answer = int(_ANSWERS.get(temper.mood, refusal))
        except Forged:
            name, answer = None, int(HTTPStatus.UNAUTHORIZED)
        timestamp = headers.get("webhook-timestamp", "")
        ring = Ring(environment=environment, id=name, timestamp=timestamp, body=body, answer=answer)
        with self._lock:
            self._rings.append(ring)
        if name is not None:
            self.wake[environment]()
        return answer

    def rings(self) -> list[Ring]:
        """Return what came, the earliest first."""
        with self._lock:
            return list(self._rings)
