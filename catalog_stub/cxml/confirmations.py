"""What the shop can say about an order, and how a ConfirmationRequest says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from lxml import etree
from lxml.builder import E

from catalog_stub.cxml.orders import OrderDocument, OrderLine
from catalog_stub.cxml.writing import LANGUAGE
from catalog_stub.moments import stamp

#: How long a line that is not in stock takes.
LATER = timedelta(days=14)


class Kind(StrEnum):
    """The types of confirmation that the shop sends (Fulfill.dtd, ConfirmationHeader/@type)."""

    ACCEPT = "accept"
    REJECT = "reject"
    BACKORDERED = "backordered"
    DETAIL = "detail"

    @property
    def is_final(self) -> bool:
        """Whether it answers the whole order, so that only one of them may stand."""
        return self in {Kind.ACCEPT, Kind.REJECT}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShare:
    """How one line is divided; the parts add up to the quantity ordered."""

    line: OrderLine
    accepted: Decimal
    backordered: Decimal
    rejected: Decimal

    @classmethod
    def halves(cls, line: OrderLine) -> LineShare:
        """Return the usual partial delivery: half the line now, in whole units, the rest later."""
        accepted = (line.quantity / 2).to_integral_value(ROUND_FLOOR)
        return cls(
            line=line,
            accepted=accepted,
            backordered=line.quantity - accepted,
            rejected=Decimal(0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The confirmation that a new one stands in for."""

    payload_id: str
    confirm_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """One statement about an order, before it is written."""

    kind: Kind
    confirm_id: str
    #: Which word about its order this is, from 1.
    number: int = 1
    reason: str | None = None
    shares: tuple[LineShare, ...] = ()
    #: Set when this statement replaces that one (`operation="update"`).
    replaces: Earlier | None = None


def confirmation_request(
    confirmation: Confirmation, order: OrderDocument, at: datetime
) -> etree._Element:
    """Return the ConfirmationRequest that says this about that order.

    A reject carries no items and its reason as Comments; backordered and detail carry the lines.
    """
    reference = E.OrderReference(
        E.DocumentReference(payloadID=order.payload_id), orderID=order.order_id
    )
    if order.order_date:
        reference.set("orderDate", order.order_date)
    return E.ConfirmationRequest(
        _header(confirmation, at), reference, *_items(confirmation, order, at)
    )


def _header(confirmation: Confirmation, at: datetime) -> etree._Element:
    header = E.ConfirmationHeader(
        confirmID=confirmation.confirm_id,
        operation="update" if confirmation.replaces else "new",
        type=confirmation.kind.value,
        noticeDate=stamp(at),
    )
    if confirmation.replaces:
        header.append(E.DocumentReference(payloadID=confirmation.replaces.payload_id))
    if confirmation.reason:
        comments = E.Comments(confirmation.reason)
        comments.set(LANGUAGE, "en")
        header.append(comments)
    return header


def _items(confirmation: Confirmation, order: OrderDocument, at: datetime) -> list[etree._Element]:
    if confirmation.kind is Kind.BACKORDERED:
        return [_item(line, [_later(line, line.quantity, at)]) for line in order.lines]
    if confirmation.kind is Kind.DETAIL:
        return [_item(share.line, _statuses(share, at)) for share in confirmation.shares]
    return []


def _statuses(share: LineShare, at: datetime) -> list[etree._Element]:
    statuses = []
    if share.accepted:
        statuses.append(_status(share.line, share.accepted, "accept"))
    if share.backordered:
        statuses.append(_later(share.line, share.backordered, at))
    if share.rejected:
        statuses.append(_status(share.line, share.rejected, "reject"))
    # An item must have a status (Fulfill.dtd), even a line over a quantity of nothing.
    return statuses or [_status(share.line, share.line.quantity, "accept")]


def _later(line: OrderLine, quantity: Decimal, at: datetime) -> etree._Element:
    status = _status(line, quantity, "backordered")
    status.set("deliveryDate", stamp(at + LATER))
    return status


def _status(line: OrderLine, quantity: Decimal, type_: str) -> etree._Element:
    return E.ConfirmationStatus(
        E.UnitOfMeasure(line.unit_of_measure), quantity=f"{quantity:f}", type=type_
    )


def _item(line: OrderLine, statuses: list[etree._Element]) -> etree._Element:
    return E.ConfirmationItem(
        E.UnitOfMeasure(line.unit_of_measure),
        *statuses,
        quantity=f"{line.quantity:f}",
        lineNumber=str(line.line_number),
    )
