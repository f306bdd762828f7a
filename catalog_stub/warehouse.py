"""The warehouse: sends orders off and invoices them, and remembers what it sent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from catalog_stub.courier import Attempt, Parcel
from catalog_stub.ledger import Order
from catalog_stub.moments import now
from catalog_stub.moods import Mood, Moods
from catalog_stub.voice import Letter, Voice


class What(StrEnum):
    """What the warehouse can send about an order."""

    SHIP_NOTICE = "ship notice"
    INVOICE = "invoice"


_MARKS = {What.SHIP_NOTICE: "S", What.INVOICE: "I"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A document that was made, and how far it has come on its way to the gateway."""

    letter: Letter
    order_key: str
    order_id: str
    what: What
    number: str
    made_at: datetime
    last_attempt: Attempt | None = None

    @property
    def payload_id(self) -> str:
        """What the gateway knows it by."""
        return self.letter.document_id


class Warehouse:
    """Makes ship notices and invoices for the courier; safe to use from several threads."""

    def __init__(
        self,
        *,
        voice: Voice,
        moods: Moods,
        send: Callable[[Parcel, float], None],
        note: Callable[[Sent], None],
        delay: float,
    ) -> None:
        self._writers = {What.SHIP_NOTICE: voice.ship, What.INVOICE: voice.invoice}
        self._moods = moods
        self._send = send
        self._note = note
        self._delay = delay
        self._lock = threading.Lock()
        self._sent: dict[str, Sent] = {}

    def recall(self, sent: Sent) -> None:
        """Take up what was made before a restart; what had not arrived goes on its way again."""
        with self._lock:
            self._sent[sent.payload_id] = sent
        if sent.last_attempt is None:
            self._post(sent, 0.0)

    def consider(self, order: Order) -> None:
        """Send a new order off and invoice it, in the mood for it, behind its confirmation."""
        is_wanted = self._moods.of(order.environment).mood is Mood.FULFILLING
        if is_wanted and not order.is_cancelled:
            for what in What:
                self.follow(order, what, after=self._delay)

    def follow(self, order: Order, what: What, *, after: float = 0.0) -> Sent:
        """Make a document about all of an order, and send it."""
        with self._lock:
            made = self._make(order, what)
            self._note(made)
            self._sent[made.payload_id] = made
        self._post(made, after)
        return made

    def about(self, order_key: str) -> list[Sent]:
        """Return what was sent about an order, the earliest first."""
        return [sent for sent in self.sent() if sent.order_key == order_key]

    def sent(self) -> list[Sent]:
        """Return everything that was sent, the earliest first."""
        with self._lock:
            return list(self._sent.values())

    def _post(self, sent: Sent, after: float) -> None:
        self._send(Parcel(letter=sent.letter, report=self._reporter(sent.payload_id)), after)

    def _make(self, order: Order, what: What) -> Sent:
        at = now()
        earlier = [
            sent
            for sent in self._sent.values()
            if sent.order_key == order.key and sent.what is what
        ]
        number = f"{order.document.order_id}-{_MARKS[what]}{len(earlier) + 1}"
        return Sent(
            letter=self._writers[what](order, number, at),
            order_key=order.key,
            order_id=order.document.order_id,
            what=what,
            number=number,
            made_at=at,
        )

    def _reporter(self, document_id: str) -> Callable[[Attempt], None]:
        def report(attempt: Attempt) -> None:
            with self._lock:
                told = replace(self._sent[document_id], last_attempt=attempt)
                self._sent[document_id] = told
                if attempt.is_over:
                    self._note(told)

        return report
