"""Confirmations that the gateway says itself, in a supplier's place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.cxml.confirmations import (
    ConfirmationHeader,
    ConfirmationOperation,
    ConfirmationRequest,
    ConfirmationType,
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


#: the state that a confirmation of ours leaves its order in
ORDER_STATES: Final[dict[ConfirmationType, str]] = {
    kind: "rejected" if kind is ConfirmationType.REJECT else "confirmed"
    for kind in ConfirmationType
}
