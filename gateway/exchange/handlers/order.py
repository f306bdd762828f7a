"""OrderRequest: takes a new order, and decides where it goes from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gateway.clock import timestamp
from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.documents import Document
from gateway.cxml.inner import plain
from gateway.cxml.items import ItemOut
from gateway.cxml.orders import Change, OrderRequest
from gateway.cxml.responses import Response, status
from gateway.errors import BadRequest, Conflict, NotOffered
from gateway.exchange.carts import origins
from gateway.exchange.outcome import Case, NoteConfirmation, Outcome, PlaceOrder
from gateway.exchange.readdress import forwarded, originated
from gateway.rules import confirmations, order_lines
from gateway.rules.activation import may_be_told_accepted
from gateway.rules.cart_matches import Match
from gateway.rules.own_ids import give_back
from gateway.rules.parties import BuyerSettings, Mode, Role
from gateway.rules.requester import confirmations_allowed
from gateway.store import orders
from gateway.store.dispatch import Parcel
from gateway.store.orders import OrderLine

STORED: Final = "The order is stored and will be passed on."
STORED_AS_TEST: Final = "The order is stored as a test: nothing will be delivered or charged."
HELD: Final = "The order is stored; a person looks at it before it is passed on."
KNOWN: Final = "This order was received before, with the same content; it is one order."
TEST_CART: Final = (
    "A line of this order comes from a cart that was made in test; a person has to look at it."
)
NO_ADDRESS: Final = "The supplier has no address for orders yet; a person has to look at it."


def take_order(case: Case) -> Outcome:
    """
    Take an order.

    Raises NotOffered for changes and cancellations, BadRequest for lines that contradict each
    other, Conflict where the number is taken by an order of other content.
    """
    request = case.document.envelope.request
    order = request.body if request else None
    if not isinstance(order, OrderRequest):
        raise BadRequest
    if order.header.type is not Change.NEW:
        raise NotOffered(
            f"OrderRequestHeader/@type is {order.header.type}; only new orders are taken here yet."
        )
    if found := order_lines.faults(order.items):
        raise BadRequest(" ".join(found))
    digest = case.document.payload_digest()
    earlier = orders.by_number(
        case.tx, case.speaking.connection.id, case.mode, order.header.order_id
    )
    if earlier is None:
        return _placed(case, order, digest)
    if earlier.digest != digest:
        raise Conflict(
            "An order with this orderID was received before, with other content."
            " Give a new order a new orderID."
        )
    return Outcome(reply=Response(status=status(200, KNOWN)), mode=case.mode, order_row=earlier.id)


def _placed(case: Case, order: OrderRequest, digest: str) -> Outcome:
    came_from = origins(case, order.items)
    held = _why_held(case, came_from)
    parcel = None if held else forwarded(case, Role.SUPPLIER, "OrderRequest", mode=case.mode)
    if parcel is not None:
        give_back(parcel.root, came_from, case.speaking.connection.id)
        return _outcome(case, order, digest, sends=(parcel,))
    if case.mode is Mode.ACTIVE:
        return _outcome(case, order, digest, held=held or NO_ADDRESS)
    confirmation, sends = _simulated(case, order, case.document)
    return _outcome(case, order, digest, confirmation=confirmation, sends=sends)


def _outcome(  # noqa: PLR0913 - an order goes on, waits, or is answered here
    case: Case,
    order: OrderRequest,
    digest: str,
    *,
    held: str | None = None,
    confirmation: NoteConfirmation | None = None,
    sends: tuple[Parcel, ...] = (),
) -> Outcome:
    state = "held" if held else "received"
    return Outcome(
        reply=Response(status=status(200, _answer(case, held))),
        mode=case.mode,
        order=PlaceOrder(
            order_id=order.header.order_id,
            order_date=order.header.order_date,
            total=order.header.total.money.amount,
            currency=order.header.total.money.currency,
            digest=digest,
            state=confirmation.order_state if confirmation else state,
            reason=held,
            lines=tuple(_line(place, item) for place, item in enumerate(order.items, start=1)),
        ),
        confirmation=confirmation,
        sends=sends,
    )


def _answer(case: Case, held: str | None) -> str:
    if case.mode is Mode.TEST:
        return STORED_AS_TEST
    return HELD if held else STORED


def _line(position: int, item: ItemOut) -> OrderLine:
    detail = item.item_detail
    money = detail.unit_price.money if detail else None
    described = detail.descriptions[0].inner if detail and detail.descriptions else None
    return OrderLine(
        position=position,
        line_number=item.line_number,
        quantity=item.quantity,
        supplier_part_id=item.item_id.supplier_part_id,
        auxiliary_id=item.item_id.auxiliary,
        description=plain(described) if described else None,
        unit_price=money.amount if money else None,
        currency=money.currency if money else None,
        unit_of_measure=detail.unit_of_measure if detail else None,
    )


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


def _why_held(case: Case, came_from: Sequence[Match | None]) -> str | None:
    """Tell why a real order waits for a person; tests never wait."""
    if case.mode is Mode.TEST:
        return None
    carries = any(match and match.line.mode is Mode.TEST for match in came_from)
    return TEST_CART if carries else None


def _simulated(
    case: Case, order: OrderRequest, document: Document
) -> tuple[NoteConfirmation, tuple[Parcel, ...]]:
    """Answer a test order in the place of a supplier that has no test environment."""
    buyer = case.speaking.connection.buyer.settings
    assert isinstance(buyer, BuyerSettings)  # noqa: S101 - told to the type checker
    accepted = may_be_told_accepted(
        document.deployment_mode, buyer_is_test_system=buyer.test_system
    )
    said = confirmations.simulated(
        confirmations.Named(
            order_id=order.header.order_id,
            order_date=order.header.order_date,
            payload_id=document.envelope.payload_id,
        ),
        accepted=accepted,
        confirm_id=f"TEST-{case.around.ids.payload_id().partition('@')[0]}",
        notice_date=timestamp(case.around.clock.now()),
    )
    taken = confirmations_allowed(order)
    send = (
        originated(case, Role.BUYER, "ConfirmationRequest", said, mode=Mode.TEST) if taken else None
    )
    kind = ConfirmationType.ACCEPT if accepted else ConfirmationType.REJECT
    note = NoteConfirmation(
        order=None,
        origin="gateway",
        payload_id=send.payload_id if send else case.around.ids.payload_id(),
        said=said,
        order_state=confirmations.ORDER_STATES[kind],
    )
    return note, (send,) if send else ()
