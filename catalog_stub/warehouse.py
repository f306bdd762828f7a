"""The warehouse: sends orders off and invoices them, and remembers what it sent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from catalog_stub.courier import Attempt, Parcel
from catalog_stub.cxml.envelope import Identity
from catalog_stub.cxml.followers import invoice_request, ship_notice_request
from catalog_stub.cxml.writing import Letterhead, write_request
from catalog_stub.desk import mode_of
from catalog_stub.ledger import Order
from catalog_stub.moments import now, payload_id
from catalog_stub.moods import Environment, Mood, Moods


class What(StrEnum):
    """What the warehouse can send about an order."""

    SHIP_NOTICE = "ship notice"
    INVOICE = "invoice"


_WRITERS = {What.SHIP_NOTICE: ship_notice_request, What.INVOICE: invoice_request}
_DOCUMENT_TYPES = {What.SHIP_NOTICE: "Fulfill", What.INVOICE: "InvoiceDetail"}
_MARKS = {What.SHIP_NOTICE: "S", What.INVOICE: "I"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A document that was made, and how far it has come on its way to the gateway."""

    payload_id: str
    order_key: str
    environment: Environment
    order_id: str
    what: What
    number: str
    made_at: datetime
    raw: bytes
    last_attempt: Attempt | None = None


class Warehouse:
    """Makes ship notices and invoices for the courier; safe to use from several threads."""

    def __init__(
        self,
        *,
        supplier: Identity,
        secret: str,
        moods: Moods,
        send: Callable[[Parcel, float], None],
        delay: float,
    ) -> None:
        self._supplier = supplier
        self._secret = secret
        self._moods = moods
        self._send = send
        self._delay = delay
        self._lock = threading.Lock()
        self._sent: dict[str, Sent] = {}

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
            self._sent[made.payload_id] = made
        parcel = Parcel(body=made.raw, report=self._reporter(made.payload_id))
        self._send(parcel, after)
        return made

    def about(self, order_key: str) -> list[Sent]:
        """Return what was sent about an order, the earliest first."""
        return [sent for sent in self.sent() if sent.order_key == order_key]

    def sent(self) -> list[Sent]:
        """Return everything that was sent, the earliest first."""
        with self._lock:
            return list(self._sent.values())

    def _make(self, order: Order, what: What) -> Sent:
        at = now()
        earlier = [
            sent
            for sent in self._sent.values()
            if sent.order_key == order.key and sent.what is what
        ]
        number = f"{order.document.order_id}-{_MARKS[what]}{len(earlier) + 1}"
        letterhead = Letterhead(
            supplier=self._supplier,
            buyer=order.document.buyer,
            secret=self._secret,
            deployment_mode=mode_of(order),
        )
        document_id = payload_id(at)
        content = _WRITERS[what](order.document, number, at)
        return Sent(
            payload_id=document_id,
            order_key=order.key,
            environment=order.environment,
            order_id=order.document.order_id,
            what=what,
            number=number,
            made_at=at,
            raw=write_request(letterhead, content, document_id, at, _DOCUMENT_TYPES[what]),
        )

    def _reporter(self, document_id: str) -> Callable[[Attempt], None]:
        def report(attempt: Attempt) -> None:
            with self._lock:
                known = self._sent[document_id]
                self._sent[document_id] = replace(known, last_attempt=attempt)

        return report
