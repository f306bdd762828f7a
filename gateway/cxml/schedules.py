"""Schedules: the parts of a line with dates of their own, and what an agreement has called up."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.binding import Aside, Attr, Child, Rest, element
from gateway.cxml.contacts import ShipTo
from gateway.cxml.platforms import Unit
from gateway.cxml.texts import Extrinsic
from gateway.cxml.values import Moment


class ScheduleType(StrEnum):
    """How sure a part of a line is."""

    #: it is late
    BACKLOG = "backlog"
    IMMEDIATE = "immediate"
    FORECAST = "forecast"


SCHEDULE_LINE_ORDER = (
    "UnitOfMeasure ScheduleLineReleaseInfo SubcontractingComponent ShipTo ScheduleLineIndustry"
    " Extrinsic"
)


@element("ScheduleLine", children=SCHEDULE_LINE_ORDER)
class ScheduleLine:
    """Part of a line with a date of its own."""

    quantity: Annotated[Decimal, Attr("quantity")]
    requested_delivery_date: Annotated[str, Attr("requestedDeliveryDate"), Moment()]
    line_number: Annotated[int | None, Attr("lineNumber"), Aside()] = None
    type: Annotated[ScheduleType | None, Attr("type"), Aside()] = None
    delivery_window: Annotated[str | None, Attr("deliveryWindow")] = None
    requested_shipment_date: Annotated[str | None, Attr("requestedShipmentDate"), Moment()] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    ship_to: Annotated[ShipTo | None, Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


@element("ScheduleLineReference")
class ScheduleLineReference:
    """The part of a line that is meant."""

    quantity: Annotated[Decimal, Attr("quantity")]
    requested_delivery_date: Annotated[str, Attr("requestedDeliveryDate"), Moment()]
    line_number: Annotated[int | None, Attr("lineNumber"), Aside()] = None
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


class ReleaseType(StrEnum):
    """How soon what is called up is wanted."""

    FORECAST = "forecast"
    #: just in time
    JIT = "jit"


@element("ReleaseInfo", children="UnitOfMeasure ShipNoticeReleaseInfo Extrinsic")
class ReleaseInfo:
    """How much of an agreement was called up before."""

    release_type: Annotated[ReleaseType, Attr("releaseType")]
    cumulative_received_quantity: Annotated[Decimal, Attr("cumulativeReceivedQuantity")]
    release_number: Annotated[str | None, Attr("releaseNumber")] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None
