"""ConfirmationRequest: what the supplier says about an order, matched, noted and carried on."""

from __future__ import annotations

from typing import Final

from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.responses import Response, status
from gateway.errors import BadRequest, ExpectationFailed
from gateway.exchange.outcome import Case, NoteConfirmation, Outcome
from gateway.exchange.readdress import forwarded
from gateway.rules.activation import mode_after
from gateway.rules.confirmations import ORDER_STATES, faults
from gateway.rules.parties import Mode, Role
from gateway.store import orders
from gateway.store.orders import Order

CARRIED: Final = "The confirmation is stored and will be carried to the buyer."
STORED: Final = "The confirmation is stored; the buyer takes none."
TEST_OF_REAL: Final = (
    "This test confirmation names a real order; it was checked, and the order was left as it is."
)
UNKNOWN_ORDER: Final = (
    "OrderReference names no order that was passed to this supplier."
    " Send the orderID and the payloadID of the OrderRequest as they were received."
)
#: an order that never reached the supplier cannot be confirmed by it
_OPEN_STATES: Final = frozenset({"received", "sent", "confirmed", "rejected"})


def confirm(case: Case) -> Outcome:
    """
    Take a confirmation.

    Raises ExpectationFailed when it names no order of this connection, BadRequest when it
    contradicts itself or its order.
    """
    request = case.document.envelope.request
    said = request.body if request else None
    if not isinstance(said, ConfirmationRequest):
        raise BadRequest
    order = _order_of(said, case)
    numbers = frozenset(
        line.line_number or line.position for line in orders.lines(case.tx, order.id)
    )
    if found := faults(said, numbers):
        raise BadRequest(" ".join(found))
    if case.mode is Mode.TEST and order.mode is Mode.ACTIVE:
        return Outcome(
            reply=Response(status=status(200, TEST_OF_REAL)), mode=Mode.TEST, order_row=order.id
        )
    return _noted(case, said, order)


def _noted(case: Case, said: ConfirmationRequest, order: Order) -> Outcome:
    mode = mode_after(case.mode, order.mode)
    send = forwarded(case, Role.BUYER, "ConfirmationRequest", mode=mode)
    return Outcome(
        reply=Response(status=status(200, CARRIED if send else STORED)),
        mode=mode,
        order_row=order.id,
        confirmation=NoteConfirmation(
            order=order.id,
            origin="supplier",
            payload_id=case.document.envelope.payload_id,
            said=said,
            order_state=ORDER_STATES[said.header.type],
        ),
        sends=(send,) if send else (),
    )


def _order_of(said: ConfirmationRequest, case: Case) -> Order:
    """Match by payloadID and by orderID; where both are given, both must name the same order."""
    reference = said.order_reference
    by_payload = _by_payload(said, case)
    if by_payload is not None:
        found = by_payload if reference.order_id in (None, by_payload.order_id) else None
    else:
        found = _by_number(said, case)
    if found is None or found.state not in _OPEN_STATES:
        raise ExpectationFailed(UNKNOWN_ORDER)
    return found


def _by_payload(said: ConfirmationRequest, case: Case) -> Order | None:
    named = said.order_reference.document_reference
    if named is None:
        return None
    return orders.by_payload_id(case.tx, case.speaking.connection.id, named.payload_id)


def _by_number(said: ConfirmationRequest, case: Case) -> Order | None:
    """Prefer an order of the document's own mode; a document of test may name a real order too."""
    number = said.order_reference.order_id
    if number is None:
        return None
    other = Mode.ACTIVE if case.mode is Mode.TEST else Mode.TEST
    for mode in (case.mode, other):
        found = orders.by_number(case.tx, case.speaking.connection.id, mode, number)
        if found is not None:
            return found
    return None
