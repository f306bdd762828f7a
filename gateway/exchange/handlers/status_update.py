"""StatusUpdateRequest: news about a document that was sent earlier, noted and carried on."""

from __future__ import annotations

from typing import Final

from gateway.cxml.status_updates import (
    DocumentStatus,
    InvoiceStatus,
    PaymentStatus,
    StatusUpdateRequest,
)
from gateway.errors import BadRequest, ExpectationFailed
from gateway.exchange import following
from gateway.exchange.outcome import Case, NoteFollowUp, Outcome
from gateway.store import follow_ups, journal, orders, standing
from gateway.store.follow_ups import FollowUpLine
from gateway.store.orders import Order

UNKNOWN: Final = (
    "DocumentReference names no document of an order that went over this connection."
    " Send its payloadID as it was received."
)
NO_SUBJECT: Final = "DocumentReference is missing, and nothing else says which document is meant."
#: so much of the sender's own word for a state is kept
LONGEST_TYPE: Final = 32


def take_news(case: Case) -> Outcome:
    """
    Take news about an order, or about what followed one.

    Raises BadRequest when it names nothing, ExpectationFailed when it names nothing that is known.
    """
    request = case.document.envelope.request
    said = request.body if request else None
    if not isinstance(said, StatusUpdateRequest):
        raise BadRequest
    order = _by_document(case, said) or _by_number(case, said)
    if order is None:
        raise ExpectationFailed(UNKNOWN)
    followed = following.together(case, [order])
    note = NoteFollowUp(
        number=None,
        operation="new",
        type=_type(said)[:LONGEST_TYPE],
        lines=(FollowUpLine(order_id=order.id, position=1, counts=False),),
    )
    return following.carried(case, followed, note, "status update")


def _by_document(case: Case, said: StatusUpdateRequest) -> Order | None:
    """Find the order whose document is meant, whichever of its documents that is."""
    if said.document_reference is None:
        return None
    found = journal.listed(
        case.tx,
        connection=case.speaking.connection.id,
        payload_id=said.document_reference.payload_id,
    )
    row = next((entry.order_id for entry in found if entry.order_id is not None), None)
    return None if row is None else orders.by_id(case.tx, row)


def _by_number(case: Case, said: StatusUpdateRequest) -> Order | None:
    """Find the order by what the news itself names. Raises BadRequest when it names nothing."""
    about = said.about
    if isinstance(about, PaymentStatus):
        return following.by_number(case, about.order_id)
    if isinstance(about, InvoiceStatus) and about.invoice_id_info is not None:
        return _followed_by(case, standing.INVOICE, about.invoice_id_info.invoice_id)
    if isinstance(about, DocumentStatus) and about.document_info is not None:
        named = about.document_info
        found = _followed_by(case, named.document_type, named.document_id)
        return found or following.by_number(case, named.document_id)
    if said.document_reference is None:
        raise BadRequest(NO_SUBJECT)
    return None


def _followed_by(case: Case, kind: str, number: str) -> Order | None:
    """Find the order that a document followed; whoever of the two sent it."""
    for side in following.OTHER:
        found = follow_ups.by_number(
            case.tx,
            connection_id=case.speaking.connection.id,
            sender=side,
            kind=kind,
            number=number,
        )
        if found is not None:
            return next(iter(following.orders_of(case, found)), None)
    return None


def _type(said: StatusUpdateRequest) -> str:
    """Give the word for the state that is told; without one, the code of the Status."""
    about = said.about
    if isinstance(about, InvoiceStatus | PaymentStatus):
        return about.type.value
    if isinstance(about, DocumentStatus):
        return about.type
    return str(said.status.code)
