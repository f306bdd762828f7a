"""Compares what the buyer was told and the supplier got with the database, by its own eyes.

Shares no code with the gateway: lxml reads the documents; sqlite3 and psycopg read the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import psycopg

from tests.crash import orders
from tests.crash.buyer import Answer
from tests.crash.orders import Line, Sent
from tests.crash.supplier import Received

ORDERS: Final = """
    SELECT o.id, o.order_id, o.mode, v.payload_id, v.total, v.currency
    FROM orders o JOIN order_versions v ON v.order_id = o.id
"""
LINES: Final = """
    SELECT order_id, supplier_part_id, quantity, unit_price, currency
    FROM order_lines ORDER BY order_id, version, position
"""
DELIVERIES: Final = "SELECT payload_id, state FROM outbox"
UNFINISHED: Final = "SELECT count(*) FROM outbox WHERE state = 'waiting'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the database says."""

    orders: list[Any]
    lines: dict[int, tuple[Line, ...]]
    deliveries: list[Any]
    #: what the database says about itself; empty when it is whole
    damage: tuple[str, ...]

    @classmethod
    def read(cls, url: str) -> Books:
        """Read everything that counts."""
        lines: dict[int, tuple[Line, ...]] = {}
        for order, part, quantity, price, currency in _asked(url, LINES):
            line = Line(
                part=part, quantity=Decimal(quantity), price=Decimal(price), currency=currency
            )
            lines[order] = (*lines.get(order, ()), line)
        return cls(
            orders=_asked(url, ORDERS),
            lines=lines,
            deliveries=_asked(url, DELIVERIES),
            damage=tuple(_damage(url)),
        )


def unfinished(url: str) -> int:
    """Count what still waits in the outbox."""
    return int(_asked(url, UNFINISHED)[0][0])


def violations(
    books: Books,
    sent: Sequence[Sent],
    acknowledged: dict[str, Answer],
    received: Sequence[Received],
) -> list[str]:
    """Name every promise that was broken; nothing when all were kept."""
    by_id = {each.payload_id: each for each in sent}
    return [
        *books.damage,
        *(
            fault
            for each in sent
            if each.payload_id in acknowledged
            for fault in _of_one(books, each, received)
        ),
        *_nobodys(books, by_id, received),
    ]


def _of_one(books: Books, sent: Sent, received: Sequence[Received]) -> Iterator[str]:
    yield from _stored(books, sent)
    states = [state for payload_id, state in books.deliveries if payload_id == sent.payload_id]
    if states != ["delivered"]:
        yield f"{sent.number}: its deliveries are {states}"
    yield from _carried(sent, received)


def _stored(books: Books, sent: Sent) -> Iterator[str]:
    rows = [row for row in books.orders if row[1] == sent.number]
    if len(rows) != 1:
        yield f"{sent.number}: acknowledged, and {len(rows)} times in the database"
    for row in rows:
        if (row[3], Decimal(row[4]), row[5]) != (sent.payload_id, sent.total, "EUR"):
            yield f"{sent.number}: stored with another payloadID or total: {tuple(row)}"
        if books.lines.get(row[0]) != sent.lines:
            yield f"{sent.number}: stored with other lines: {books.lines.get(row[0])}"


def _carried(sent: Sent, received: Sequence[Received]) -> Iterator[str]:
    bodies = {each.body for each in received if each.number == sent.number}
    if len(bodies) != 1:
        yield f"{sent.number}: the supplier got {len(bodies)} different bodies of it"
    for body in bodies:
        if orders.payload_id_of(body) != sent.payload_id:
            yield f"{sent.number}: carried under another payloadID"
        if (orders.lines_of(body), orders.total_of(body)) != (sent.lines, sent.total):
            yield f"{sent.number}: carried with other lines or another total"


def _nobodys(books: Books, sent: dict[str, Sent], received: Sequence[Received]) -> Iterator[str]:
    stored = {row[3] for row in books.orders}
    for payload_id in sorted(stored - sent.keys()):
        yield f"{payload_id}: in the database, and nobody sent it"
    for payload_id in sorted({each.payload_id for each in received} - stored):
        yield f"{payload_id}: carried, and not in the database"


def _asked(url: str, question: str) -> list[Any]:
    if url.startswith("sqlite"):
        file = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as line:
            return line.execute(question).fetchall()
    with psycopg.connect(url) as server:
        return server.execute(question).fetchall()


def _damage(url: str) -> Iterator[str]:
    if not url.startswith("sqlite"):
        return
    if _asked(url, "PRAGMA integrity_check") != [("ok",)]:
        yield "PRAGMA integrity_check finds damage"
    if _asked(url, "PRAGMA foreign_key_check"):
        yield "PRAGMA foreign_key_check finds rows that refer to nothing"
