"""ShipNoticeRequest: what the supplier sent off, held against its orders and carried on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gateway.cxml.ship_notices import (
    ShipmentType,
    ShipNoticeHeader,
    ShipNoticeOperation,
    ShipNoticePortion,
    ShipNoticeRequest,
)
from gateway.errors import BadRequest, Conflict
from gateway.exchange import following
from gateway.exchange.following import Followed
from gateway.exchange.outcome import Case, NoteFollowUp, Outcome
from gateway.rules import fulfilment
from gateway.rules.ordered import Share
from gateway.store import standing
from gateway.store.follow_ups import FollowUp, FollowUpLine
from gateway.store.orders import Order

UNKNOWN_UPDATE: Final = (
    "The ship notice that it updates is not known here; it was taken as a new one."
)
NO_PORTION: Final = (
    "ShipNoticePortion is missing: a ship notice names an order for all that it ships."
)
RETURN: Final = "return"


def take_ship_notice(case: Case) -> Outcome:
    """
    Take a ship notice: a new one, a newer form of one, or its withdrawal.

    Raises ExpectationFailed for an order that is not the supplier's, BadRequest for lines that the
    order lacks, Conflict where more would be shipped than was ordered.
    """
    request = case.document.envelope.request
    said = request.body if request else None
    if not isinstance(said, ShipNoticeRequest):
        raise BadRequest
    if said.header.operation is ShipNoticeOperation.DELETE:
        return _withdrawn(case, said)
    return _shipped(case, said)


def _withdrawn(case: Case, said: ShipNoticeRequest) -> Outcome:
    found = [following.named(case, portion.order_reference) for portion in said.portions]
    before = following.earlier(case, said.header.shipment_id, case.mode)
    before = following.current(case, before, _named(said.header))
    before = following.withdrawn(before, "ShipNoticeHeader/@shipmentID")
    followed = following.together(case, [*found, *following.orders_of(case, before)])
    lines = [
        FollowUpLine(order_id=order.id, position=place, counts=False)
        for place, order in enumerate(followed.orders, start=1)
    ]
    note = _note(said, lines, (), before)
    return following.carried(case, followed, note, "withdrawal of the ship notice")


def _shipped(case: Case, said: ShipNoticeRequest) -> Outcome:
    if not said.portions:
        raise BadRequest(NO_PORTION)
    found = [following.named(case, portion.order_reference) for portion in said.portions]
    followed = following.together(case, found)
    before = following.earlier(case, said.header.shipment_id, followed.mode)
    if following.is_resent(case, before):
        return following.known(followed)
    remarks: list[str] = []
    if said.header.operation is ShipNoticeOperation.NEW:
        following.free(before, "shipmentID")
        before = None
    else:
        before = following.current(case, before, _named(said.header))
        remarks += [] if before else [UNKNOWN_UPDATE]
    if not _is_return(said.header):
        following.open_only(followed, "shipped")
    lines, noticed = _lines(case, said, followed, [order.id for order in found], before)
    note = _note(said, lines, (*remarks, *noticed), before)
    return following.carried(case, followed, note, "ship notice")


def _named(header: ShipNoticeHeader) -> str | None:
    return header.document_reference.payload_id if header.document_reference else None


def _is_return(header: ShipNoticeHeader) -> bool:
    """Tell whether goods come back to the supplier: nothing is shipped of the order."""
    return header.rest is not None and ("reason", RETURN) in header.rest.attributes


def _is_planned(header: ShipNoticeHeader) -> bool:
    return header.shipment_type is ShipmentType.PLANNED


def _lines(
    case: Case,
    said: ShipNoticeRequest,
    followed: Followed,
    rows: Sequence[int],
    before: FollowUp | None,
) -> tuple[list[FollowUpLine], list[str]]:
    """Hold each order's portions against it; gives what is kept, and what is odd."""
    counts = not _is_planned(said.header) and not _is_return(said.header)
    kept: list[FollowUpLine] = []
    noticed: list[str] = []
    for order in followed.orders:
        portions = [p for p, row in zip(said.portions, rows, strict=True) if row == order.id]
        shares, odd = _checked(case, order, portions, before, is_return=_is_return(said.header))
        noticed += odd
        kept += [
            FollowUpLine(
                order_id=order.id,
                position=len(kept) + place,
                line_number=share.number,
                quantity=share.quantity,
                unit_of_measure=share.unit,
                counts=counts,
            )
            for place, share in enumerate(shares, start=1)
        ]
    return kept, noticed


def _checked(
    case: Case,
    order: Order,
    portions: Sequence[ShipNoticePortion],
    before: FollowUp | None,
    *,
    is_return: bool,
) -> tuple[tuple[Share, ...], tuple[str, ...]]:
    lines = standing.order_lines(case.tx, order)
    earlier = standing.shipped(case.tx, order.id, lines, without=before.id if before else None)
    whole = any(not portion.items for portion in portions)
    shares = (
        fulfilment.rest(lines, earlier)
        if whole
        else tuple(
            Share(number=item.line_number, quantity=item.quantity, unit=item.unit_of_measure)
            for portion in portions
            for item in portion.items
        )
    )
    if found := fulfilment.shipping_faults(lines, shares):
        raise BadRequest(" ".join(found))
    if is_return:
        return shares, ()
    if whole and not shares:
        raise Conflict(
            "ShipNoticePortion without ShipNoticeItem ships the whole order, and all of it was"
            " shipped before."
        )
    if found := fulfilment.over_shipped(lines, earlier, shares):
        raise Conflict(" ".join(found))
    word = standing.word(case.tx, order, lines)
    return shares, fulfilment.shipping_remarks(lines, earlier, shares, word)


def _note(
    said: ShipNoticeRequest,
    lines: Sequence[FollowUpLine],
    remarks: Sequence[str],
    before: FollowUp | None,
) -> NoteFollowUp:
    header = said.header
    kind = RETURN if _is_return(header) else header.shipment_type and header.shipment_type.value
    return NoteFollowUp(
        number=header.shipment_id,
        operation=header.operation.value,
        type=kind,
        remarks=tuple(remarks),
        lines=tuple(lines),
        stands=header.operation is not ShipNoticeOperation.DELETE,
        ends=before.id if before else None,
    )
