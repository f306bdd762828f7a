"""What the shop has received: every document as it came, and the orders among them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from catalog_stub.cxml.orders import OrderDocument
from catalog_stub.cxml.parcels import Attachment
from catalog_stub.moods import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One document as it came in over the wire, with the status that it was answered with."""

    environment: Environment
    payload_id: str | None
    order_id: str | None
    kind: str
    raw: bytes
    arrived_at: datetime
    answer: int
    #: Set when the document is an order that the shop takes.
    order: OrderDocument | None = None
    content_type: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A document with all its repeats; the bytes and the moment are those of the first time."""

    arrival: Arrival
    count: int = 1
    #: Whether every repeat was the same, byte for byte.
    is_identical: bool = True
    answers: tuple[int, ...] = ()
    #: How many of the arrivals made the shop do something.
    executed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order that the shop works on, in its latest version."""

    key: str
    environment: Environment
    document: OrderDocument
    arrived_at: datetime
    repeats: int = 0
    versions: int = 1
    is_cancelled: bool = False
    #: the files that came with the latest version
    attachments: tuple[Attachment, ...] = ()


def order_key(environment: Environment, payload_id: str) -> str:
    """Return the short name of an order in addresses, the same after a restart."""
    return hashlib.sha256(f"{environment}/{payload_id}".encode()).hexdigest()[:12]


class Ledger:
    """Documents and orders of both environments, in memory; safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._received: OrderedDict[tuple[Environment, str], Received] = OrderedDict()
        self._orders: dict[str, Order] = {}
        # By (environment, payloadID): which order a document belongs to.
        self._known: dict[tuple[Environment, str], str] = {}

    def take(self, arrival: Arrival) -> Order | None:
        """Write an arrival down; return the order if this arrival changed one, else None.

        A payloadID that made an order before is a repeat: it is counted and changes nothing.
        """
        with self._lock:
            changed = self._apply(arrival)
            self._note(arrival, executed=int(changed is not None))
            return changed

    def holds(self, environment: Environment, payload_id: str) -> bool:
        """Tell whether this payloadID already became part of an order."""
        with self._lock:
            return (environment, payload_id) in self._known

    def standing(self, arrival: Arrival) -> Order | None:
        """Return the order whose present version has come before, with this payloadID."""
        with self._lock:
            key = self._known.get((arrival.environment, arrival.payload_id or ""))
            order = self._orders.get(key) if key else None
        is_this = order is not None and order.document.payload_id == arrival.payload_id
        return order if is_this else None

    def find(self, environment: Environment, document: OrderDocument) -> Order | None:
        """Return the latest order of this number from this buyer."""
        with self._lock:
            return self._find(environment, document)

    def order(self, key: str) -> Order | None:
        """Return one order by its key."""
        with self._lock:
            return self._orders.get(key)

    def orders(self, environment: Environment) -> list[Order]:
        """Return the orders of one environment, the latest first."""
        with self._lock:
            mine = [order for order in self._orders.values() if order.environment is environment]
        return mine[::-1]

    def received(self, wanted: Callable[[Arrival], bool]) -> list[Received]:
        """Return the documents that are wanted, the earliest first."""
        with self._lock:
            return [entry for entry in self._received.values() if wanted(entry.arrival)]

    def counts(self) -> dict[str, int]:
        """Return how many documents and orders there are."""
        with self._lock:
            return {"documents": len(self._received), "orders": len(self._orders)}

    def _note(self, arrival: Arrival, *, executed: int) -> None:
        name = arrival.payload_id or hashlib.sha256(arrival.raw).hexdigest()
        place = (arrival.environment, name)
        seen = self._received.get(place)
        if seen is None:
            entry = Received(arrival=arrival, answers=(arrival.answer,), executed=executed)
        else:
            entry = replace(
                seen,
                count=seen.count + 1,
                is_identical=seen.is_identical and seen.arrival.raw == arrival.raw,
                answers=(*seen.answers, arrival.answer),
                executed=seen.executed + executed,
            )
        self._received[place] = entry
        if len(self._received) > self._limit:
            self._received.popitem(last=False)

    def _apply(self, arrival: Arrival) -> Order | None:
        document = arrival.order
        if document is None:
            return None
        place = (arrival.environment, document.payload_id)
        if place in self._known:
            key = self._known[place]
            self._orders[key] = replace(self._orders[key], repeats=self._orders[key].repeats + 1)
            return None
        order = self._next_state(arrival, document)
        self._orders[order.key] = order
        self._known[place] = order.key
        return order

    def _next_state(self, arrival: Arrival, document: OrderDocument) -> Order:
        standing = None if document.type == "new" else self._find(arrival.environment, document)
        if standing is None:
            return Order(
                key=order_key(arrival.environment, document.payload_id),
                environment=arrival.environment,
                document=document,
                arrived_at=arrival.arrived_at,
                attachments=arrival.attachments,
            )
        return replace(
            standing,
            document=document,
            versions=standing.versions + 1,
            is_cancelled=document.type == "delete",
            attachments=arrival.attachments,
        )

    def _find(self, environment: Environment, document: OrderDocument) -> Order | None:
        for order in reversed(self._orders.values()):
            same_number = order.document.order_id == document.order_id
            same_buyer = order.document.buyer == document.buyer
            if order.environment is environment and same_number and same_buyer:
                return order
        return None
