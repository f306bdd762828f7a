"""Questions for an order's state; the answer is a confirmation that names them (Fulfill.dtd)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.binding import Aside, Attr, Rest, element
from gateway.cxml.contacts import Contact
from gateway.cxml.items import ItemID
from gateway.cxml.references import IdReference, OrderIDInfo, OrderReference
from gateway.cxml.texts import Comments, Description, Extrinsic
from gateway.cxml.values import Length, Moment


class Reschedule(StrEnum):
    """What is asked for the date of a line."""

    #: sooner
    IN = "in"
    #: later
    OUT = "out"
    CANCEL = "cancel"


@element(
    "OrderStatusRequestHeader", children="OrderReference OrderIDInfo Contact Comments Extrinsic"
)
class OrderStatusRequestHeader:
    """Which order is asked about."""

    request_id: Annotated[str, Attr("orderStatusRequestID"), Length(1, 256)]
    request_date: Annotated[str | None, Attr("orderStatusRequestDate"), Moment()] = None
    order: OrderReference | OrderIDInfo
    contacts: Annotated[tuple[Contact, ...], Aside()] = ()
    comments: Annotated[Comments | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


@element("ItemReference", children="ItemID IdReference Classification Description")
class ItemReference:
    """The line of an order that is meant."""

    line_number: Annotated[int, Attr("lineNumber")]
    item_id: Annotated[ItemID | None, Aside()] = None
    id_references: Annotated[tuple[IdReference, ...], Aside()] = ()
    description: Annotated[Description | None, Aside()] = None
    rest: Rest | None = None


@element("OrderStatusRequestItem", children="ItemReference Comments Priority")
class OrderStatusRequestItem:
    """A line that is asked about, and perhaps wanted on another day."""

    reschedule: Annotated[Reschedule | None, Attr("rescheduleRequest")] = None
    reschedule_date: Annotated[str | None, Attr("rescheduleDate"), Moment()] = None
    item_reference: ItemReference
    comments: Annotated[Comments | None, Aside()] = None
    rest: Rest | None = None


@element("OrderStatusRequest", children="OrderStatusRequestHeader OrderStatusRequestItem")
class OrderStatusRequest:
    """The buyer asks what becomes of an order."""

    header: OrderStatusRequestHeader
    items: tuple[OrderStatusRequestItem, ...] = ()
    rest: Rest | None = None
