"""Confirmations: what the supplier says about an order and its lines (Fulfill.dtd)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Shipping, Tax, Total, UnitPrice
from gateway.cxml.binding import Attr, Child, Rest, element
from gateway.cxml.contacts import Contact
from gateway.cxml.items import ItemIn
from gateway.cxml.orders import DocumentReference
from gateway.cxml.texts import Comments, Extrinsic
from gateway.cxml.values import AtLeast


class ConfirmationType(StrEnum):
    """What a confirmation says about the order as a whole."""

    ACCEPT = "accept"
    ALL_DETAIL = "allDetail"
    DETAIL = "detail"
    BACKORDERED = "backordered"
    EXCEPT = "except"
    REJECT = "reject"
    REQUEST_TO_PAY = "requestToPay"
    REPLACE = "replace"


class ItemStatus(StrEnum):
    """What a confirmation says about a line."""

    ACCEPT = "accept"
    ALL_DETAIL = "allDetail"
    DETAIL = "detail"
    REJECT = "reject"
    BACKORDERED = "backordered"
    UNKNOWN = "unknown"
    REQUEST_TO_PAY = "requestToPay"


CONFIRMATION_HEADER_ORDER = (
    "DocumentReference Total Shipping Tax Contact Hazard Comments IdReference Extrinsic"
)


@element("ConfirmationHeader", children=CONFIRMATION_HEADER_ORDER)
class ConfirmationHeader:
    """The confirmation as a whole."""

    type: Annotated[ConfirmationType, Attr("type")]
    notice_date: Annotated[str, Attr("noticeDate")]
    confirm_id: Annotated[str | None, Attr("confirmID")] = None
    operation: Annotated[str | None, Attr("operation")] = None
    document_reference: DocumentReference | None = None
    total: Total | None = None
    shipping: Shipping | None = None
    tax: Tax | None = None
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comments, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("OrderReference")
class OrderReference:
    """The order that is meant: its number, and the payloadID it came under."""

    order_id: Annotated[str | None, Attr("orderID")] = None
    order_date: Annotated[str | None, Attr("orderDate")] = None
    document_reference: DocumentReference | None = None
    rest: Rest | None = None


CONFIRMATION_STATUS_ORDER = (
    "UnitOfMeasure ItemIn UnitPrice Tax Shipping SupplierBatchID ScheduleLineReference"
    " ComponentConsumptionDetails Comments Extrinsic"
)


@element("ConfirmationStatus", children=CONFIRMATION_STATUS_ORDER)
class ConfirmationStatus:
    """What becomes of so many units of a line."""

    type: Annotated[ItemStatus, Attr("type")]
    quantity: Annotated[Decimal, Attr("quantity"), AtLeast(0)]
    shipment_date: Annotated[str | None, Attr("shipmentDate")] = None
    delivery_date: Annotated[str | None, Attr("deliveryDate")] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure")] = None
    item_in: ItemIn | None = None
    unit_price: UnitPrice | None = None
    comments: tuple[Comments, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("ConfirmationItem", children="UnitOfMeasure ConfirmationStatus Contact Hazard")
class ConfirmationItem:
    """One line of the order; its quantity and number are the order's."""

    line_number: Annotated[int, Attr("lineNumber")]
    quantity: Annotated[Decimal, Attr("quantity"), AtLeast(0)]
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure")] = None
    statuses: tuple[ConfirmationStatus, ...] = ()
    rest: Rest | None = None


@element(
    "ConfirmationRequest",
    children="ConfirmationHeader OrderReference OrderStatusRequestReference"
    " OrderStatusRequestIDInfo ConfirmationItem",
)
class ConfirmationRequest:
    """The supplier's word on one order."""

    header: ConfirmationHeader
    order_reference: OrderReference
    items: tuple[ConfirmationItem, ...] = ()
    rest: Rest | None = None
