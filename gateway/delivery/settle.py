"""Writes down what came of a try: delivery, attempt, journal and order, all or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gateway.delivery.attempt import Attempt
from gateway.delivery.refusal import Pen, tell_refused
from gateway.delivery.verdict import Outcome, Verdict
from gateway.rules.parties import Role
from gateway.rules.retry_schedule import HELD_PAUSE, Tries, next_try
from gateway.store import journal, order_versions, orders, outbox
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery
from gateway.store.states import DeliveryState, Direction, VersionState

LAST_STATES: Final = {
    Outcome.DELIVERED: DeliveryState.DELIVERED,
    Outcome.REFUSED: DeliveryState.REFUSED,
    # tried long and often enough
    Outcome.AGAIN: DeliveryState.DEAD,
    Outcome.HELD: DeliveryState.DEAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is tried, and the chance (0 to 1) that spreads the tries."""

    window: timedelta
    chance: float


def settle(
    tx: Transaction, delivery: Delivery, tried: Attempt, patience: Patience, pen: Pen
) -> bool:
    """Settle a try; False, with nothing written, when the lease has gone to somebody else."""
    due_at = _due_again(delivery, tried, patience)
    if not _moved(tx, delivery, tried, due_at):
        return False
    _write_attempt(tx, delivery, tried)
    if due_at is None:
        _write_journal(tx, delivery, tried)
        _move_order(tx, delivery, tried.verdict, pen)
    elif tried.verdict.outcome is Outcome.HELD:
        _hold_order(tx, delivery, tried.verdict)
    return True


def _due_again(delivery: Delivery, tried: Attempt, patience: Patience) -> datetime | None:
    verdict = tried.verdict
    wishes = {Outcome.AGAIN: verdict.retry_after, Outcome.HELD: HELD_PAUSE}
    if verdict.outcome not in wishes:
        return None
    return next_try(
        Tries(count=tried.number, first_at=delivery.created_at),
        tried.ended_at,
        wished=wishes[verdict.outcome],
        chance=patience.chance,
        window=patience.window,
    )


def _moved(tx: Transaction, delivery: Delivery, tried: Attempt, due_at: datetime | None) -> bool:
    note = tried.verdict.note
    if due_at is not None:
        return outbox.again(tx, delivery, due_at=due_at, reason=note)
    state = LAST_STATES[tried.verdict.outcome]
    return outbox.finish(tx, delivery, state=state, reason=note, now=tried.ended_at)


def _write_attempt(tx: Transaction, delivery: Delivery, tried: Attempt) -> None:
    verdict = tried.verdict
    outbox.attempt(
        tx,
        outbox.Attempt(
            delivery_id=delivery.id,
            number=tried.number,
            started_at=tried.started_at,
            ended_at=tried.ended_at,
            verdict=verdict.outcome.value,
            http_status=verdict.http_status,
            cxml_status=verdict.cxml_status,
            note=verdict.note,
        ),
    )


def _write_journal(tx: Transaction, delivery: Delivery, tried: Attempt) -> None:
    journal.write(
        tx,
        journal.NewEntry(
            connection_id=delivery.connection_id,
            direction=Direction.OUT,
            kind=delivery.kind,
            payload_id=delivery.payload_id,
            mode=delivery.mode,
            moment=tried.ended_at,
            status=tried.verdict.cxml_status,
            body=tried.document,
            answer=tried.answer,
            order_id=delivery.order_id,
        ),
    )


def _move_order(tx: Transaction, delivery: Delivery, verdict: Verdict, pen: Pen) -> None:
    """Tell an order what became of it on its way to the supplier."""
    if not _is_order(delivery) or delivery.order_id is None:
        return
    if verdict.outcome is Outcome.DELIVERED:
        order_versions.sent(tx, delivery.order_id, delivery.payload_id)
    elif verdict.outcome is Outcome.REFUSED:
        tell_refused(tx, delivery, verdict.note, pen)
    else:
        orders.set_state(
            tx,
            delivery.order_id,
            VersionState.FAILED,
            verdict.note,
            payload_id=delivery.payload_id,
        )


def _hold_order(tx: Transaction, delivery: Delivery, verdict: Verdict) -> None:
    """Show an order that waits for a person to put our credentials right."""
    if _is_order(delivery) and delivery.order_id is not None:
        order_versions.held(tx, delivery.order_id, delivery.payload_id, verdict.note)


def _is_order(delivery: Delivery) -> bool:
    return delivery.kind == "OrderRequest" and delivery.towards is Role.SUPPLIER
