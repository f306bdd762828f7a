"""Lets sessions run out that nobody goes on with, so that lists tell what is still open."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Final

import structlog

from gateway.errors import TryLater
from gateway.exchange.surroundings import Surroundings
from gateway.store import sessions

#: how often it looks, in seconds; a session that is over is refused before that, by its age
PAUSE_SECONDS: Final = 60.0

log = structlog.get_logger()


def expire(around: Surroundings, life: timedelta) -> int:
    """End the sessions that are older than that and brought no cart home; tell how many."""
    with around.database.transaction() as tx:
        ended = sessions.expire(tx, around.clock.now(), idle=life, absolute=life)
    if ended:
        log.info("sessions_expired", count=ended)
    return ended


class Expiry:
    """Does so again and again, in a thread of its own."""

    def __init__(self, around: Surroundings, life: timedelta) -> None:
        self._around = around
        self._life = life
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="expiry", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it still looks."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE_SECONDS):
            try:
                expire(self._around, self._life)
            except TryLater as away:
                log.warning("sessions_not_expired", slug=away.slug)
