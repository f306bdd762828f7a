"""Settles what became of an order: placed, given its next version, or seen once more."""

from __future__ import annotations

from datetime import datetime

from gateway.cxml.orders import Change
from gateway.errors import StillRunning
from gateway.exchange.outcome import Case, Outcome, PlaceOrder, RepeatOrder, ReviseOrder
from gateway.rules.parties import Mode
from gateway.store import order_versions, orders


def settled(case: Case, outcome: Outcome, document_id: int, now: datetime) -> int | None:
    """
    Write an order down; gives its row, None when there is none to write.

    Raises StillRunning when another message has just placed or changed the same order.
    """
    if isinstance(outcome.order, PlaceOrder):
        return _placed(case, outcome.order, outcome.mode, document_id, now)
    if isinstance(outcome.order, ReviseOrder):
        return _revised(case, outcome.order, document_id, now)
    if isinstance(outcome.order, RepeatOrder):
        return _repeated(case, outcome.order, document_id, now)
    return None


def _placed(case: Case, place: PlaceOrder, mode: Mode, document_id: int, now: datetime) -> int:
    new = orders.NewOrder(
        connection_id=case.speaking.connection.id,
        mode=mode,
        order_id=place.order_id,
        change=place.change,
        said_version=place.said_version,
        order_type=place.order_type,
        state=place.state,
        payload_id=case.document.envelope.payload_id,
        digest=place.digest,
        order_date=place.order_date,
        total=place.total,
        currency=place.currency,
        reason=place.reason,
        document_id=document_id,
        received_at=now,
    )
    row = orders.place(case.tx, new, place.lines)
    if row is None:
        # somebody else placed this number a moment ago; asked again, it will be found
        raise StillRunning
    return row


def _revised(case: Case, revise: ReviseOrder, document_id: int, now: datetime) -> int:
    version = revise.version
    new = order_versions.NewVersion(
        order_id=revise.order,
        number=revise.number,
        change=version.change,
        said_version=version.said_version,
        payload_id=case.document.envelope.payload_id,
        digest=version.digest,
        order_type=version.order_type,
        order_date=version.order_date,
        total=version.total,
        currency=version.currency,
        state=version.state,
        state_reason=version.reason,
        differences=[difference.record() for difference in revise.differences],
        document_id=document_id,
        came_at=now,
    )
    lines = () if version.change is Change.DELETE else version.lines
    if not orders.revise(case.tx, new, lines):
        raise StillRunning
    return revise.order


def _repeated(case: Case, repeat: RepeatOrder, document_id: int, now: datetime) -> int:
    order_versions.add_repeat(
        case.tx,
        order_versions.Repeat(
            order_id=repeat.order,
            number=repeat.number,
            payload_id=case.document.envelope.payload_id,
            document_id=document_id,
            came_at=now,
        ),
    )
    return repeat.order
