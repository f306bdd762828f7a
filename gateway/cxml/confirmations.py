"""Confirmations: what the supplier says about an order and its lines (Fulfill.dtd)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Shipping, Tax, Total, UnitPrice
from gateway.cxml.binding import Aside, Attr, Child, Rest, element
from gateway.cxml.contacts import Contact
from gateway.cxml.items import ItemIn
from gateway.cxml.platforms import Unit
from gateway.cxml.references import (
    DocumentReference,
    IdReference,
    OrderReference,
    OrderStatusRequestIDInfo,
    OrderStatusRequestReference,
)
from gateway.cxml.schedules import ScheduleLineReference
from gateway.cxml.texts import Comments, Extrinsic
from gateway.cxml.values import Moment, NotNegative


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


class ConfirmationOperation(StrEnum):
    """Whether a confirmation is the first of its number, or replaces it."""

    NEW = "new"
    UPDATE = "update"


CONFIRMATION_HEADER_ORDER = (
    "DocumentReference Total Shipping Tax Contact Hazard Comments IdReference Extrinsic"
)


@element("ConfirmationHeader", children=CONFIRMATION_HEADER_ORDER)
class ConfirmationHeader:
    """The confirmation as a whole."""

    type: Annotated[ConfirmationType, Attr("type")]
    notice_date: Annotated[str, Attr("noticeDate"), Moment()]
    confirm_id: Annotated[str | None, Attr("confirmID")] = None
    operation: Annotated[ConfirmationOperation | None, Attr("operation")] = None
    invoice_id: Annotated[str | None, Attr("invoiceID")] = None
    version: Annotated[str | None, Attr("version")] = None
    document_reference: DocumentReference | None = None
    total: Total | None = None
    shipping: Shipping | None = None
    tax: Tax | None = None
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comments, ...] = ()
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


CONFIRMATION_STATUS_ORDER = (
    "UnitOfMeasure ItemIn UnitPrice Tax Shipping SupplierBatchID ScheduleLineReference"
    " ComponentConsumptionDetails Comments Extrinsic"
)


@element("ConfirmationStatus", children=CONFIRMATION_STATUS_ORDER)
class ConfirmationStatus:
    """What becomes of so many units of a line."""

    type: Annotated[ItemStatus, Attr("type")]
    quantity: Annotated[Decimal, Attr("quantity"), NotNegative()]
    shipment_date: Annotated[str | None, Attr("shipmentDate"), Moment()] = None
    delivery_date: Annotated[str | None, Attr("deliveryDate"), Moment()] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    item_in: ItemIn | None = None
    unit_price: UnitPrice | None = None
    tax: Annotated[Tax | None, Aside()] = None
    shipping: Annotated[Shipping | None, Aside()] = None
    supplier_batch_id: Annotated[str | None, Child("SupplierBatchID")] = None
    schedule_line: Annotated[ScheduleLineReference | None, Aside()] = None
    comments: tuple[Comments, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("ConfirmationItem", children="UnitOfMeasure Contact Hazard ConfirmationStatus")
class ConfirmationItem:
    """One line of the order; its quantity and number are the order's."""

    line_number: Annotated[int, Attr("lineNumber")]
    quantity: Annotated[Decimal, Attr("quantity"), NotNegative()]
    parent_line_number: Annotated[int | None, Attr("parentLineNumber"), Aside()] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    contacts: Annotated[tuple[Contact, ...], Aside()] = ()
    statuses: tuple[ConfirmationStatus, ...] = ()
    rest: Rest | None = None


@element(
    "ConfirmationRequest",
    children="ConfirmationHeader OrderReference"
    " OrderStatusRequestReference|OrderStatusRequestIDInfo ConfirmationItem",
)
class ConfirmationRequest:
    """The supplier's word on one order."""

    header: ConfirmationHeader
    order_reference: OrderReference
    status_requests: Annotated[
        tuple[OrderStatusRequestReference | OrderStatusRequestIDInfo, ...], Aside()
    ] = ()
    items: tuple[ConfirmationItem, ...] = ()
    rest: Rest | None = None
