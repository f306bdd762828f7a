"""Lanes: how many deliveries may be under way, in all and to each address.

An address begins with one at a time and earns more with each prompt answer, up to its share; a
failure takes it back to one. Whatever takes longer than a moment steps aside and gives its hand
free, so that addresses that hang hold up no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from gateway.clock import Clock
from gateway.store.outbox import Delivery

#: an exchange that takes longer steps aside
MOMENT_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Running:
    delivery: Delivery
    since: float


class Lanes:
    """What is under way in one worker; used by one thread at a time."""

    def __init__(self, clock: Clock, *, hands: int, share: int) -> None:
        self._clock = clock
        self._hands = hands
        self._share = share
        self._running: dict[int, _Running] = {}
        self._earned: dict[str, int] = {}  # no entry: one

    @property
    def running(self) -> list[Delivery]:
        """What is under way."""
        return [each.delivery for each in self._running.values()]

    def free(self) -> int:
        """Tell how many hands are free.

        What stands aside needs none, until as many stand aside as there are hands.
        """
        late = self._clock.monotonic() - MOMENT_SECONDS
        aside = sum(each.since < late for each in self._running.values())
        return self._hands - max(len(self._running) - aside, len(self._running) - self._hands)

    def full(self, sick: Collection[str]) -> list[str]:
        """Name the addresses to which nothing more may go now; `sick` ones take one at a time."""
        return [
            address for address, count in self._busy().items() if count >= self._room(address, sick)
        ]

    def surplus(self, claimed: Iterable[Delivery], sick: Collection[str]) -> list[Delivery]:
        """Give the deliveries that are too many for their address."""
        busy = self._busy()
        too_many = []
        for delivery in claimed:
            busy[delivery.endpoint] += 1
            if busy[delivery.endpoint] > self._room(delivery.endpoint, sick):
                too_many.append(delivery)
        return too_many

    def begin(self, deliveries: Iterable[Delivery]) -> None:
        """Count deliveries as under way."""
        now = self._clock.monotonic()
        for delivery in deliveries:
            self._running[delivery.id] = _Running(delivery, now)

    def end(self, delivery: Delivery, *, answered: bool) -> None:
        """Count a delivery as over; a failure costs its address what it earned."""
        since = self._running.pop(delivery.id).since
        earned = self._earned.get(delivery.endpoint, 1)
        if not answered:
            self._earned.pop(delivery.endpoint, None)
        elif self._clock.monotonic() - since <= MOMENT_SECONDS:
            self._earned[delivery.endpoint] = min(earned * 2, self._share)

    def _room(self, address: str, sick: Collection[str]) -> int:
        return 1 if address in sick else self._earned.get(address, 1)

    def _busy(self) -> Counter[str]:
        return Counter(each.delivery.endpoint for each in self._running.values())
