"""Where an order goes from here: to the supplier, to a person, or back with a simulated answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from gateway.clock import timestamp
from gateway.cxml.confirmations import ConfirmationRequest, ConfirmationType
from gateway.cxml.inner import plain
from gateway.cxml.items import ItemOut
from gateway.cxml.orders import Change, OrderRequest
from gateway.cxml.responses import Response, status
from gateway.exchange.outcome import Case, NoteConfirmation, PlaceOrder
from gateway.exchange.readdress import originated, readdressed
from gateway.exchange.safeguarding import Judged
from gateway.rules import confirmations, order_types
from gateway.rules.activation import may_be_told_accepted
from gateway.rules.leaving_out import with_rejections
from gateway.rules.order_states import VersionState
from gateway.rules.parties import BuyerSettings, Mode, Role
from gateway.rules.prices import basis_of
from gateway.rules.requester import confirmations_allowed
from gateway.store.dispatch import Parcel, parcel
from gateway.store.order_versions import OrderLine

KIND: Final = "OrderRequest"
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
REJECTED: Final[dict[Change, str]] = {
    Change.NEW: "The order is stored, and is not accepted; a confirmation says why.",
    Change.UPDATE: "The change is stored, and is not accepted: the order stands as it was.",
    Change.DELETE: "The cancellation is stored, and is not accepted: the order stands.",
}
NOT_ACCEPTED: Final = "The order was not accepted."
LEFT_OUT: Final = "Some lines were not accepted and will not be delivered."
NO_ADDRESS: Final = "The supplier has no address for orders yet; a person has to look at it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where an order goes; `held` says why it waits for a person."""

    state: VersionState
    held: str | None = None
    confirmation: NoteConfirmation | None = None
    sends: tuple[Parcel, ...] = ()
    #: what goes on once a person has released the order
    kept_back: etree._Element | None = None


def way_of(
    case: Case,
    order: OrderRequest,
    judged: Judged,
    *,
    order_row: int | None = None,
    behind: str | None = None,
) -> Way:
    """
    Decide where an order goes from here; `order_row` is that of an order that we have.

    `behind`: why the version before it waits for a person, as it does then too.
    """
    if judged.refused:
        return _rejected(case, order, judged.refused, order_row)
    root, route = readdressed(case, Role.SUPPLIER, KIND, mode=case.mode)
    judged.carry(root, is_read=route.events_of is not None)
    sent = parcel(root, route, kind=KIND, towards=Role.SUPPLIER, mode=case.mode)
    if sent is None and case.mode is Mode.TEST:
        return _simulated_way(case, order, judged, order_row)
    note, word = _about_lines(case, order, judged, order_row)
    if judged.held or behind or sent is None:
        held = judged.held or behind or NO_ADDRESS
        return Way(
            state=VersionState.HELD, held=held, confirmation=note, sends=word, kept_back=root
        )
    return Way(state=VersionState.RECEIVED, confirmation=note, sends=(sent, *word))


def reply(case: Case, order: OrderRequest, way: Way, *more: str) -> Response:
    """Answer an order that is stored; `more` is told behind the rest."""
    words = STORED_AS_TEST if case.mode is Mode.TEST else HELD if way.held else STORED
    if way.state is VersionState.REFUSED:
        words = REJECTED
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


def version_of(
    order: OrderRequest, way: Way, lines: tuple[OrderLine, ...], *, digest: str
) -> PlaceOrder:
    """Say what is kept of an order, or of a version of one."""
    header = order.header
    return PlaceOrder(
        order_id=header.order_id,
        change=header.type,
        said_version=header.order_version,
        order_type=header.order_type,
        order_date=header.order_date,
        total=header.total.money.amount,
        currency=header.total.money.currency,
        digest=digest,
        state=way.state,
        reason=way.held,
        lines=lines,
    )


