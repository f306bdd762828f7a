"""Writes down what came of a try: delivery, attempt, journal and order, all or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from gateway.cxml.findings import Finding, Severity
from gateway.delivery import trouble
from gateway.delivery.attempt import Attempt, readable
from gateway.delivery.refusal import Pen, tell_refused
from gateway.delivery.verdict import Outcome, Verdict
from gateway.errors import GatewayError
from gateway.rules.parties import Role
from gateway.rules.retry_schedule import HELD_PAUSE, Tries, next_try
from gateway.store import attachments, journal, order_versions, orders, outbox
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery
from gateway.store.states import DeliveryState, Direction, VersionState

LAST_STATES: Final = {
    Outcome.DELIVERED: DeliveryState.DELIVERED,
    Outcome.REFUSED: DeliveryState.REFUSED,
    # tried long and often enough
    Outcome.AGAIN: DeliveryState.DEAD,
    Outcome.HELD: DeliveryState.DEAD,
    # the address wants nothing more
    Outcome.GONE: DeliveryState.DEAD,
}
#: with these an address is in trouble, or for good
UNWELCOME: Final = frozenset({Outcome.AGAIN, Outcome.GONE})
#: what is noticed in an answer that counts as success and may be none
THERE_BEFORE: Final = Finding(
    severity=Severity.ADVICE,
    code="GW-701",
    line=None,
    path="/cXML/Response/Status",
    message="The other side says that it has this document already; it counts as delivered.",
    advice="Ask them whether they have this version of it, or another one under the same number.",
)
#: so many deliveries share a failure in one transaction, which nobody else can write beside
MOST_SHARING: Final = 100
#: spreads any number of chances evenly when it is added again and again
GOLDEN_SECTION: Final = 0.6180339887498949


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is tried, and the chance (0 to 1) that spreads the tries."""

    window: timedelta
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A try that was written down; `is_shared` when it holds for all that is due at its address."""

    is_shared: bool


def settle(
    tx: Transaction, delivery: Delivery, tried: Attempt, patience: Patience, pen: Pen
) -> Settled | None:
    """Settle a try; None, with nothing written, when the lease has gone to somebody else."""
    if not _settled(tx, delivery, tried, patience, pen):
        return None
    verdict = tried.verdict
    if verdict.outcome not in UNWELCOME:
        is_taken = verdict.outcome is not Outcome.HELD
        trouble.over(tx, delivery, tried.ended_at, is_taken=is_taken)
    if verdict.outcome is Outcome.HELD:
        trouble.credentials_refused(tx, delivery, verdict.note, tried.ended_at)
    is_failure = verdict.outcome in UNWELCOME and not verdict.is_ours
    return Settled(
        is_shared=is_failure
        and trouble.failed(tx, delivery, verdict, tried.ended_at, chance=patience.chance)
    )


def share(tx: Transaction, failed: Delivery, tried: Attempt, patience: Patience, pen: Pen) -> int:
    """
    Let the failure of an address count for what else is due there; tells for how many.

    Asking a dead address once for each of a thousand documents would tell nothing new.
    """
    due = outbox.claim_at(
        tx, failed.endpoint, now=tried.ended_at, lease_seconds=1, limit=MOST_SHARING
    )
    for place, delivery in enumerate(due, 1):
        chance = (patience.chance + place * GOLDEN_SECTION) % 1
        told = _told(delivery, tried)
        _settled(tx, delivery, told, replace(patience, chance=chance), pen)
    return len(due)


def _told(delivery: Delivery, tried: Attempt) -> Attempt:
    note = f"Not tried, since another delivery to this address just failed: {tried.verdict.note}"
    return replace(
        tried,
        number=delivery.attempts + 1,
        verdict=Verdict(outcome=tried.verdict.outcome, note=note),
        document="",
        answer="",
    )


def _settled(
    tx: Transaction, delivery: Delivery, tried: Attempt, patience: Patience, pen: Pen
) -> bool:
    due_at = _due_again(delivery, tried, patience)
    if not _moved(tx, delivery, tried, due_at):
        return False
    _write_attempt(tx, delivery, tried)
    if due_at is None:
        _write_journal(tx, delivery, tried, pen)
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
    held = outbox.finish(tx, delivery, state=state, reason=note, now=tried.ended_at)
    _erase_files(tx, delivery, is_over=held and state is DeliveryState.DELIVERED)
    if held and state is DeliveryState.DEAD:
        for behind in outbox.bury(tx, delivery, tried.ended_at):
            _fail_order(tx, behind, outbox.BEHIND_DEAD)
        trouble.given_up(tx, delivery, note, tried.ended_at)
    return held


def _erase_files(tx: Transaction, delivery: Delivery, *, is_over: bool) -> None:
    """Forget the files that went with a card number, as its document is forgotten."""
    if is_over and delivery.holds_card and delivery.attachments_of is not None:
        attachments.erase(tx, delivery.attachments_of)


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


def _write_journal(tx: Transaction, delivery: Delivery, tried: Attempt, pen: Pen) -> None:
    verdict = tried.verdict
    journal.write(
        tx,
        journal.NewEntry(
            connection_id=delivery.connection_id,
            direction=Direction.OUT,
            kind=delivery.kind,
            payload_id=delivery.payload_id,
            mode=delivery.mode,
            moment=tried.ended_at,
            status=verdict.http_status if delivery.is_webhook else verdict.cxml_status,
            body=tried.document or _document(delivery, pen),
            answer=tried.answer,
            order_id=delivery.order_id,
            findings=(THERE_BEFORE,) if tried.verdict.was_there else (),
        ),
    )


def _document(delivery: Delivery, pen: Pen) -> str:
    """Write out a document that was not carried by itself."""
    try:
        return readable(pen.vault.open(delivery.document or b"", "outbox"))
    except GatewayError:
        return ""


def _move_order(tx: Transaction, delivery: Delivery, verdict: Verdict, pen: Pen) -> None:
    """Tell an order what became of it on its way to the supplier."""
    if not _is_order(delivery) or delivery.order_id is None:
        return
    if verdict.outcome is Outcome.DELIVERED:
        why = verdict.note if verdict.was_there else None
        order_versions.sent(tx, delivery.order_id, delivery.payload_id, why)
    elif verdict.outcome is Outcome.REFUSED:
        tell_refused(tx, delivery, verdict.note, pen)
    else:
        _fail_order(tx, delivery, verdict.note)


def _fail_order(tx: Transaction, delivery: Delivery, why: str) -> None:
    if _is_order(delivery) and delivery.order_id is not None:
        orders.set_state(
            tx, delivery.order_id, VersionState.FAILED, why, payload_id=delivery.payload_id
        )


def _hold_order(tx: Transaction, delivery: Delivery, verdict: Verdict) -> None:
    """Show an order that waits for a person to put our credentials right."""
    if _is_order(delivery) and delivery.order_id is not None:
        order_versions.held(tx, delivery.order_id, delivery.payload_id, verdict.note)


def _is_order(delivery: Delivery) -> bool:
    return delivery.kind == "OrderRequest" and delivery.towards is Role.SUPPLIER
