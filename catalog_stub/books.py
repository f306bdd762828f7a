"""The books: whatever arrives is entered here, first on the disk and then in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalog_stub.journal import Journal
from catalog_stub.ledger import Arrival, Ledger, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Where arrivals are entered, and whom an order concerns."""

    ledger: Ledger
    journal: Journal | None
    #: Called with each order that is new or has changed.
    on_order: Callable[[Order], None]

    def enter(self, arrival: Arrival) -> None:
        """Write an arrival down; an order that it made or changed is worked on."""
        if self.journal is not None:
            self.journal.append(arrival)
        changed = self.ledger.take(arrival)
        if changed is not None:
            self.on_order(changed)
