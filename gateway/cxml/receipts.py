"""Receipts: what a buyer took in of its orders, and what it sent back (Fulfill.dtd)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Sum, Total, UnitRate
from gateway.cxml.binding import Aside, Attr, Child, Rest, element
from gateway.cxml.contacts import Address
from gateway.cxml.items import Classification, ItemID, ManufacturerName
from gateway.cxml.references import (
    DocumentReference,
    MasterAgreementIDInfo,
    MasterAgreementReference,
    OrderIDInfo,
    OrderReference,
    ShipNoticeIDInfo,
    ShipNoticeReference,
)
from gateway.cxml.texts import Comments, Description, Extrinsic
from gateway.cxml.values import Length, Moment


class ReceiptOperation(StrEnum):
    """Whether a receipt is new or withdraws the one of its number."""

    NEW = "new"
    DELETE = "delete"


class ReceiptType(StrEnum):
    """Which way the goods went."""

    RECEIVED = "received"
    #: back to the supplier
    RETURNED = "returned"


@element("ReceiptRequestHeader", children="DocumentReference ShipNoticeIDInfo Comments Extrinsic")
class ReceiptRequestHeader:
    """The receipt as a whole; `delete` names the one before it."""

    receipt_id: Annotated[str, Attr("receiptID"), Length(1, 256)]
    operation: Annotated[ReceiptOperation, Attr("operation")] = ReceiptOperation.NEW
    receipt_date: Annotated[str | None, Attr("receiptDate"), Moment()] = None
    document_reference: DocumentReference | None = None
    shipment: Annotated[ShipNoticeIDInfo | None, Aside()] = None
    comments: Annotated[Comments | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


@element(
    "ReceiptOrderInfo",
    children="OrderReference MasterAgreementReference MasterAgreementIDInfo OrderIDInfo",
)
class ReceiptOrderInfo:
    """Of which order, or under which agreement; one of them at least."""

    order: OrderReference | OrderIDInfo | None = None
    agreement: Annotated[MasterAgreementReference | MasterAgreementIDInfo | None, Aside()] = None
    rest: Rest | None = None


@element("ReceivedAmount")
class ReceivedAmount(Sum):
    """What the goods that were taken in are worth."""


@element("DeliveryAddress")
class DeliveryAddress:
    """Where the goods were taken in."""

    address: Address
    rest: Rest | None = None


@element("ShipNoticeLineItemReference")
class ShipNoticeLineItemReference:
    """The line of a ship notice that is meant."""

    line_number: Annotated[int, Attr("shipNoticeLineNumber")]
    rest: Rest | None = None


RECEIPT_ITEM_REFERENCE_ORDER = (
    "ItemID Description ManufacturerPartID ManufacturerName ShipNoticeReference ShipNoticeIDInfo"
    " ShipNoticeLineItemReference ReferenceDocumentInfo"
)


@element("ReceiptItemReference", children=RECEIPT_ITEM_REFERENCE_ORDER)
class ReceiptItemReference:
    """The line of the order that was taken in, and the shipment it came with."""

    line_number: Annotated[int, Attr("lineNumber")]
    item_id: Annotated[ItemID | None, Aside()] = None
    description: Annotated[Description | None, Aside()] = None
    manufacturer_part_id: Annotated[str | None, Child("ManufacturerPartID"), Aside()] = None
    manufacturer_name: Annotated[ManufacturerName | None, Aside()] = None
    shipment: Annotated[ShipNoticeReference | ShipNoticeIDInfo | None, Aside()] = None
    shipment_line: Annotated[ShipNoticeLineItemReference | None, Aside()] = None
    rest: Rest | None = None


RECEIPT_ITEM_ORDER = (
    "ReceiptItemReference UnitRate ReceivedAmount AssetInfo DeliveryAddress Comments Batch"
    " Classification Extrinsic"
)


@element("ReceiptItem", children=RECEIPT_ITEM_ORDER)
class ReceiptItem:
    """So many units of one line; below zero, a receipt before this one is corrected."""

    receipt_line_number: Annotated[int, Attr("receiptLineNumber")]
    quantity: Annotated[Decimal, Attr("quantity")]
    type: Annotated[ReceiptType, Attr("type")] = ReceiptType.RECEIVED
    is_complete: Annotated[bool, Attr("completedIndicator")] = False
    item_reference: ReceiptItemReference
    unit_rate: Annotated[UnitRate | None, Aside()] = None
    received_amount: Annotated[ReceivedAmount | None, Aside()] = None
    delivery_address: Annotated[DeliveryAddress | None, Aside()] = None
    comments: Annotated[Comments | None, Aside()] = None
    classifications: Annotated[tuple[Classification, ...], Aside()] = ()
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


@element("ReceiptOrder", children="ReceiptOrderInfo ReceiptItem")
class ReceiptOrder:
    """What was taken in of one order."""

    is_closed: Annotated[bool, Attr("closeForReceiving")] = False
    order_info: ReceiptOrderInfo
    items: tuple[ReceiptItem, ...]
    rest: Rest | None = None


@element("ReceiptRequest", children="ReceiptRequestHeader ReceiptOrder Total")
class ReceiptRequest:
    """The buyer has the goods."""

    header: ReceiptRequestHeader
    orders: tuple[ReceiptOrder, ...]
    total: Annotated[Total | None, Aside()] = None
    rest: Rest | None = None
