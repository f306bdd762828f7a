"""Ship notices: what a supplier sent off, when, with whom, and for which lines (Fulfill.dtd)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.binding import Aside, Attr, Child, Content, Rest, element
from gateway.cxml.contacts import Contact
from gateway.cxml.items import CompositeItemType, ItemID, ItemType
from gateway.cxml.platforms import Unit
from gateway.cxml.references import (
    DocumentReference,
    IdReference,
    MasterAgreementIDInfo,
    MasterAgreementReference,
    OrderReference,
)
from gateway.cxml.terms import TermsOfDelivery
from gateway.cxml.texts import Comments, Extrinsic
from gateway.cxml.values import Length, Moment


class ShipNoticeOperation(StrEnum):
    """Whether a ship notice is the first of its number, or replaces or withdraws it."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


class ShipmentType(StrEnum):
    """Whether the shipment has left."""

    ACTUAL = "actual"
    PLANNED = "planned"


class FulfillmentType(StrEnum):
    """Whether more is to come."""

    PARTIAL = "partial"
    COMPLETE = "complete"


@element("ServiceLevel")
class ServiceLevel:
    """How fast the way is, in one language."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


SHIP_NOTICE_HEADER_ORDER = (
    "ServiceLevel DocumentReference Contact LegalEntity OrganizationalUnit Hazard Comments"
    " TermsOfDelivery TermsOfTransport Packaging Extrinsic IdReference ReferenceDocumentInfo"
)


@element("ShipNoticeHeader", children=SHIP_NOTICE_HEADER_ORDER)
class ShipNoticeHeader:
    """The shipment as a whole; `update` and `delete` name the notice before them."""

    shipment_id: Annotated[str, Attr("shipmentID"), Length(1, 256)]
    operation: Annotated[ShipNoticeOperation, Attr("operation")] = ShipNoticeOperation.NEW
    notice_date: Annotated[str | None, Attr("noticeDate"), Moment()] = None
    shipment_date: Annotated[str | None, Attr("shipmentDate"), Moment()] = None
    delivery_date: Annotated[str | None, Attr("deliveryDate"), Moment()] = None
    requested_delivery_date: Annotated[str | None, Attr("requestedDeliveryDate"), Moment()] = None
    shipment_type: Annotated[ShipmentType | None, Attr("shipmentType"), Aside()] = None
    fulfillment_type: Annotated[FulfillmentType | None, Attr("fulfillmentType"), Aside()] = None
    service_levels: tuple[ServiceLevel, ...] = ()
    document_reference: DocumentReference | None = None
    contacts: Annotated[tuple[Contact, ...], Aside()] = ()
    comments: tuple[Comments, ...] = ()
    terms_of_delivery: Annotated[TermsOfDelivery | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    rest: Rest | None = None


@element("CarrierIdentifier")
class CarrierIdentifier:
    """Who carries; the domain says which name it is, such as `SCAC` or `companyName`."""

    domain: Annotated[str | None, Attr("domain")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("ShipmentIdentifier")
class ShipmentIdentifier:
    """The carrier's number for the shipment."""

    domain: Annotated[str | None, Attr("domain")] = None
    tracking_number_date: Annotated[str | None, Attr("trackingNumberDate"), Moment()] = None
    tracking_url: Annotated[str | None, Attr("trackingURL")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


SHIP_CONTROL_ORDER = (
    "CarrierIdentifier ShipmentIdentifier PackageIdentification Route|TransportInformation"
    " Contact Comments Extrinsic"
)


@element("ShipControl", children=SHIP_CONTROL_ORDER)
class ShipControl:
    """One leg of the way; the first has no start date."""

    start_date: Annotated[str | None, Attr("startDate"), Moment()] = None
    carriers: tuple[CarrierIdentifier, ...] = ()
    shipments: tuple[ShipmentIdentifier, ...] = ()
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comments, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


SHIP_NOTICE_ITEM_ORDER = (
    "ItemID ShipNoticeItemDetail UnitOfMeasure Packaging Hazard Batch|SupplierBatchID AssetInfo"
    " TermsOfDelivery OrderedQuantity ShipNoticeItemIndustry ComponentConsumptionDetails"
    " ReferenceDocumentInfo Comments Extrinsic IUIDInfo"
)


@element("ShipNoticeItem", children=SHIP_NOTICE_ITEM_ORDER)
class ShipNoticeItem:
    """So many units of one line of the order; the line number is the order's."""

    quantity: Annotated[Decimal, Attr("quantity")]
    line_number: Annotated[int, Attr("lineNumber")]
    ship_notice_line_number: Annotated[int | None, Attr("shipNoticeLineNumber"), Aside()] = None
    parent_line_number: Annotated[int | None, Attr("parentLineNumber"), Aside()] = None
    item_type: Annotated[ItemType | None, Attr("itemType"), Aside()] = None
    composite_item_type: Annotated[CompositeItemType | None, Attr("compositeItemType"), Aside()] = (
        None
    )
    item_id: Annotated[ItemID | None, Aside()] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    comments: tuple[Comments, ...] = ()
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


SHIP_NOTICE_PORTION_ORDER = (
    "OrderReference MasterAgreementReference MasterAgreementIDInfo Contact Comments Extrinsic"
    " ShipNoticeItem ReferenceDocumentInfo"
)


@element("ShipNoticePortion", children=SHIP_NOTICE_PORTION_ORDER)
class ShipNoticePortion:
    """What the shipment holds of one order; without items, all of it."""

    order_reference: OrderReference
    agreement: Annotated[MasterAgreementReference | MasterAgreementIDInfo | None, Aside()] = None
    contacts: Annotated[tuple[Contact, ...], Aside()] = ()
    comments: tuple[Comments, ...] = ()
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    items: tuple[ShipNoticeItem, ...] = ()
    rest: Rest | None = None


@element("ShipNoticeRequest", children="ShipNoticeHeader ShipControl ShipNoticePortion")
class ShipNoticeRequest:
    """The goods are on their way."""

    header: ShipNoticeHeader
    controls: Annotated[tuple[ShipControl, ...], Aside()] = ()
    portions: tuple[ShipNoticePortion, ...] = ()
    rest: Rest | None = None
