"""Orders: what a buyer wants for real."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Shipping, Tax, Total
from gateway.cxml.binding import Attr, Rest, element
from gateway.cxml.contacts import BillTo, Contact, ShipTo
from gateway.cxml.items import ItemOut
from gateway.cxml.texts import Comments, Extrinsic
from gateway.cxml.values import Length


class OrderType(StrEnum):
    """How an order is meant."""

    REGULAR = "regular"
    RELEASE = "release"
    BLANKET = "blanket"
    STOCK_TRANSPORT = "stockTransport"
    STOCK_TRANSPORT_RELEASE = "stockTransportRelease"


class Change(StrEnum):
    """Whether an order is the first of its number, or replaces or withdraws it."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


@element("DocumentReference")
class DocumentReference:
    """Another document, by its payloadID."""

    payload_id: Annotated[str, Attr("payloadID")]
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
    order_date: Annotated[str, Attr("orderDate"), Length(1, 64)]
    order_type: Annotated[OrderType, Attr("orderType")] = OrderType.REGULAR
    type: Annotated[Change, Attr("type")] = Change.NEW
    order_version: Annotated[str | None, Attr("orderVersion")] = None
    requisition_id: Annotated[str | None, Attr("requisitionID")] = None
    total: Total
    ship_to: ShipTo | None = None
    bill_to: BillTo | None = None
    shipping: Shipping | None = None
    tax: Tax | None = None
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comments, ...] = ()
    document_reference: DocumentReference | None = None
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("OrderRequest")
class OrderRequest:
    """An order: a header and at least one line."""

    header: OrderRequestHeader
    items: tuple[ItemOut, ...]
    rest: Rest | None = None
