"""Confirmations that the gateway says itself, and what a supplier's one does to an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.cxml.confirmations import (
    ConfirmationHeader,
    ConfirmationOperation,
    ConfirmationRequest,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.references import DocumentReference, OrderReference
from gateway.cxml.texts import Comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The order that a confirmation speaks of."""

    order_id: str
    order_date: str
    payload_id: str


NOTHING_DELIVERED: Final = "This was a test: nothing will be delivered and nothing will be charged."


def said(
    order: Named, kind: ConfirmationType, *, why: str, confirm_id: str, notice_date: str
) -> ConfirmationRequest:
    """Make a confirmation of the whole order, with the reason in its comments."""
    return ConfirmationRequest(
        header=ConfirmationHeader(
            type=kind,
            notice_date=notice_date,
            confirm_id=confirm_id,
            operation=ConfirmationOperation.NEW,
            comments=(Comments(lang="en", inner=_escaped(why)),),
        ),
        order_reference=OrderReference(
            order_id=order.order_id,
            order_date=order.order_date,
            document_reference=DocumentReference(payload_id=order.payload_id),
        ),
    )


def simulated(
    order: Named, *, accepted: bool, confirm_id: str, notice_date: str
) -> ConfirmationRequest:
    """
    Make the answer to a test order whose supplier has no test environment.

    It says `accept` only to a buyer who knows that it is a test (see rules.activation).
    """
    if accepted:
        return said(
            order,
            ConfirmationType.ACCEPT,
            why=f"Simulated confirmation. {NOTHING_DELIVERED}",
            confirm_id=confirm_id,
            notice_date=notice_date,
        )
    why = (
        "This connection is still in test, and the order did not say that it is a test."
        f" It was not passed on. {NOTHING_DELIVERED}"
        " Ask your supplier to activate the connection, or send deploymentMode test."
    )
    return said(
        order, ConfirmationType.REJECT, why=why, confirm_id=confirm_id, notice_date=notice_date
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


#: which statuses a line may have under each type of confirmation (Fulfill.dtd, comments on type)
LINE_STATUSES: Final[dict[ConfirmationType, frozenset[ItemStatus]]] = {
    ConfirmationType.ACCEPT: frozenset({ItemStatus.ACCEPT}),
    ConfirmationType.REJECT: frozenset(),
    ConfirmationType.BACKORDERED: frozenset({ItemStatus.BACKORDERED}),
    ConfirmationType.EXCEPT: frozenset(ItemStatus) - {ItemStatus.ALL_DETAIL},
    ConfirmationType.DETAIL: frozenset(ItemStatus) - {ItemStatus.ALL_DETAIL},
    ConfirmationType.ALL_DETAIL: frozenset(ItemStatus),
    ConfirmationType.REPLACE: frozenset({ItemStatus.DETAIL}),
    ConfirmationType.REQUEST_TO_PAY: frozenset({ItemStatus.REQUEST_TO_PAY}),
}

#: the state that a confirmation leaves its order in
ORDER_STATES: Final[dict[ConfirmationType, str]] = {
    kind: "rejected" if kind is ConfirmationType.REJECT else "confirmed"
    for kind in ConfirmationType
}


def faults(confirmation: ConfirmationRequest, order_lines: frozenset[int]) -> tuple[str, ...]:
    """
    Tell what keeps a confirmation from being carried on, in plain words.

    `order_lines` are the line numbers of the order; empty when the order gave none.
    """
    found: list[str] = []
    seen: set[int] = set()
    kind = confirmation.header.type
    for item in confirmation.items:
        if item.line_number in seen:
            found.append(f"ConfirmationItem names line {item.line_number} more than once.")
        seen.add(item.line_number)
        if order_lines and item.line_number not in order_lines:
            found.append(f"ConfirmationItem names line {item.line_number}, which the order lacks.")
        strange = {status.type for status in item.statuses} - LINE_STATUSES[kind]
        if strange:
            listed = ", ".join(sorted(strange))
            found.append(f"A confirmation of type {kind} cannot say {listed} of a line.")
    return tuple(found)
