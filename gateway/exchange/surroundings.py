"""What the exchange stands on: database, secrets, clock and the settings that it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.clock import Clock, Ids
from gateway.cxml.limits import DEFAULT_LIMITS, Limits
from gateway.exchange.throttle import Throttle
from gateway.store.directory import Directory
from gateway.store.engine import Database
from gateway.vault import Vault


def _nobody() -> None:
    """Wake nobody."""


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything that a message meets on its way."""

    database: Database
    vault: Vault
    clock: Clock
    ids: Ids
    public_url: str
    throttle: Throttle
    limits: Limits = DEFAULT_LIMITS
    directory: Directory = field(default_factory=Directory)
    start_seconds: int = 300
    #: whether what this process carries, if anything, is being carried
    carries: Callable[[], bool] = field(default=_always)
    #: told after each commit that put something into the outbox
    wake: Callable[[], None] = field(default=_nobody)
