"""Orders: what a buyer wants for real."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Shipping, Tax, Total
from gateway.cxml.binding import Aside, Attr, Rest, element
from gateway.cxml.contacts import BillTo, Contact, ShipTo
from gateway.cxml.items import ItemOut
from gateway.cxml.payments import Payment, PaymentTerm
from gateway.cxml.references import DocumentReference, IdReference, SupplierOrderInfo
from gateway.cxml.terms import ControlKeys, DeliveryPeriod, TermsOfDelivery
from gateway.cxml.texts import URL, Comments, Extrinsic
from gateway.cxml.values import Length, Moment


class OrderType(StrEnum):
    """How an order is meant."""

    REGULAR = "regular"
    #: calls goods up, of a blanket order or an agreement
    RELEASE = "release"
    #: a ceiling, of which goods are called up later
    BLANKET = "blanket"
    #: between two places of the buyer's
    STOCK_TRANSPORT = "stockTransport"
    STOCK_TRANSPORT_RELEASE = "stockTransportRelease"


class Change(StrEnum):
    """Whether an order is the first of its number, or replaces or withdraws it."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


@element("Followup")
class Followup:
    """Where to send what becomes of a document."""

    url: URL
    rest: Rest | None = None


ORDER_HEADER_ORDER = (
    "Total ShipTo BillTo BusinessPartner LegalEntity OrganizationalUnit Shipping Tax Payment"
    " PaymentTerm Contact Comments Followup ControlKeys DocumentReference SupplierOrderInfo"
    " TermsOfDelivery DeliveryPeriod IdReference OrderRequestHeaderIndustry Extrinsic"
)


@element("OrderRequestHeader", children=ORDER_HEADER_ORDER)
class OrderRequestHeader:
    """The order as a whole; defaults are the DTD's, never the document's own."""

    order_id: Annotated[str, Attr("orderID"), Length(1, 256)]
    order_date: Annotated[str, Attr("orderDate"), Length(1, 64), Moment()]
    order_type: Annotated[OrderType, Attr("orderType")] = OrderType.REGULAR
    type: Annotated[Change, Attr("type")] = Change.NEW
    order_version: Annotated[Decimal | None, Attr("orderVersion")] = None
    is_internal_version: Annotated[bool, Attr("isInternalVersion")] = False
    requisition_id: Annotated[str | None, Attr("requisitionID")] = None
    release_required: Annotated[bool, Attr("releaseRequired")] = False
    agreement_id: Annotated[str | None, Attr("agreementID")] = None
    agreement_payload_id: Annotated[str | None, Attr("agreementPayloadID")] = None
    parent_agreement_id: Annotated[str | None, Attr("parentAgreementID")] = None
    parent_agreement_payload_id: Annotated[str | None, Attr("parentAgreementPayloadID")] = None
    effective_date: Annotated[str | None, Attr("effectiveDate"), Moment()] = None
    expiration_date: Annotated[str | None, Attr("expirationDate"), Moment()] = None
    ship_complete: Annotated[bool, Attr("shipComplete")] = False
    pick_up_date: Annotated[str | None, Attr("pickUpDate"), Moment()] = None
    requested_delivery_date: Annotated[str | None, Attr("requestedDeliveryDate"), Moment()] = None
    total: Total
    ship_to: ShipTo | None = None
    bill_to: BillTo | None = None
    shipping: Shipping | None = None
    tax: Tax | None = None
    payment: Annotated[Payment | None, Aside()] = None
    payment_terms: Annotated[tuple[PaymentTerm, ...], Aside()] = ()
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comments, ...] = ()
    followup: Annotated[Followup | None, Aside()] = None
    control_keys: Annotated[ControlKeys | None, Aside()] = None
    document_reference: DocumentReference | None = None
    supplier_order_info: Annotated[SupplierOrderInfo | None, Aside()] = None
    terms_of_delivery: Annotated[TermsOfDelivery | None, Aside()] = None
    delivery_period: Annotated[DeliveryPeriod | None, Aside()] = None
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("OrderRequest")
class OrderRequest:
    """An order: a header and at least one line."""

    header: OrderRequestHeader
    items: tuple[ItemOut, ...]
    rest: Rest | None = None
