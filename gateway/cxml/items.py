"""Items: what is asked for on the way out and brought home on the way in."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.accounting import Distribution
from gateway.cxml.amounts import PriceBasisQuantity, Shipping, Sum, Tax, UnitPrice
from gateway.cxml.binding import Aside, Attr, Child, Content, Inner, Rest, element
from gateway.cxml.contacts import Contact, ShipTo
from gateway.cxml.platforms import PartNumber, Unit, Unspsc
from gateway.cxml.references import MasterAgreementIDInfo, MasterAgreementReference
from gateway.cxml.schedules import ReleaseInfo, ScheduleLine
from gateway.cxml.terms import ControlKeys, TermsOfDelivery, Tolerances
from gateway.cxml.texts import URL, Comments, Description, Extrinsic
from gateway.cxml.values import Length, Moment, Positive


@element("SupplierPartAuxiliaryID")
class SupplierPartAuxiliaryID:
    """The supplier's second key of an item; with the part number it tells items apart."""

    inner: Annotated[str, Inner(), PartNumber()] = ""
    rest: Rest | None = None


@element("ItemID", children="SupplierPartID SupplierPartAuxiliaryID BuyerPartID IdReference")
class ItemID:
    """Which item."""

    supplier_part_id: Annotated[str, Child("SupplierPartID"), Length(1, 256), PartNumber()]
    supplier_part_auxiliary_id: SupplierPartAuxiliaryID | None = None
    buyer_part_id: Annotated[str | None, Child("BuyerPartID")] = None
    rest: Rest | None = None

    @property
    def auxiliary(self) -> str | None:
        """The inside of the auxiliary id, as XML text; None when absent or empty."""
        held = self.supplier_part_auxiliary_id
        return held.inner or None if held else None


@element("Classification")
class Classification:
    """To which class of goods an item belongs."""

    domain: Annotated[str | None, Attr("domain")] = None
    code: Annotated[str | None, Attr("code")] = None
    text: Annotated[str, Content(), Unspsc()] = ""
    rest: Rest | None = None


