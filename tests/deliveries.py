"""Carries what waits at a desk without a network: the test says what the supplier answers."""

from __future__ import annotations

from datetime import timedelta

from gateway.clock import StoppedClock
from gateway.delivery.attempt import Attempt
from gateway.delivery.refusal import Pen
from gateway.delivery.settle import Patience, settle
from gateway.delivery.verdict import Outcome, Verdict
from gateway.rules.parties import Role
from gateway.store import outbox
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery
from tests.desk import Desk

#: longer than a delivery waits for its next try, and short enough that none is given up
PAUSE_SECONDS = 2.5 * 3600


def carried(desk: Desk, outcome: Outcome) -> list[str]:
    """
    Try once whatever is next for the supplier, after a while; gives the payloadIDs.

    What is next for the buyer is delivered.
    """
    clock = desk.around.clock
    assert isinstance(clock, StoppedClock)
    clock.advance(PAUSE_SECONDS)
    with desk.around.database.transaction() as tx:
        claimed = outbox.claim(tx, now=clock.now(), lease_seconds=15, limit=100)
        for delivery in claimed:
            to_buyer = delivery.towards is Role.BUYER
            _tried(desk, tx, delivery, Outcome.DELIVERED if to_buyer else outcome)
    return [each.payload_id for each in claimed if each.towards is Role.SUPPLIER]


def _tried(desk: Desk, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    now = desk.around.clock.now()
    over = Attempt(
        number=delivery.attempts + 1,
        started_at=now,
        ended_at=now,
        verdict=Verdict(outcome=outcome, note="so said the supplier", http_status=200),
        document="<cXML/>",
        answer="",
    )
    patience = Patience(window=timedelta(hours=72), chance=0)
    pen = Pen(vault=desk.around.vault, ids=desk.around.ids, now=now)
    assert settle(tx, delivery, over, patience, pen)
