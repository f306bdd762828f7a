"""The lines of invoices: of goods, of services, or of an order as a whole (InvoiceDetail.dtd)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from gateway.cxml.accounting import Distribution
from gateway.cxml.amounts import PriceBasisQuantity, Tax, UnitPrice, UnitRate
from gateway.cxml.binding import Aside, Attr, Child, Rest, element
from gateway.cxml.invoice_sums import (
    GrossAmount,
    InvoiceDetailDiscount,
    NetAmount,
    SubtotalAmount,
    TotalAllowances,
    TotalAmountWithoutTax,
    TotalCharges,
)
from gateway.cxml.items import Classification, ItemID, ItemType, ManufacturerName
from gateway.cxml.platforms import Unit
from gateway.cxml.references import (
    MasterAgreementIDInfo,
    MasterAgreementReference,
    OrderIDInfo,
    OrderReference,
    ReceiptIDInfo,
    ReceiptReference,
    ShipNoticeIDInfo,
    ShipNoticeReference,
    SupplierOrderInfo,
)
from gateway.cxml.terms import Period
from gateway.cxml.texts import Comments, Description, Extrinsic
from gateway.cxml.values import Moment

ORDER_INFO_ORDER = (
    "OrderReference MasterAgreementReference MasterAgreementIDInfo OrderIDInfo SupplierOrderInfo"
)


@element("InvoiceDetailOrderInfo", children=ORDER_INFO_ORDER)
class InvoiceDetailOrderInfo:
    """Of which order, or under which agreement; one of them at least."""

    order: OrderReference | OrderIDInfo | None = None
    agreement: Annotated[MasterAgreementReference | MasterAgreementIDInfo | None, Aside()] = None
    supplier_order_info: Annotated[SupplierOrderInfo | None, Aside()] = None
    rest: Rest | None = None


@element("InvoiceDetailReceiptInfo")
class InvoiceDetailReceiptInfo:
    """The receipt that is invoiced."""

    receipt: ReceiptReference | ReceiptIDInfo
    rest: Rest | None = None


@element("InvoiceDetailShipNoticeInfo")
class InvoiceDetailShipNoticeInfo:
    """The shipment that is invoiced."""

    shipment: ShipNoticeReference | ShipNoticeIDInfo
    rest: Rest | None = None


ITEM_REFERENCE_ORDER = (
    "ItemID Description Classification ManufacturerPartID ManufacturerName Country SerialNumber"
    " SupplierBatchID InvoiceDetailItemReferenceIndustry"
)


@element("InvoiceDetailItemReference", children=ITEM_REFERENCE_ORDER)
class InvoiceDetailItemReference:
    """The line of the order that is invoiced."""

    line_number: Annotated[int, Attr("lineNumber")]
    item_id: Annotated[ItemID | None, Aside()] = None
    description: Annotated[Description | None, Aside()] = None
    classifications: Annotated[tuple[Classification, ...], Aside()] = ()
    manufacturer_part_id: Annotated[str | None, Child("ManufacturerPartID"), Aside()] = None
    manufacturer_name: Annotated[ManufacturerName | None, Aside()] = None
    rest: Rest | None = None


ITEM_ORDER = (
    "UnitOfMeasure UnitPrice PriceBasisQuantity InvoiceDetailItemReference"
    " ReceiptLineItemReference ShipNoticeLineItemReference ServiceEntryItemReference"
    " ServiceEntryItemIDInfo ProductMovementItemIDInfo SubtotalAmount Tax"
    " InvoiceDetailLineSpecialHandling InvoiceDetailLineShipping ShipNoticeIDInfo GrossAmount"
    " InvoiceDetailDiscount InvoiceItemModifications TotalCharges TotalAllowances"
    " TotalAmountWithoutTax NetAmount Distribution Packaging InvoiceDetailItemIndustry Comments"
    " CustomsInfo Extrinsic"
)


@element("InvoiceDetailItem", children=ITEM_ORDER)
class InvoiceDetailItem:
    """A line of goods; quantity and amounts are below zero where a line is credited."""

    line_number: Annotated[int, Attr("invoiceLineNumber")]
    quantity: Annotated[Decimal, Attr("quantity")]
    parent_line_number: Annotated[int | None, Attr("parentInvoiceLineNumber"), Aside()] = None
    item_type: Annotated[ItemType | None, Attr("itemType"), Aside()] = None
    is_ad_hoc: Annotated[bool, Attr("isAdHoc")] = False
    reference_date: Annotated[str | None, Attr("referenceDate"), Moment()] = None
    inspection_date: Annotated[str | None, Attr("inspectionDate"), Moment()] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    unit_price: UnitPrice | None = None
    price_basis_quantity: PriceBasisQuantity | None = None
    item_reference: InvoiceDetailItemReference
    subtotal: SubtotalAmount | None = None
    tax: Tax | None = None
    shipment: Annotated[ShipNoticeIDInfo | None, Aside()] = None
    gross: Annotated[GrossAmount | None, Aside()] = None
    discount: Annotated[InvoiceDetailDiscount | None, Aside()] = None
    charges: Annotated[TotalCharges | None, Aside()] = None
    allowances: Annotated[TotalAllowances | None, Aside()] = None
    total_without_tax: Annotated[TotalAmountWithoutTax | None, Aside()] = None
    net: NetAmount | None = None
    distributions: Annotated[tuple[Distribution, ...], Aside()] = ()
    comments: Annotated[Comments | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


@element("InvoiceDetailServiceItemReference", children="Classification ItemID Description")
class InvoiceDetailServiceItemReference:
    """The line of the order that the service belongs to."""

    line_number: Annotated[int | None, Attr("lineNumber")] = None
    classifications: Annotated[tuple[Classification, ...], Aside()] = ()
    item_id: Annotated[ItemID | None, Aside()] = None
    description: Annotated[Description | None, Aside()] = None
    rest: Rest | None = None


SERVICE_ITEM_ORDER = (
    "InvoiceDetailServiceItemReference ServiceEntryItemReference ServiceEntryItemIDInfo"
    " SubtotalAmount Period UnitRate UnitOfMeasure UnitPrice PriceBasisQuantity Tax GrossAmount"
    " InvoiceDetailDiscount InvoiceItemModifications TotalCharges TotalAllowances"
    " TotalAmountWithoutTax NetAmount Distribution Comments InvoiceLaborDetail Extrinsic"
)


@element("InvoiceDetailServiceItem", children=SERVICE_ITEM_ORDER)
class InvoiceDetailServiceItem:
    """A line of work; its price is a rate, or a price for one unit."""

    line_number: Annotated[int, Attr("invoiceLineNumber")]
    quantity: Annotated[Decimal | None, Attr("quantity")] = None
    parent_line_number: Annotated[int | None, Attr("parentInvoiceLineNumber"), Aside()] = None
    item_type: Annotated[ItemType | None, Attr("itemType"), Aside()] = None
    is_ad_hoc: Annotated[bool, Attr("isAdHoc")] = False
    reference_date: Annotated[str | None, Attr("referenceDate"), Moment()] = None
    inspection_date: Annotated[str | None, Attr("inspectionDate"), Moment()] = None
    item_reference: InvoiceDetailServiceItemReference
    subtotal: SubtotalAmount
    period: Annotated[Period | None, Aside()] = None
    unit_rate: UnitRate | None = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    unit_price: UnitPrice | None = None
    price_basis_quantity: PriceBasisQuantity | None = None
    tax: Tax | None = None
    gross: Annotated[GrossAmount | None, Aside()] = None
    discount: Annotated[InvoiceDetailDiscount | None, Aside()] = None
    charges: Annotated[TotalCharges | None, Aside()] = None
    allowances: Annotated[TotalAllowances | None, Aside()] = None
    total_without_tax: Annotated[TotalAmountWithoutTax | None, Aside()] = None
    net: NetAmount | None = None
    distributions: Annotated[tuple[Distribution, ...], Aside()] = ()
    comments: Annotated[Comments | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


ORDER_SUMMARY_ORDER = (
    "SubtotalAmount Period Tax InvoiceDetailLineSpecialHandling InvoiceDetailLineShipping"
    " GrossAmount InvoiceDetailDiscount NetAmount Comments Extrinsic"
)


@element("InvoiceDetailOrderSummary", children=ORDER_SUMMARY_ORDER)
class InvoiceDetailOrderSummary:
    """What an order costs, where its lines are not invoiced one by one."""

    line_number: Annotated[int, Attr("invoiceLineNumber")]
    inspection_date: Annotated[str | None, Attr("inspectionDate"), Moment()] = None
    subtotal: SubtotalAmount
    period: Annotated[Period | None, Aside()] = None
    tax: Tax | None = None
    gross: Annotated[GrossAmount | None, Aside()] = None
    discount: Annotated[InvoiceDetailDiscount | None, Aside()] = None
    net: NetAmount | None = None
    comments: Annotated[Comments | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


@element("InvoiceDetailHeaderOrder", children="InvoiceDetailOrderInfo InvoiceDetailOrderSummary")
class InvoiceDetailHeaderOrder:
    """One order that is invoiced as a whole."""

    order_info: InvoiceDetailOrderInfo
    summary: InvoiceDetailOrderSummary
    rest: Rest | None = None


@element(
    "InvoiceDetailOrder",
    children="InvoiceDetailOrderInfo InvoiceDetailReceiptInfo InvoiceDetailShipNoticeInfo"
    " InvoiceDetailItem|InvoiceDetailServiceItem",
)
class InvoiceDetailOrder:
    """One order that is invoiced line by line."""

    order_info: InvoiceDetailOrderInfo
    receipt_info: Annotated[InvoiceDetailReceiptInfo | None, Aside()] = None
    ship_notice_info: Annotated[InvoiceDetailShipNoticeInfo | None, Aside()] = None
    items: tuple[InvoiceDetailItem | InvoiceDetailServiceItem, ...]
    rest: Rest | None = None
