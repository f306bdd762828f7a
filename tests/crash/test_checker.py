"""The checker of the crash harness sees every kind of loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from tests.crash.buyer import Answer
from tests.crash.checker import Books, violations
from tests.crash.orders import new_order
from tests.crash.supplier import Received

SENT = new_order("PO-1", "a secret", Random(1))  # noqa: S311 - a seed
TOLD = {SENT.payload_id: Answer(status=200, body=b"", tries=0)}
GOT = Received(payload_id=SENT.payload_id, number=SENT.number, body=SENT.body)
ROW = (7, SENT.number, "active", SENT.payload_id, str(SENT.total), "EUR")
BOOKS = Books(
    orders=[ROW],
    lines={7: SENT.lines},
    deliveries=[(SENT.payload_id, "delivered")],
    damage=(),
)
OTHER_LINE = replace(SENT.lines[0], quantity=Decimal(0))
OTHER_BODY = SENT.body.replace(SENT.lines[0].part.encode(), b"B-2")


def test_kept_promises_are_no_violation() -> None:
    """An order that is stored once, as sent, and was carried once is fine."""
    found = violations(BOOKS, [SENT], TOLD, [GOT, GOT])

    assert [] == found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda: replace(BOOKS, orders=[]), "0 times in the database"),
        (lambda: replace(BOOKS, orders=[ROW, ROW]), "2 times in the database"),
        (lambda: replace(BOOKS, orders=[(*ROW[:4], "1", "EUR")]), "another payloadID or total"),
        (lambda: replace(BOOKS, orders=[(*ROW[:3], "x", *ROW[4:])]), "another payloadID or total"),
        (lambda: replace(BOOKS, lines={7: (OTHER_LINE, *SENT.lines[1:])}), "other lines"),
        (lambda: replace(BOOKS, lines={}), "other lines"),
        (lambda: replace(BOOKS, deliveries=[]), "its deliveries are []"),
        (lambda: replace(BOOKS, deliveries=[(SENT.payload_id, "dead")]), "['dead']"),
        (lambda: replace(BOOKS, deliveries=BOOKS.deliveries * 2), "'delivered', 'delivered'"),
        (lambda: replace(BOOKS, damage=("torn",)), "torn"),
    ],
)
def test_books_that_differ_are_seen(change: Callable[[], Books], told: str) -> None:
    """Whatever the database lost, doubled or altered is named."""
    found = violations(change(), [SENT], TOLD, [GOT])

    assert told in "\n".join(found)


@pytest.mark.parametrize(
    ("received", "told"),
    [
        ([], "got 0 different bodies"),
        ([GOT, replace(GOT, body=OTHER_BODY)], "got 2 different bodies"),
        ([replace(GOT, body=OTHER_BODY)], "carried with other lines"),
        (
            [replace(GOT, body=SENT.body.replace(SENT.payload_id.encode(), b"x@y"))],
            "under another payloadID",
        ),
        ([GOT, replace(GOT, payload_id="x@y", number="PO-2")], "not in the database"),
    ],
)
def test_bodies_that_differ_are_seen(received: list[Received], told: str) -> None:
    """Whatever the supplier got otherwise, or should not have got, is named."""
    found = violations(BOOKS, [SENT], TOLD, received)

    assert told in "\n".join(found)
