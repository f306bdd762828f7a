"""What every document that follows an order goes through: its orders found, held, agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.cxml.references import OrderIDInfo, OrderReference
from gateway.cxml.responses import Response, status
from gateway.errors import BadRequest, Conflict, ExpectationFailed
from gateway.exchange.outcome import Case, NoteFollowUp, Outcome
from gateway.exchange.readdress import forwarded
from gateway.rules.activation import mode_after_all
from gateway.rules.fulfilment import CLOSED, IN_HAND
from gateway.rules.parties import Mode, Role
from gateway.store import follow_ups, order_versions, orders
from gateway.store.follow_ups import FollowUp
from gateway.store.orders import Order

#: so many remarks are told in an answer; the order's story has all of them
TOLD: Final = 5
OTHER: Final = {Role.BUYER: Role.SUPPLIER, Role.SUPPLIER: Role.BUYER}
TEST_OF_REAL: Final = (
    "This test document names a real order; it was checked, and the order was left as it is."
)
KNOWN: Final = "This document was received before, with the same content; it is one document."


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The orders that a document follows, held until the end of the transaction."""

    orders: tuple[Order, ...]
    mode: Mode
    #: a test that names real orders: it is checked, and leaves them alone
    is_trial: bool


def named(case: Case, reference: OrderReference | OrderIDInfo) -> Order:
    """
    Find the order that a reference names, on this connection and nowhere else.

    By payloadID and by orderID; where both are known here, both must name the same order. Raises
    ExpectationFailed when there is none that its supplier has in its hands.
    """
    payload_id = _payload_id(reference)
    found = orders.by_payload_id(case.tx, case.speaking.connection.id, payload_id)
    if found is None:
        # some write the number of the order where its payloadID belongs
        found = by_number(case, reference.order_id or payload_id)
    elif reference.order_id not in (None, "", found.order_id):
        found = None
    if found is None or not _is_in_hand(case, found):
        raise ExpectationFailed(
            f"{type(reference).__name__} names no order that was passed on here."
            " Send the orderID and the payloadID of the OrderRequest as they were received."
        )
    return found


def _is_in_hand(case: Case, order: Order) -> bool:
    """Tell whether its supplier has the order, be it that a change of it still waits here."""
    return order.state in IN_HAND or bool(order_versions.passed_on(case.tx, order.id))


def _payload_id(reference: OrderReference | OrderIDInfo) -> str:
    if isinstance(reference, OrderIDInfo) or reference.document_reference is None:
        return ""
    return reference.document_reference.payload_id


def by_number(case: Case, number: str) -> Order | None:
    """Prefer an order of the document's own mode; a document of test may name a real order too."""
    if not number:
        return None
    other = Mode.ACTIVE if case.mode is Mode.TEST else Mode.TEST
    found = (
        orders.by_number(case.tx, case.speaking.connection.id, mode, number)
        for mode in (case.mode, other)
    )
    return next((order for order in found if order is not None), None)


def version(case: Case, order: Order, payload_id: str) -> int:
    """Tell which version of an order came under a payloadID; the one that stands if none did."""
    found = order_versions.under(case.tx, case.speaking.connection.id, payload_id)
    return found[1] if found is not None and found[0] == order.id else order.version


def together(case: Case, found: Sequence[Order]) -> Followed:
    """
    Hold the orders that a document names, and decide what it is.

    Raises BadRequest when some are tests and some are real.
    """
    rows = sorted({order.id for order in found})
    follow_ups.hold(case.tx, rows)
    held = tuple(order for row in rows if (order := orders.by_id(case.tx, row)) is not None)
    modes = [order.mode for order in held]
    mode = mode_after_all(case.mode, modes)
    if mode is None:
        raise BadRequest(
            "This document names test orders and real ones; send one document for each."
        )
    return Followed(orders=held, mode=mode, is_trial=mode is Mode.TEST and Mode.ACTIVE in modes)


