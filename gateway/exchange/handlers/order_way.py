"""Where an order goes from here: to the supplier, to a person, or back with a simulated answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.clock import timestamp
from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.inner import plain
from gateway.cxml.items import ItemOut
from gateway.cxml.orders import Change, OrderRequest
from gateway.cxml.responses import Response, status
from gateway.exchange.carts import origins
from gateway.exchange.outcome import Case, NoteConfirmation
from gateway.exchange.readdress import forwarded, originated
from gateway.rules import confirmations, order_types
from gateway.rules.activation import may_be_told_accepted
from gateway.rules.cart_matches import Match
from gateway.rules.order_states import VersionState
from gateway.rules.own_ids import give_back
from gateway.rules.parties import BuyerSettings, Mode, Role
from gateway.rules.requester import confirmations_allowed
from gateway.store.dispatch import Parcel
from gateway.store.order_versions import OrderLine

STORED: Final[dict[Change, str]] = {
    Change.NEW: "The order is stored and will be passed on.",
    Change.UPDATE: "The change is stored and will be passed on.",
    Change.DELETE: "The cancellation is stored and will be passed on.",
}
STORED_AS_TEST: Final[dict[Change, str]] = {
    Change.NEW: "The order is stored as a test: nothing will be delivered or charged.",
    Change.UPDATE: "The change is stored as a test: nothing will be delivered or charged.",
    Change.DELETE: "The cancellation is stored as a test: nothing was to be delivered.",
}
HELD: Final[dict[Change, str]] = {
    Change.NEW: "The order is stored; a person looks at it before it is passed on.",
    Change.UPDATE: "The change is stored; a person looks at the order before it is passed on.",
    Change.DELETE: "The cancellation is stored; a person looks at it before it is passed on.",
}
TEST_CART: Final = (
    "A line of this order comes from a cart that was made in test; a person has to look at it."
)
NO_ADDRESS: Final = "The supplier has no address for orders yet; a person has to look at it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where an order goes; `held` says why it waits for a person."""

    state: VersionState
    held: str | None = None
    confirmation: NoteConfirmation | None = None
    sends: tuple[Parcel, ...] = ()


def way_of(case: Case, order: OrderRequest, *, order_row: int | None = None) -> Way:
    """Decide where an order goes from here; `order_row` is that of an order that we have."""
    came_from = origins(case, order.items)
    held = _why_held(case, order, came_from)
    parcel = None if held else forwarded(case, Role.SUPPLIER, "OrderRequest", mode=case.mode)
    if parcel is not None:
        give_back(parcel.root, came_from, case.speaking.connection.id)
        return Way(state=VersionState.RECEIVED, sends=(parcel,))
    if case.mode is Mode.ACTIVE:
        return Way(state=VersionState.HELD, held=held or NO_ADDRESS)
    if order.header.type is Change.DELETE:
        return Way(state=VersionState.RECEIVED)
    confirmation, sends = _simulated(case, order, order_row)
    return Way(
        state=VersionState(confirmation.order_state or VersionState.RECEIVED),
        confirmation=confirmation,
        sends=sends,
    )


def reply(case: Case, order: OrderRequest, way: Way, *more: str) -> Response:
    """Answer an order that is stored; `more` is told behind the rest."""
    words = STORED_AS_TEST if case.mode is Mode.TEST else HELD if way.held else STORED
    return Response(status=status(200, told(words[order.header.type], order, *more)))


def told(words: str, order: OrderRequest, *more: str) -> str:
    """Put what is noticed about an order behind what is said of it."""
    noticed = (*order_types.advice(order), *more)
    return " ".join([words, *(f"Advice: {each}" for each in noticed)])


def lines_of(items: Sequence[ItemOut], numbers: Sequence[int]) -> tuple[OrderLine, ...]:
    """Make the lines of an order as they are stored; each has the number that it keeps for life."""
    return tuple(
        _line(place, number, item)
        for place, (number, item) in enumerate(zip(numbers, items, strict=True), start=1)
    )


def _line(position: int, number: int, item: ItemOut) -> OrderLine:
    detail, blanket = item.item_detail, item.blanket_item_detail
    price = detail.unit_price if detail else blanket.unit_price if blanket else None
    what = detail or blanket
    described = what.descriptions[0].inner if what and what.descriptions else None
    return OrderLine(
        position=position,
        number=number,
        line_number=item.line_number,
        quantity=item.quantity,
        supplier_part_id=item.item_id.supplier_part_id,
        auxiliary_id=item.item_id.auxiliary,
        description=plain(described) if described else None,
        unit_price=price.money.amount if price else None,
        currency=price.money.currency if price else None,
        unit_of_measure=what.unit_of_measure if what else None,
    )


def _why_held(case: Case, order: OrderRequest, came_from: Sequence[Match | None]) -> str | None:
    """Tell why a real order waits for a person; tests never wait, nor does a cancellation."""
    if case.mode is Mode.TEST or order.header.type is Change.DELETE:
        return None
    carries = any(match and match.line.mode is Mode.TEST for match in came_from)
    return TEST_CART if carries else None


def _simulated(
    case: Case, order: OrderRequest, order_row: int | None
) -> tuple[NoteConfirmation, tuple[Parcel, ...]]:
    """Answer a test order in the place of a supplier that has no test environment."""
    buyer = case.speaking.connection.buyer.settings
    assert isinstance(buyer, BuyerSettings)  # noqa: S101 - told to the type checker
    accepted = may_be_told_accepted(
        case.document.deployment_mode, buyer_is_test_system=buyer.test_system
    )
    said = confirmations.simulated(
        confirmations.Named(
            order_id=order.header.order_id,
            order_date=order.header.order_date,
            payload_id=case.document.envelope.payload_id,
        ),
        accepted=accepted,
        confirm_id=f"TEST-{case.around.ids.payload_id().partition('@')[0]}",
        notice_date=timestamp(case.around.clock.now()),
    )
    send = (
        originated(case, Role.BUYER, "ConfirmationRequest", said, mode=Mode.TEST)
        if confirmations_allowed(order)
        else None
    )
    kind = ConfirmationType.ACCEPT if accepted else ConfirmationType.REJECT
    note = NoteConfirmation(
        order=order_row,
        origin="gateway",
        payload_id=send.payload_id if send else case.around.ids.payload_id(),
        said=said,
        order_state=confirmations.ORDER_STATES[kind],
    )
    return note, (send,) if send else ()