def named(lines: Sequence[OrderLine], judged: Judged) -> tuple[OrderLine, ...]:
    """Give the lines that do not say what they are the name that their cart had for them."""
    return tuple(
        line if line.description else replace(line, description=judged.name_of(line.position))
        for line in lines
    )


def _line(position: int, number: int, item: ItemOut) -> OrderLine:
    detail, blanket = item.item_detail, item.blanket_item_detail
    what = detail or blanket
    price = what.unit_price if what else None
    basis = basis_of(what.price_basis_quantity) if what else None
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
        price_basis=basis.quantity if basis else None,
        price_factor=basis.factor if basis else None,
        currency=price.money.currency if price else None,
        unit_of_measure=what.unit_of_measure if what else None,
    )


# ── what the buyer is told at once ────────────────────────────────────────────────────────────


def _rejected(case: Case, order: OrderRequest, why: str, order_row: int | None) -> Way:
    """Reject a version: the supplier never hears of it."""
    words = f"{NOT_ACCEPTED} {why}"
    said = _said(case, order, ConfirmationType.REJECT, words)
    note, sends = _told(case, order, said, order_row)
    return Way(state=VersionState.REFUSED, held=words, confirmation=note, sends=sends)


def _about_lines(
    case: Case, order: OrderRequest, judged: Judged, order_row: int | None
) -> tuple[NoteConfirmation | None, tuple[Parcel, ...]]:
    """Tell which lines are left out, where any are; the others stay open."""
    if not judged.left_out:
        return None, ()
    said = _said(case, order, ConfirmationType.DETAIL, LEFT_OUT)
    rejecting = with_rejections(said, ConfirmationType.DETAIL, judged.left_out)
    return _told(case, order, rejecting, order_row)


def _simulated_way(case: Case, order: OrderRequest, judged: Judged, order_row: int | None) -> Way:
    """Answer a test order in the place of a supplier that has no test environment."""
    if order.header.type is Change.DELETE:
        return Way(state=VersionState.RECEIVED)
    buyer = case.speaking.connection.buyer.settings
    assert isinstance(buyer, BuyerSettings)  # noqa: S101 - told to the type checker
    accepted = may_be_told_accepted(
        case.document.deployment_mode, buyer_is_test_system=buyer.test_system
    )
    said = confirmations.simulated(
        _named(case, order),
        accepted=accepted,
        confirm_id=f"TEST-{_confirm_id(case)}",
        notice_date=timestamp(case.around.clock.now()),
    )
    if accepted and judged.left_out:
        said = with_rejections(said, ConfirmationType.EXCEPT, judged.left_out)
    state = VersionState(confirmations.ORDER_STATES[said.header.type])
    note, sends = _told(case, order, said, order_row, state)
    return Way(state=state, confirmation=note, sends=sends)


def _said(case: Case, order: OrderRequest, kind: ConfirmationType, why: str) -> ConfirmationRequest:
    return confirmations.said(
        _named(case, order),
        kind,
        why=why,
        confirm_id=_confirm_id(case),
        notice_date=timestamp(case.around.clock.now()),
    )


def _named(case: Case, order: OrderRequest) -> confirmations.Named:
    return confirmations.Named(
        order_id=order.header.order_id,
        order_date=order.header.order_date,
        payload_id=case.document.envelope.payload_id,
    )


def _confirm_id(case: Case) -> str:
    return case.around.ids.payload_id().partition("@")[0]


def _told(
    case: Case,
    order: OrderRequest,
    said: ConfirmationRequest,
    order_row: int | None,
    state: VersionState | None = None,
) -> tuple[NoteConfirmation, tuple[Parcel, ...]]:
    send = (
        originated(case, Role.BUYER, "ConfirmationRequest", said, mode=case.mode)
        if confirmations_allowed(order)
        else None
    )
    note = NoteConfirmation(
        order=order_row,
        origin="gateway",
        payload_id=send.payload_id if send else case.around.ids.payload_id(),
        said=said,
        order_state=state,
        about=case.document.envelope.payload_id,
    )
    return note, (send,) if send else ()
