"""OrderRequest: takes a new order, a change of one or a cancellation."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gateway.cxml.orders import Change, OrderRequest
from gateway.cxml.responses import Response, status
from gateway.errors import BadRequest, Conflict, ExpectationFailed, Refused
from gateway.exchange import safeguarding
from gateway.exchange.handlers import order_change, order_way
from gateway.exchange.handlers.order_history import History, history_of
from gateway.exchange.outcome import Case, Outcome, RepeatOrder
from gateway.rules import order_changes, order_lines, order_types
from gateway.rules.activation import mode_of_change
from gateway.rules.order_changes import Decision, Ruling
from gateway.rules.parties import Mode, Unknown

KNOWN: Final = "This order was received before, with the same content; it is one order."
CANCELLED_BEFORE: Final = "This order was cancelled before."
TEST_OF_REAL: Final = (
    "This test document names a real order; it was checked, and the order was left as it is."
)
REFUSALS: Final[dict[Ruling, tuple[type[Refused], str]]] = {
    Ruling.TAKEN: (
        Conflict,
        (
            "An order with this orderID was received before, with other content."
            " Give a new order a new orderID, and send a change with type update."
        ),
    ),
    Ruling.STALE: (
        Conflict,
        (
            "OrderRequestHeader/@orderVersion or DocumentReference is not that of the next version:"
            " a later one was received before, and stands."
        ),
    ),
    Ruling.OVER: (Conflict, "OrderRequestHeader/@orderID names an order that was cancelled."),
    Ruling.UNCLEAR: (
        Conflict,
        (
            "An earlier version of this order had the same content. Name the version that this one"
            " follows in DocumentReference, or give it an orderVersion."
        ),
    ),
    Ruling.UNKNOWN: (
        ExpectationFailed,
        (
            "OrderRequestHeader/@orderID or DocumentReference names no order that we have."
            " Send the order itself first, with type new."
        ),
    ),
}


def take_order(case: Case) -> Outcome:
    """
    Take an order, or a version of one.

    Raises BadRequest for an order that contradicts itself, Conflict for one that contradicts what
    stands, ExpectationFailed for a change of what we do not have.
    """
    order = _order_in(case)
    if found := (*order_types.faults(order), *order_lines.faults(order.items)):
        raise BadRequest(" ".join(found))
    digest = case.document.payload_digest
    known = history_of(case, order)
    if known is None:
        return _decided(case, order, digest, None)
    mode = mode_of_change(case.mode, known.order.mode)
    if mode is None:
        return Outcome(
            reply=Response(status=status(200, TEST_OF_REAL)),
            mode=Mode.TEST,
            order_row=known.order.id,
        )
    return _decided(replace(case, mode=mode), order, digest, known)


def _order_in(case: Case) -> OrderRequest:
    request = case.document.envelope.request
    order = request.body if request else None
    if not isinstance(order, OrderRequest):
        raise BadRequest
    return order


def _decided(case: Case, order: OrderRequest, digest: str, known: History | None) -> Outcome:
    settings = case.speaking.connection.settings
    decision = order_changes.decide(
        _arrival(order, digest),
        known.known if known else (),
        takes_unknown=settings.changes_of_unknown_orders is Unknown.TAKE,
    )
    if decision.ruling is Ruling.PLACE:
        return _placed(case, order, digest)
    if known is None or decision.ruling in REFUSALS:
        refusal, words = REFUSALS[decision.ruling]
        raise refusal(words)
    if decision.ruling is Ruling.REPEAT:
        return _repeated(case, order, known, decision)
    return order_change.revised(case, order, known, digest=digest, number=decision.number)


def _arrival(order: OrderRequest, digest: str) -> order_changes.Arrival:
    header = order.header
    named = header.document_reference
    return order_changes.Arrival(
        change=header.type,
        digest=digest,
        said_version=header.order_version,
        refers_to=named.payload_id if named else None,
    )


def _placed(case: Case, order: OrderRequest, digest: str) -> Outcome:
    numbers = order_lines.numbers(order.items)
    judged = safeguarding.judged(case, order, numbers)
    way = order_way.way_of(case, order, judged)
    return Outcome(
        reply=order_way.reply(case, order, way),
        mode=case.mode,
        order=order_way.version_of(
            order,
            way,
            order_way.named(order_way.lines_of(order.items, numbers), judged),
            digest=digest,
        ),
        confirmation=way.confirmation,
        sends=way.sends,
        kept_back=way.kept_back,
        flags=judged.flags,
        findings=judged.findings(case.document.root),
    )


def _repeated(case: Case, order: OrderRequest, known: History, decision: Decision) -> Outcome:
    over = known.is_cancelled and order.header.type is Change.DELETE
    return Outcome(
        reply=Response(status=status(200, CANCELLED_BEFORE if over else KNOWN)),
        mode=case.mode,
        order=RepeatOrder(order=known.order.id, number=decision.number),
        order_row=known.order.id,
    )
