"""The moods in which the shop can be, each a way that a supplier's system behaves in real life."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum


class Environment(StrEnum):
    """Which of the two shops is meant; they share no order and no number."""

    PRODUCTION = "production"
    #: The supplier's own test system, under `/test`.
    TEST = "test"

    @property
    def prefix(self) -> str:
        """What the addresses of this environment begin with."""
        return "/test" if self is Environment.TEST else ""


class AutoConfirm(StrEnum):
    """What the shop says by itself about an order that has just come."""

    ACCEPT = "accept"
    REJECT = "reject"
    DETAIL = "detail"
    BACKORDERED = "backordered"
    #: A person confirms on the orders page, or nobody does.
    NONE = "none"


class Mood(StrEnum):
    """How the shop treats the documents that it receives."""

    NORMAL = "normal"
    #: Answers only after some seconds.
    SLOW = "slow"
    #: Answers with a cXML refusal in HTTP 200.
    REFUSING = "refusing"
    #: Answers with cXML 500 in HTTP 500.
    FAILING = "failing"
    #: Answers with an HTML page in HTTP 200.
    BROKEN = "broken"
    #: Takes orders, then rejects them.
    REJECTING = "rejecting"
    #: Takes orders, then says that they will be late.
    BACKORDERING = "backordering"
    #: Sends each confirmation twice, with the same payloadID.
    REPEATING = "repeating"
    #: Takes orders and never says anything about them.
    SILENT = "silent"
    #: Accepts orders, sends them off and invoices them at once.
    FULFILLING = "fulfilling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """The mood of one environment with its particulars."""

    mood: Mood = Mood.NORMAL
    #: How long a slow answer takes.
    seconds: float = 2.0
    #: The cXML status of a refusal.
    code: int = 406

    @property
    def takes_documents(self) -> bool:
        """Whether a document is read and answered on its merits in this mood."""
        return self.mood not in {Mood.REFUSING, Mood.FAILING, Mood.BROKEN}

    @property
    def copies_sent(self) -> int:
        """How many times each confirmation goes out."""
        return 2 if self.mood is Mood.REPEATING else 1

    def confirms(self, wish: AutoConfirm) -> AutoConfirm:
        """Return what is said about an order in this mood where the setting says `wish`."""
        return _OVERRULED.get(self.mood, wish)


_OVERRULED = {
    Mood.REJECTING: AutoConfirm.REJECT,
    Mood.BACKORDERING: AutoConfirm.BACKORDERED,
    Mood.SILENT: AutoConfirm.NONE,
    Mood.FULFILLING: AutoConfirm.ACCEPT,
}


class Moods:
    """The present temper of each environment; safe to use from several threads."""

    def __init__(self, tempers: dict[Environment, Temper]) -> None:
        self._lock = threading.Lock()
        self._tempers = {environment: Temper() for environment in Environment} | tempers

    def of(self, environment: Environment) -> Temper:
        """Return how this environment feels now."""
        with self._lock:
            return self._tempers[environment]

    def put(self, environment: Environment, temper: Temper) -> None:
        """Change how this environment feels, from the next document on."""
        with self._lock:
            self._tempers[environment] = temper
