"""News about documents that were sent earlier: their state, their payment, their invoice."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Shipping, Sum, Tax, Total
from gateway.cxml.binding import Aside, Attr, Content, Rest, element
from gateway.cxml.payments import PCard
from gateway.cxml.references import DocumentInfo, DocumentReference, InvoiceIDInfo
from gateway.cxml.responses import Status
from gateway.cxml.texts import Comments, Extrinsic
from gateway.cxml.values import Moment


class PaymentType(StrEnum):
    """What was done with a card."""

    AUTHORIZATION = "Authorization"
    SETTLEMENT = "Settlement"
    SALE = "Sale"
    CREDIT = "Credit"


@element("PaymentStatus", children="PCard Total Shipping Tax Extrinsic")
class PaymentStatus:
    """What became of an order's payment."""

    order_id: Annotated[str, Attr("orderID")]
    type: Annotated[PaymentType, Attr("type")]
    transaction_timestamp: Annotated[str | None, Attr("transactionTimestamp"), Moment()] = None
    transaction_id: Annotated[str | None, Attr("transactionID")] = None
    authorization_id: Annotated[str | None, Attr("authorizationID")] = None
    is_failed: Annotated[bool, Attr("isFailed")] = False
    card: Annotated[PCard | None, Aside()] = None
    total: Annotated[Total | None, Aside()] = None
    shipping: Annotated[Shipping | None, Aside()] = None
    tax: Annotated[Tax | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


class SourcingAction(StrEnum):
    """What became of a quotation."""

    APPROVE = "approve"
    CANCEL = "cancel"
    DENY = "deny"


@element("SourcingStatus")
class SourcingStatus:
    """What became of a request for quotation, in one language."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    action: Annotated[SourcingAction | None, Attr("action")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


class InvoiceState(StrEnum):
    """How far the buyer is with an invoice."""

    PROCESSING = "processing"
    CANCELED = "canceled"
    RECONCILED = "reconciled"
    REJECTED = "rejected"
    PAYING = "paying"
    PAID = "paid"


@element("PartialAmount")
class PartialAmount(Sum):
    """What is paid, where that is not the whole invoice."""


@element("InvoiceStatus", children="InvoiceIDInfo PartialAmount Comments")
class InvoiceStatus:
    """What became of an invoice."""

    type: Annotated[InvoiceState, Attr("type")]
    payment_due_date: Annotated[str | None, Attr("paymentNetDueDate"), Moment()] = None
    invoice_id_info: InvoiceIDInfo | None = None
    partial_amount: PartialAmount | None = None
    comments: tuple[Comments, ...] = ()
    rest: Rest | None = None


@element("DocumentStatus", children="DocumentInfo ItemStatus Comments")
class DocumentStatus:
    """What became of another document; its words are the sender's own."""

    type: Annotated[str, Attr("type")]
    document_info: DocumentInfo | None = None
    comments: tuple[Comments, ...] = ()
    rest: Rest | None = None


class IntegrationState(StrEnum):
    """How far a document came at its receiver's."""

    CUSTOMER_RECEIVED = "customerReceived"
    CUSTOMER_CONFIRMED = "customerConfirmed"
    CUSTOMER_FAILED = "customerFailed"
    DELIVERY_READY = "deliveryReady"
    DELIVERY_SUCCESSFUL = "deliverySuccessful"
    DELIVERY_DELAYED = "deliveryDelayed"
    DELIVERY_FAILED = "deliveryFailed"


class Success(StrEnum):
    """Whether a step went well."""

    YES = "yes"
    NO = "no"


@element("IntegrationMessage")
class IntegrationMessage:
    """What the receiver's system said."""

    is_successful: Annotated[Success | None, Attr("isSuccessful"), Aside()] = None
    type: Annotated[str | None, Attr("type")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("IntegrationStatus", children="IntegrationMessage")
class IntegrationStatus:
    """What became of a document on its way into the receiver's system."""

    document_status: Annotated[IntegrationState, Attr("documentStatus")]
    message: IntegrationMessage | None = None
    rest: Rest | None = None


STATUS_UPDATE_ORDER = (
    "DocumentReference Status PaymentStatus SourcingStatus InvoiceStatus DocumentStatus"
    " IntegrationStatus Extrinsic"
)


@element("StatusUpdateRequest", children=STATUS_UPDATE_ORDER)
class StatusUpdateRequest:
    """What became of an earlier document; `about` says it for some sorts of documents."""

    document_reference: DocumentReference | None = None
    status: Status
    about: (
        PaymentStatus | SourcingStatus | InvoiceStatus | DocumentStatus | IntegrationStatus | None
    ) = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None
