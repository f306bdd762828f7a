"""OrderStatusRequest: what becomes of an order, asked by its buyer and carried to its supplier."""

from __future__ import annotations

from gateway.cxml.order_status import OrderStatusRequest
from gateway.errors import BadRequest
from gateway.exchange import following
from gateway.exchange.outcome import Case, NoteFollowUp, Outcome
from gateway.rules.ordered import strangers
from gateway.store import standing
from gateway.store.follow_ups import FollowUpLine


def ask_status(case: Case) -> Outcome:
    """
    Take a question for an order's state; the supplier answers it with a confirmation.

    Raises ExpectationFailed for an order that is not known, BadRequest for lines that it lacks.
    """
    request = case.document.envelope.request
    said = request.body if request else None
    if not isinstance(said, OrderStatusRequest):
        raise BadRequest
    followed = following.together(case, [following.named(case, said.header.order)])
    before = following.earlier(case, said.header.request_id, followed.mode)
    if following.is_resent(case, before):
        return following.known(followed)
    following.free(before, "orderStatusRequestID")
    order = followed.orders[0]
    numbers = [item.item_reference.line_number for item in said.items]
    if absent := strangers(standing.order_lines(case.tx, order), numbers):
        listed = ", ".join(map(str, absent))
        raise BadRequest(f"ItemReference/@lineNumber: the order has no line {listed}.")
    note = NoteFollowUp(
        number=said.header.request_id,
        operation="new",
        lines=tuple(
            FollowUpLine(order_id=order.id, position=place, line_number=number, counts=False)
            for place, number in enumerate(numbers or [None], start=1)
        ),
    )
    return following.carried(case, followed, note, "question")