@element("ManufacturerName")
class ManufacturerName:
    """Who makes it."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("OverallLimit")
class OverallLimit(Sum):
    """The most that may be spent on a service that is not planned in detail."""


@element("ExpectedLimit")
class ExpectedLimit(Sum):
    """What is likely to be spent on such a service."""


@element("MaxAmount")
class MaxAmount(Sum):
    """The most that may be called up of a line, in money."""


@element("MinAmount")
class MinAmount(Sum):
    """The least that will be called up of a line, in money."""


@element("MaxContractAmount")
class MaxContractAmount(Sum):
    """The most that may be called up under the contract."""


@element("MaxAdhocAmount")
class MaxAdhocAmount(Sum):
    """The most that may be called up of what was not planned."""


ITEM_DETAIL_ORDER = (
    "UnitPrice Description OverallLimit ExpectedLimit UnitOfMeasure PriceBasisQuantity"
    " Classification ManufacturerPartID ManufacturerName URL LeadTime Dimension"
    " ItemDetailIndustry AttachmentReference PlannedAcceptanceDays Extrinsic"
)


@element("ItemDetail", children=ITEM_DETAIL_ORDER)
class ItemDetail:
    """What the item is and what one unit costs."""

    unit_price: UnitPrice
    descriptions: tuple[Description, ...] = ()
    overall_limit: Annotated[OverallLimit | None, Aside()] = None
    expected_limit: Annotated[ExpectedLimit | None, Aside()] = None
    unit_of_measure: Annotated[str, Child("UnitOfMeasure"), Unit(), Length(1, 32)]
    price_basis_quantity: PriceBasisQuantity | None = None
    classifications: tuple[Classification, ...] = ()
    manufacturer_part_id: Annotated[str | None, Child("ManufacturerPartID")] = None
    manufacturer_name: ManufacturerName | None = None
    url: URL | None = None
    lead_time: Annotated[str | None, Child("LeadTime")] = None
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


BLANKET_ITEM_DETAIL_ORDER = (
    "Description OverallLimit ExpectedLimit MaxAmount MinAmount MaxContractAmount MaxAdhocAmount"
    " MaxQuantity MinQuantity UnitPrice UnitOfMeasure PriceBasisQuantity Classification Extrinsic"
)


@element("BlanketItemDetail", children=BLANKET_ITEM_DETAIL_ORDER)
class BlanketItemDetail:
    """What may be called up later of a line, and how much of it."""

    descriptions: tuple[Description, ...] = ()
    overall_limit: Annotated[OverallLimit | None, Aside()] = None
    expected_limit: Annotated[ExpectedLimit | None, Aside()] = None
    max_amount: Annotated[MaxAmount | None, Aside()] = None
    min_amount: Annotated[MinAmount | None, Aside()] = None
    max_contract_amount: Annotated[MaxContractAmount | None, Aside()] = None
    max_adhoc_amount: Annotated[MaxAdhocAmount | None, Aside()] = None
    max_quantity: Annotated[Decimal | None, Child("MaxQuantity"), Aside()] = None
    min_quantity: Annotated[Decimal | None, Child("MinQuantity"), Aside()] = None
    unit_price: UnitPrice | None = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    price_basis_quantity: PriceBasisQuantity | None = None
    classifications: tuple[Classification, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("SpendDetail")
class SpendDetail:
    """Travel, fees or labour: not looked into."""

    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


class LineChange(StrEnum):
    """What an update does to a line that it repeats."""

    DELETE = "delete"
    #: nothing more of it, for now
    BLOCK = "block"


class ItemType(StrEnum):
    """Whether a line stands alone or is a heading over others."""

    COMPOSITE = "composite"
    ITEM = "item"
    LEAN = "lean"


class CompositeItemType(StrEnum):
    """Where the price of lines under a heading stands."""

    GROUP_LEVEL = "groupLevel"
    ITEM_LEVEL = "itemLevel"


class ItemClassification(StrEnum):
    """Whether a line is of goods or of work."""

    MATERIAL = "material"
    SERVICE = "service"


ITEM_OUT_ORDER = (
    "ItemID Path ItemDetail BlanketItemDetail SupplierID SupplierList ShipTo Shipping Tax"
    " SpendDetail Distribution Contact TermsOfDelivery Comments Indicator Tolerances ControlKeys"
    " ScheduleLine MasterAgreementReference MasterAgreementIDInfo ItemOutIndustry Packaging"
    " ReleaseInfo Batch"
)


@element("ItemOut", children=ITEM_OUT_ORDER)
class ItemOut:
    """One line that a buyer sends: of an order, or of a cart that is opened again."""

    quantity: Annotated[Decimal, Attr("quantity"), Positive()]
    line_number: Annotated[int | None, Attr("lineNumber")] = None
    #: the line that this one is a part of
    parent_line_number: Annotated[int | None, Attr("parentLineNumber")] = None
    operation: Annotated[LineChange | None, Attr("operation")] = None
    requisition_id: Annotated[str | None, Attr("requisitionID")] = None
    agreement_item_number: Annotated[str | None, Attr("agreementItemNumber")] = None
    requested_delivery_date: Annotated[str | None, Attr("requestedDeliveryDate"), Moment()] = None
    requested_shipment_date: Annotated[str | None, Attr("requestedShipmentDate"), Moment()] = None
    confirmation_due_date: Annotated[str | None, Attr("confirmationDueDate"), Moment()] = None
    item_type: Annotated[ItemType | None, Attr("itemType"), Aside()] = None
    composite_item_type: Annotated[CompositeItemType | None, Attr("compositeItemType"), Aside()] = (
        None
    )
    item_classification: Annotated[
        ItemClassification | None, Attr("itemClassification"), Aside()
    ] = None
    is_ad_hoc: Annotated[bool, Attr("isAdHoc")] = False
    is_return: Annotated[bool, Attr("isReturn")] = False
    return_authorization_number: Annotated[str | None, Attr("returnAuthorizationNumber")] = None
    is_delivery_completed: Annotated[bool, Attr("isDeliveryCompleted")] = False
    is_item_changed: Annotated[bool, Attr("isItemChanged")] = False
    requires_service_entry: Annotated[bool, Attr("requiresServiceEntry")] = False
    unlimited_delivery: Annotated[bool, Attr("unlimitedDelivery")] = False
    item_id: ItemID
    item_detail: ItemDetail | None = None
    blanket_item_detail: BlanketItemDetail | None = None
    ship_to: ShipTo | None = None
    shipping: Shipping | None = None
    tax: Tax | None = None
    spend_detail: SpendDetail | None = None
    distributions: Annotated[tuple[Distribution, ...], Aside()] = ()
    contacts: tuple[Contact, ...] = ()
    terms_of_delivery: Annotated[TermsOfDelivery | None, Aside()] = None
    comments: tuple[Comments, ...] = ()
    tolerances: Annotated[Tolerances | None, Aside()] = None
    control_keys: Annotated[ControlKeys | None, Aside()] = None
    schedule_lines: Annotated[tuple[ScheduleLine, ...], Aside()] = ()
    agreement: Annotated[MasterAgreementReference | MasterAgreementIDInfo | None, Aside()] = None
    release_info: Annotated[ReleaseInfo | None, Aside()] = None
    rest: Rest | None = None


ITEM_IN_ORDER = (
    "ItemID Path ItemDetail SupplierID SupplierList ShipTo Shipping Tax SpendDetail Distribution"
    " Contact Comments ScheduleLine BillTo Batch Period DateInfo Extrinsic"
)


@element("ItemIn", children=ITEM_IN_ORDER)
class ItemIn:
    """One line that a supplier sends: of a cart, or in place of an ordered item."""

    quantity: Annotated[Decimal, Attr("quantity")]
    line_number: Annotated[int | None, Attr("lineNumber")] = None
    item_id: ItemID
    item_detail: ItemDetail
    shipping: Shipping | None = None
    tax: Tax | None = None
    comments: Comments | None = None
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None
