"""References: how one document names another, or an order, an agreement, a shipment, a receipt."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.binding import Aside, Attr, Rest, element
from gateway.cxml.texts import Description
from gateway.cxml.values import Moment


class AgreementType(StrEnum):
    """What sort of agreement is meant; the standard names one sort only."""

    #: dates and quantities are called up bit by bit
    SCHEDULING_AGREEMENT = "scheduling_agreement"


@element("DocumentReference")
class DocumentReference:
    """Another document, by its payloadID."""

    payload_id: Annotated[str, Attr("payloadID")]
    rest: Rest | None = None


@element("IdReference", children="Creator Description")
class IdReference:
    """A number that somebody else gave to the thing; `domain` says which number it is."""

    identifier: Annotated[str, Attr("identifier")]
    domain: Annotated[str, Attr("domain")]
    description: Annotated[Description | None, Aside()] = None
    rest: Rest | None = None


@element("OrderReference")
class OrderReference:
    """The order that is meant: its number, and the payloadID it came under."""

    order_id: Annotated[str | None, Attr("orderID")] = None
    order_date: Annotated[str | None, Attr("orderDate"), Moment()] = None
    document_reference: DocumentReference | None = None
    rest: Rest | None = None


@element("OrderIDInfo")
class OrderIDInfo:
    """The order that is meant, where its document is not known: its number."""

    order_id: Annotated[str, Attr("orderID")]
    order_date: Annotated[str | None, Attr("orderDate"), Moment()] = None
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    rest: Rest | None = None


@element("SupplierOrderInfo")
class SupplierOrderInfo:
    """The order that is meant, by the number that the supplier gave it."""

    order_id: Annotated[str, Attr("orderID")]
    order_date: Annotated[str | None, Attr("orderDate"), Moment()] = None
    rest: Rest | None = None


@element("MasterAgreementReference")
class MasterAgreementReference:
    """The agreement that a line is bought under, by its document."""

    agreement_id: Annotated[str | None, Attr("agreementID")] = None
    agreement_date: Annotated[str | None, Attr("agreementDate"), Moment()] = None
    agreement_type: Annotated[AgreementType | None, Attr("agreementType"), Aside()] = None
    document_reference: DocumentReference
    rest: Rest | None = None


@element("MasterAgreementIDInfo")
class MasterAgreementIDInfo:
    """The agreement that a line is bought under, by its number."""

    agreement_id: Annotated[str, Attr("agreementID")]
    agreement_date: Annotated[str | None, Attr("agreementDate"), Moment()] = None
    agreement_type: Annotated[AgreementType | None, Attr("agreementType"), Aside()] = None
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    rest: Rest | None = None


@element("OrderStatusRequestReference")
class OrderStatusRequestReference:
    """The question for an order's state that is answered, by its document."""

    request_id: Annotated[str | None, Attr("orderStatusRequestID")] = None
    request_date: Annotated[str | None, Attr("orderStatusRequestDate"), Moment()] = None
    document_reference: DocumentReference
    rest: Rest | None = None


@element("OrderStatusRequestIDInfo")
class OrderStatusRequestIDInfo:
    """The question for an order's state that is answered, by its number."""

    request_id: Annotated[str, Attr("orderStatusRequestID")]
    request_date: Annotated[str | None, Attr("orderStatusRequestDate"), Moment()] = None
    rest: Rest | None = None


@element("ShipNoticeReference")
class ShipNoticeReference:
    """The shipment that is meant, by its document."""

    shipment_id: Annotated[str | None, Attr("shipNoticeID")] = None
    notice_date: Annotated[str | None, Attr("shipNoticeDate"), Moment()] = None
    document_reference: DocumentReference
    rest: Rest | None = None


@element("ShipNoticeIDInfo")
class ShipNoticeIDInfo:
    """The shipment that is meant, by its number."""

    shipment_id: Annotated[str, Attr("shipNoticeID")]
    notice_date: Annotated[str | None, Attr("shipNoticeDate"), Moment()] = None
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    rest: Rest | None = None


@element("ReceiptReference")
class ReceiptReference:
    """The receipt that is meant, by its document."""

    receipt_id: Annotated[str | None, Attr("receiptID")] = None
    receipt_date: Annotated[str | None, Attr("receiptDate"), Moment()] = None
    document_reference: DocumentReference
    rest: Rest | None = None


@element("ReceiptIDInfo")
class ReceiptIDInfo:
    """The receipt that is meant, by its number."""

    receipt_id: Annotated[str, Attr("receiptID")]
    receipt_date: Annotated[str | None, Attr("receiptDate"), Moment()] = None
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    rest: Rest | None = None


@element("InvoiceIDInfo")
class InvoiceIDInfo:
    """The invoice that is meant, by its number."""

    invoice_id: Annotated[str, Attr("invoiceID")]
    invoice_date: Annotated[str | None, Attr("invoiceDate"), Moment()] = None
    rest: Rest | None = None


@element("DocumentInfo")
class DocumentInfo:
    """The document that is meant, by its kind and number."""

    document_id: Annotated[str, Attr("documentID")]
    document_type: Annotated[str, Attr("documentType")]
    document_date: Annotated[str | None, Attr("documentDate"), Moment()] = None
    rest: Rest | None = None
