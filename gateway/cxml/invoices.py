"""Invoices and credit memos: the whole, its orders and its sums (InvoiceDetail.dtd)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Tax
from gateway.cxml.binding import Aside, Attr, Rest, element
from gateway.cxml.contacts import Contact
from gateway.cxml.invoice_lines import InvoiceDetailHeaderOrder, InvoiceDetailOrder
from gateway.cxml.invoice_sums import (
    DepositAmount,
    DueAmount,
    GrossAmount,
    InvoiceDetailDiscount,
    NetAmount,
    ShippingAmount,
    SpecialHandlingAmount,
    SubtotalAmount,
    TotalAllowances,
    TotalAmountWithoutTax,
    TotalCharges,
)
from gateway.cxml.payments import InvoiceDetailPaymentTerm, PaymentTerm
from gateway.cxml.references import (
    DocumentReference,
    IdReference,
    InvoiceIDInfo,
    ShipNoticeIDInfo,
)
from gateway.cxml.terms import Period
from gateway.cxml.texts import Comments, Extrinsic
from gateway.cxml.values import Length, Moment


class InvoicePurpose(StrEnum):
    """What an invoice asks for."""

    STANDARD = "standard"
    #: gives back; header invoices only
    CREDIT_MEMO = "creditMemo"
    #: asks for more; header invoices only
    DEBIT_MEMO = "debitMemo"
    #: gives back, line by line
    LINE_LEVEL_CREDIT_MEMO = "lineLevelCreditMemo"
    #: asks for more, line by line
    LINE_LEVEL_DEBIT_MEMO = "lineLevelDebitMemo"


class InvoiceOperation(StrEnum):
    """Whether an invoice is new or withdraws the one it names."""

    NEW = "new"
    DELETE = "delete"


class InvoiceOrigin(StrEnum):
    """Who wrote the invoice."""

    SUPPLIER = "supplier"
    BUYER = "buyer"


@element("InvoiceDetailHeaderIndicator")
class InvoiceDetailHeaderIndicator:
    """How the whole invoice is to be read."""

    is_header_invoice: Annotated[bool, Attr("isHeaderInvoice")] = False
    is_vat_recoverable: Annotated[bool, Attr("isVatRecoverable")] = False
    is_price_based_credit: Annotated[bool, Attr("isPriceBasedLineLevelCreditMemo")] = False
    rest: Rest | None = None


@element("InvoiceDetailLineIndicator")
class InvoiceDetailLineIndicator:
    """Which sums stand at the lines and not in the summary."""

    is_tax_in_line: Annotated[bool, Attr("isTaxInLine")] = False
    is_special_handling_in_line: Annotated[bool, Attr("isSpecialHandlingInLine")] = False
    is_shipping_in_line: Annotated[bool, Attr("isShippingInLine")] = False
    is_discount_in_line: Annotated[bool, Attr("isDiscountInLine")] = False
    is_accounting_in_line: Annotated[bool, Attr("isAccountingInLine")] = False
    is_price_adjustment_in_line: Annotated[bool, Attr("isPriceAdjustmentInLine")] = False
    rest: Rest | None = None


@element("InvoicePartner", children="Contact IdReference")
class InvoicePartner:
    """Somebody that the invoice concerns; the role of the contact says how."""

    contact: Contact
    id_references: tuple[IdReference, ...] = ()
    rest: Rest | None = None


INVOICE_HEADER_ORDER = (
    "InvoiceDetailHeaderIndicator InvoiceDetailLineIndicator InvoicePartner DocumentReference"
    " InvoiceIDInfo PaymentProposalIDInfo InvoiceDetailShipping ShipNoticeIDInfo"
    " InvoiceDetailPaymentTerm|PaymentTerm PaymentInformation Period Comments IdReference Extrinsic"
)


@element("InvoiceDetailRequestHeader", children=INVOICE_HEADER_ORDER)
class InvoiceDetailRequestHeader:
    """The invoice as a whole; memos and `delete` name the invoice that they are about."""

    invoice_id: Annotated[str, Attr("invoiceID"), Length(1, 256)]
    invoice_date: Annotated[str | None, Attr("invoiceDate"), Moment()] = None
    purpose: Annotated[InvoicePurpose, Attr("purpose")] = InvoicePurpose.STANDARD
    operation: Annotated[InvoiceOperation, Attr("operation")] = InvoiceOperation.NEW
    origin: Annotated[InvoiceOrigin | None, Attr("invoiceOrigin"), Aside()] = None
    is_information_only: Annotated[bool, Attr("isInformationOnly")] = False
    is_ers: Annotated[bool, Attr("isERS")] = False
    header_indicator: InvoiceDetailHeaderIndicator | None = None
    line_indicator: InvoiceDetailLineIndicator | None = None
    partners: Annotated[tuple[InvoicePartner, ...], Aside()] = ()
    document_reference: DocumentReference | None = None
    invoice_id_info: Annotated[InvoiceIDInfo | None, Aside()] = None
    shipment: Annotated[ShipNoticeIDInfo | None, Aside()] = None
    payment_terms: Annotated[tuple[InvoiceDetailPaymentTerm | PaymentTerm, ...], Aside()] = ()
    period: Annotated[Period | None, Aside()] = None
    comments: Annotated[Comments | None, Aside()] = None
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


INVOICE_SUMMARY_ORDER = (
    "SubtotalAmount Tax SpecialHandlingAmount ShippingAmount GrossAmount InvoiceDetailDiscount"
    " InvoiceHeaderModifications InvoiceDetailSummaryLineItemModifications TotalCharges"
    " TotalAllowances TotalAmountWithoutTax NetAmount DepositAmount DueAmount"
    " InvoiceDetailSummaryIndustry"
)


@element("InvoiceDetailSummary", children=INVOICE_SUMMARY_ORDER)
class InvoiceDetailSummary:
    """What the invoice comes to."""

    subtotal: SubtotalAmount | None = None
    tax: Tax | None = None
    special_handling: Annotated[SpecialHandlingAmount | None, Aside()] = None
    shipping: Annotated[ShippingAmount | None, Aside()] = None
    gross: Annotated[GrossAmount | None, Aside()] = None
    discount: Annotated[InvoiceDetailDiscount | None, Aside()] = None
    charges: Annotated[TotalCharges | None, Aside()] = None
    allowances: Annotated[TotalAllowances | None, Aside()] = None
    total_without_tax: Annotated[TotalAmountWithoutTax | None, Aside()] = None
    net: NetAmount
    deposit: Annotated[DepositAmount | None, Aside()] = None
    due: DueAmount | None = None
    rest: Rest | None = None


@element(
    "InvoiceDetailRequest",
    children="InvoiceDetailRequestHeader InvoiceDetailOrder|InvoiceDetailHeaderOrder"
    " InvoiceDetailSummary",
)
class InvoiceDetailRequest:
    """The supplier asks for its money, or gives some back."""

    header: InvoiceDetailRequestHeader
    orders: tuple[InvoiceDetailOrder | InvoiceDetailHeaderOrder, ...]
    summary: InvoiceDetailSummary
    rest: Rest | None = None
