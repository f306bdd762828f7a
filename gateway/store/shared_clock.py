"""The time of day that every process of one gateway agrees on: the database's."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import func, select

from gateway.clock import Clock, SystemClock
from gateway.errors import TryLater
from gateway.store.engine import Database

#: how often the database is asked; in between the machine counts the seconds on
PAUSE_SECONDS: Final = 60.0

_NOW: Final = select(func.clock_timestamp())

log = structlog.get_logger()


def clock_of(database: Database) -> Clock:
    """Give the clock to use with a database: on SQLite all processes have one machine's anyway."""
    machine = SystemClock()
    return machine if database.name == "sqlite" else SharedClock(database, machine)


class SharedClock:
    """PostgreSQL's time of day, asked for now and then and counted on by the machine.

    Leases, ends of addresses and turns at a delivery mean the same on every machine, however far
    apart their own clocks stand, and a clock that is set meanwhile moves nothing.
    """

    def __init__(self, database: Database, machine: Clock) -> None:
        self._database = database
        self._machine = machine
        self._compared: tuple[datetime, float] | None = None
        self._next_at = 0.0
        self._comparing = threading.Lock()

    def now(self) -> datetime:
        """Tell the database's time; raises StoreUnavailable if it was never asked and is away."""
        told, at = self._compared or self.compare()
        passed = self._machine.monotonic()
        if passed >= self._next_at:
            self._next_at = passed + PAUSE_SECONDS
            # beside whoever asks: nobody waits for the database to know the time
            threading.Thread(target=self._compare_again, name="clock", daemon=True).start()
        return told + timedelta(seconds=passed - at)

    def monotonic(self) -> float:
        """Tell the machine's seconds."""
        return self._machine.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block the calling thread."""
        self._machine.sleep(seconds)

    def compare(self) -> tuple[datetime, float]:
        """Ask the database; gives its time, and the machine's seconds at that moment."""
        with self._comparing, self._database.reading() as tx:
            asked = self._machine.monotonic()
            told: datetime = tx.execute(_NOW).scalar_one()
            answered = self._machine.monotonic()
        self._next_at = answered + PAUSE_SECONDS
        self._compared = told, (asked + answered) / 2
        return self._compared

    def _compare_again(self) -> None:
        try:
            self.compare()
        except TryLater as away:
            log.warning("clock_not_compared", slug=away.slug)
