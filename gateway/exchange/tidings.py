"""Has the requester told of what was decided, in the transaction that decides it."""

from __future__ import annotations

from datetime import datetime

from gateway.cxml.orders import Change, OrderRequest
from gateway.exchange.outcome import Case, Outcome, PlaceOrder, ReviseOrder
from gateway.rules.order_states import VersionState
from gateway.store import telling
from gateway.store.states import Origin
from gateway.store.telling import Telling


def tell(case: Case, outcome: Outcome, order_row: int | None, now: datetime) -> None:
    """Put in line what the requester of an order shall hear of it, if anything."""
    noted = outcome.confirmation
    row = noted.order if noted is not None and noted.order is not None else order_row
    if row is None:
        return
    about = Telling(connection=case.speaking.connection, order_id=row, now=now)
    envelope = case.document.envelope
    order = envelope.request.body if envelope.request else None
    if isinstance(outcome.order, PlaceOrder | ReviseOrder) and isinstance(order, OrderRequest):
        is_first = isinstance(outcome.order, PlaceOrder)
        telling.note_wishes(case.tx, about, order, envelope.lang, is_first=is_first)
    if isinstance(outcome.order, PlaceOrder) and outcome.order.change is not Change.DELETE:
        telling.tell_placed(case.tx, about)
    if isinstance(outcome.order, ReviseOrder) and _is_told(outcome.order):
        telling.tell_changed(case.tx, about, outcome.order.version.change)
    if noted is not None:
        telling.tell_answered(case.tx, about, noted.said, Origin(noted.origin), noted.about)


def _is_told(revise: ReviseOrder) -> bool:
    """A version for the buyer's own books alone changes nothing for whoever ordered."""
    return revise.version.state is not VersionState.INTERNAL
