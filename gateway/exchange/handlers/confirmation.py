"""ConfirmationRequest: what the supplier says about an order, matched, noted and carried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.cxml.confirmations import (
    ConfirmationOperation,
    ConfirmationRequest,
    ConfirmationType,
)
from gateway.cxml.orders import Change
from gateway.cxml.responses import Response, status
from gateway.errors import BadRequest, Conflict
from gateway.exchange import following
from gateway.exchange.following import Followed
from gateway.exchange.outcome import Case, NoteConfirmation, Outcome
from gateway.exchange.readdress import forwarded
from gateway.rules import confirmations_grammar as grammar
from gateway.rules import confirmations_standing as rules
from gateway.rules.confirmations_standing import Part, Statement
from gateway.rules.leaving_out import repeat, repeated
from gateway.rules.order_states import VersionState
from gateway.rules.ordered import OrderedLine
from gateway.rules.parties import Mode, Role
from gateway.store import order_versions, standing, wishes
from gateway.store.orders import Order

CARRIED: Final = "The confirmation is stored and will be carried to the buyer."
STORED: Final = "The confirmation is stored; the buyer takes none."
TEST_OF_REAL: Final = (
    "This test confirmation names a real order; it was checked, and the order was left as it is."
)
REPLACED_SINCE: Final = (
    "DocumentReference in ConfirmationHeader names a confirmation that was replaced since;"
    " name the newest one."
)
UNKNOWN_UPDATE: Final = (
    "The confirmation that it updates is not known here; it was taken as a new one."
)
DISCARDS: Final = "It takes the place of everything that was confirmed of this order before."
OLD_VERSION: Final = (
    "It speaks of an earlier version of the order; the version that stands was left as it is."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A confirmation beside everything that it is held against."""

    body: ConfirmationRequest
    order: Order
    #: of the version that it speaks of, as is all that follows
    lines: tuple[OrderedLine, ...]
    #: what was said before, the oldest first
    before: list[Statement]
    #: its payloadID
    about: str
    #: whether it is the version that stands
    is_current: bool
    is_cancellation: bool


def confirm(case: Case) -> Outcome:
    """
    Take a confirmation.

    Raises ExpectationFailed when it names no order of this connection, BadRequest when it
    contradicts itself or its order, Conflict when it comes too late.
    """
    body = _body(case)
    followed = following.together(case, [following.named(case, body.order_reference)])
    order = followed.orders[0]
    said = _said(case, body, order)
    if found := grammar.faults(body, said.lines):
        raise BadRequest(" ".join(found))
    replaced = _replaced(said)
    state = _state(case, said, replaced)
    if followed.is_trial:
        return Outcome(
            reply=Response(status=status(200, TEST_OF_REAL)), mode=Mode.TEST, order_row=order.id
        )
    return _noted(case, followed, said, replaced, state)


def _body(case: Case) -> ConfirmationRequest:
    request = case.document.envelope.request
    body = request.body if request else None
    if not isinstance(body, ConfirmationRequest):
        raise BadRequest
    return body


def _said(case: Case, body: ConfirmationRequest, order: Order) -> _Said:
    """Put a confirmation beside the version that it names, or else the one that stands."""
    named = body.order_reference.document_reference
    number = following.version(case, order, named.payload_id if named else "")
    of_number = {each.number: each for each in order_versions.of_order(case.tx, order.id)}
    about = of_number[number].payload_id
    lines = standing.order_lines(case.tx, order, version=number)
    return _Said(
        body=repeated(body, standing.left_out(case.tx, order, lines, about=about)),
        order=order,
        lines=lines,
        before=standing.statements(case.tx, order, about=about),
        about=about,
        is_current=number == order.version,
        is_cancellation=of_number[number].change is Change.DELETE,
    )


def _replaced(said: _Said) -> Statement | None:
    """Find the confirmation that an update takes the place of. Raises Conflict for a stale one."""
    header = said.body.header
    if header.operation is not ConfirmationOperation.UPDATE:
        return None
    named = header.document_reference
    found = rules.predecessor(
        said.before,
        payload_id=named.payload_id if named else None,
        confirm_id=header.confirm_id,
    )
    if found is not None and rules.is_replaced(found, said.before):
        raise Conflict(REPLACED_SINCE)
    return found


def _state(case: Case, said: _Said, replaced: Statement | None) -> str | None:
    """
    Tell the state that it leaves its version in; None: as it was.

    Raises Conflict when it rejects what was shipped.
    """
    if said.body.header.type is ConfirmationType.REQUEST_TO_PAY:
        return None
    after = [*said.before, _statement(said.body, replaced)]
    shipped = standing.shipped(case.tx, said.order.id, said.lines) if said.is_current else {}
    if found := rules.taken_back(said.lines, rules.confirmed(said.lines, after), shipped):
        raise Conflict(" ".join(found))
    state = rules.order_state(said.lines, after)
    is_kept = said.is_cancellation and state == VersionState.REJECTED
    # whoever says no to a cancellation lets the order stand
    return VersionState.REFUSED if is_kept else state


def _statement(body: ConfirmationRequest, replaced: Statement | None) -> Statement:
    return Statement(
        row=0,
        type=body.header.type,
        payload_id="",
        replaces=replaced.row if replaced else None,
        lines={
            item.line_number: tuple(
                Part(type=each.type, quantity=each.quantity) for each in item.statuses
            )
            for item in body.items
        },
    )


def _noted(
    case: Case, followed: Followed, said: _Said, replaced: Statement | None, state: str | None
) -> Outcome:
    taken = wishes.takes_confirmations(case.tx, said.order.id)
    send = forwarded(case, Role.BUYER, "ConfirmationRequest", mode=followed.mode) if taken else None
    if send is not None:
        repeat(send.root, _body(case), said.body)
    remarks = _remarks(said, replaced)
    told = " ".join([CARRIED if send else STORED, *remarks])
    return Outcome(
        reply=Response(status=status(200, told)),
        mode=followed.mode,
        order_row=said.order.id,
        confirmation=NoteConfirmation(
            order=said.order.id,
            origin="supplier",
            payload_id=case.document.envelope.payload_id,
            said=said.body,
            order_state=state,
            about=said.about,
            replaces=replaced.row if replaced else None,
            remarks=remarks,
        ),
        sends=(send,) if send else (),
    )


def _remarks(said: _Said, replaced: Statement | None) -> tuple[str, ...]:
    header = said.body.header
    found = []
    if header.operation is ConfirmationOperation.UPDATE and replaced is None:
        found.append(UNKNOWN_UPDATE)
    discarded = [each for each in rules.standing(said.before) if each is not replaced]
    if header.type in rules.FINAL and discarded:
        found.append(DISCARDS)
    older = [] if said.is_current else [OLD_VERSION]
    return (*found, *older, *grammar.remarks(said.body, said.lines))
