"""Items: what is asked for on the way out and brought home on the way in."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from gateway.cxml.amounts import Shipping, Tax, UnitPrice
from gateway.cxml.binding import Attr, Child, Content, Inner, Rest, element
from gateway.cxml.contacts import Contact, ShipTo
from gateway.cxml.texts import URL, Comments, Description, Extrinsic
from gateway.cxml.values import Above, Length


@element("SupplierPartAuxiliaryID")
class SupplierPartAuxiliaryID:
    """The supplier's second key of an item; with the part number it tells items apart."""

    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


@element("ItemID", children="SupplierPartID SupplierPartAuxiliaryID BuyerPartID IdReference")
class ItemID:
    """Which item."""

    supplier_part_id: Annotated[str, Child("SupplierPartID"), Length(1, 256)]
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
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("ManufacturerName")
class ManufacturerName:
    """Who makes it."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


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
    unit_of_measure: Annotated[str, Child("UnitOfMeasure"), Length(1, 32)]
    classifications: tuple[Classification, ...] = ()
    manufacturer_part_id: Annotated[str | None, Child("ManufacturerPartID")] = None
    manufacturer_name: ManufacturerName | None = None
    url: URL | None = None
    lead_time: Annotated[str | None, Child("LeadTime")] = None
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


ITEM_OUT_ORDER = (
    "ItemID Path ItemDetail BlanketItemDetail SupplierID SupplierList ShipTo Shipping Tax"
    " SpendDetail Distribution Contact TermsOfDelivery Comments Indicator Tolerances ControlKeys"
    " ScheduleLine MasterAgreementReference MasterAgreementIDInfo ItemOutIndustry Packaging"
    " ReleaseInfo Batch"
)


@element("ItemOut", children=ITEM_OUT_ORDER)
class ItemOut:
    """One line that a buyer sends: of an order, or of a cart that is opened again."""

    quantity: Annotated[Decimal, Attr("quantity"), Above(0)]
    line_number: Annotated[int | None, Attr("lineNumber")] = None
    #: the line that this one is a part of
    parent_line_number: Annotated[int | None, Attr("parentLineNumber")] = None
    requested_delivery_date: Annotated[str | None, Attr("requestedDeliveryDate")] = None
    item_id: ItemID
    item_detail: ItemDetail | None = None
    ship_to: ShipTo | None = None
    shipping: Shipping | None = None
    tax: Tax | None = None
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comments, ...] = ()
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