def open_only(followed: Followed, what: str) -> None:
    """Raise Conflict when one of the orders is in a state in which none of it can be `what`."""
    for order in followed.orders:
        if order.state in CLOSED:
            raise Conflict(f"The order cannot be {what}: it {CLOSED[order.state]}.")


# ── numbers of their own ──────────────────────────────────────────────────────────────────────


def earlier(case: Case, number: str, mode: Mode) -> FollowUp | None:
    """Find what the same sender sent under the same number before."""
    return follow_ups.by_number(
        case.tx,
        connection_id=case.speaking.connection.id,
        sender=case.speaking.role,
        kind=case.document.kind.name,
        number=number,
        mode=mode,
    )


def is_resent(case: Case, before: FollowUp | None) -> bool:
    """Tell whether the same was said before under another payloadID, and stands."""
    return before is not None and before.stands and before.digest == case.document.payload_digest


def free(before: FollowUp | None, attribute: str) -> None:
    """Raise Conflict when a new document has a number that is taken."""
    if before is not None and before.stands:
        raise Conflict(
            f"A document with this {attribute} was received before, with other content."
            " Give each one a number of its own, or say that it replaces the earlier one."
        )


def current(case: Case, before: FollowUp | None, named_payload: str | None) -> FollowUp | None:
    """
    Give the document that an update replaces or a delete withdraws; None when none stands here.

    Raises Conflict when the document that it names is not the newest of its number any more.
    """
    if named_payload:
        one = follow_ups.by_payload_id(case.tx, case.speaking.connection.id, named_payload)
        if one is not None and not one.stands:
            raise Conflict(
                "DocumentReference names a document that was replaced or withdrawn since;"
                " name the newest one of this number."
            )
    return before if before is not None and before.stands else None


def withdrawn(before: FollowUp | None, attribute: str) -> FollowUp:
    """Give the document that is withdrawn. Raises ExpectationFailed when there is none."""
    if before is None:
        raise ExpectationFailed(f"{attribute} names no document that stands here.")
    return before


def orders_of(case: Case, before: FollowUp) -> list[Order]:
    """Give the orders that an earlier document followed."""
    rows = {line.order_id for line in follow_ups.lines(case.tx, before.id)}
    found = (orders.by_id(case.tx, row) for row in sorted(filter(None, rows)))
    return [order for order in found if order is not None]


# ── the answer ────────────────────────────────────────────────────────────────────────────────


def known(followed: Followed) -> Outcome:
    """Answer a document that was sent twice under two payloadIDs."""
    return Outcome(
        reply=Response(status=status(200, KNOWN)),
        mode=followed.mode,
        order_row=_first(followed),
    )


def carried(case: Case, followed: Followed, note: NoteFollowUp, what: str) -> Outcome:
    """Store a follow-up and carry it to the other side; `what` names it in the answer."""
    if followed.is_trial:
        reply = Response(status=status(200, _told(TEST_OF_REAL, note)))
        return Outcome(reply=reply, mode=Mode.TEST, order_row=_first(followed))
    towards = OTHER[case.speaking.role]
    send = forwarded(case, towards, case.document.kind.name, mode=followed.mode)
    way = f"will be carried to the {towards}" if send else f"the {towards} takes none from here"
    stored = f"The {what} is stored and {way}." if send else f"The {what} is stored; {way}."
    return Outcome(
        reply=Response(status=status(200, _told(stored, note))),
        mode=followed.mode,
        order_row=_first(followed),
        follow_up=note,
        sends=(send,) if send else (),
    )


def _first(followed: Followed) -> int | None:
    return followed.orders[0].id if followed.orders else None


def _told(text: str, note: NoteFollowUp) -> str:
    more = len(note.remarks) - TOLD
    rest = [f"And {more} more."] if more > 0 else []
    return " ".join([text, *note.remarks[:TOLD], *rest])
