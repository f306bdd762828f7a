"""What a supplier without cXML may say of an order: the bodies of its answers, checked."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from gateway.rules.carts import Price, Quantity
from gateway.rules.homecoming import UNFIT

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
#: a day is meant from one end of the earth to the other
NOON: Final = time(12, tzinfo=UTC)
MOST_LINES: Final = 10_000


def _text(text: str) -> str:
    if UNFIT.search(text):
        raise ValueError("holds a control character that XML cannot carry")
    return text


def _line(text: str) -> str:
    if _CONTROL.search(_text(text)):
        raise ValueError("must be a single line")
    return text


def _moment(text: str) -> str:
    """Bring a day or a moment into the form of cXML; a day is its noon."""
    try:
        if len(text) == len("2026-12-01"):
            return datetime.combine(date.fromisoformat(text), NOON).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - refused below, as every moment without offset
    if moment.utcoffset() is None:
        message = "must be a day such as 2026-12-01, or a moment such as 2026-12-01T09:30:00+01:00"
        raise ValueError(message)
    return moment.isoformat(timespec="seconds")


_STRIPPED: Final = StringConstraints(strip_whitespace=True, min_length=1)
Number = Annotated[str, _STRIPPED, Field(max_length=256), AfterValidator(_line)]
Name = Annotated[str, _STRIPPED, Field(max_length=256), AfterValidator(_line)]
Words = Annotated[str, _STRIPPED, Field(max_length=4000), AfterValidator(_text)]
Moment = Annotated[str, AfterValidator(_moment)]
LineNumber = Annotated[int, Field(ge=0, le=2_147_483_647, strict=True)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LineWord(StrEnum):
    """What becomes of a line, or of so many units of it."""

    ACCEPT = "accept"
    REJECT = "reject"
    #: it comes, but later
    BACKORDERED = "backordered"


class ConfirmedLine(_Body):
    """What becomes of so many units of a line; several of one line split it."""

    line_number: LineNumber
    status: LineWord
    quantity: Quantity | None = Field(
        default=None, description="By default all of the line that no other entry speaks of."
    )
    unit_price: Price | None = Field(default=None, description="Where it is not the order's.")
    delivery_date: Moment | None = None
    reason: Words | None = Field(default=None, description="Needed to reject.")
    comments: Words | None = None

    @model_validator(mode="after")
    def _fits(self) -> ConfirmedLine:
        if self.status is LineWord.REJECT and self.reason is None:
            raise ValueError("reason is needed to reject a line")
        if self.status is not LineWord.ACCEPT and self.unit_price is not None:
            raise ValueError("unit_price goes with status accept alone")
        if self.status is LineWord.REJECT and self.delivery_date is not None:
            raise ValueError("delivery_date does not go with status reject")
        return self


class _OfVersion(_Body):
    version: Annotated[int, Field(ge=1, strict=True)] | None = Field(
        default=None,
        description="The version of the order that was read. Without it, the newest that was told.",
    )


class Confirm(_OfVersion):
    """A yes to an order: to all of it, or line by line."""

    confirmation_id: Number | None = Field(default=None, description="The supplier's own number.")
    comments: Words | None = None
    lines: tuple[ConfirmedLine, ...] = Field(
        default=(), max_length=MOST_LINES, description="None: every line is accepted as ordered."
    )


class Reject(_OfVersion):
    """A no to a whole order."""

    reason: Words
    confirmation_id: Number | None = Field(default=None, description="The supplier's own number.")


class ShippedLine(_Body):
    """So many units of a line."""

    line_number: LineNumber
    quantity: Quantity


class Ship(_Body):
    """Goods that are on their way."""

    shipment_id: Number = Field(description="The supplier's own number.")
    shipped_at: Moment | None = Field(default=None, description="By default now.")
    delivery_date: Moment | None = Field(default=None, description="When they will be there.")
    carrier: Name | None = None
    tracking_number: Name | None = Field(default=None, description="Goes with a carrier.")
    complete: bool | None = Field(default=None, description="Whether nothing more is to come.")
    comments: Words | None = None
    lines: tuple[ShippedLine, ...] = Field(
        default=(),
        max_length=MOST_LINES,
        description="None: everything that is neither shipped nor rejected yet.",
    )

    @model_validator(mode="after")
    def _fits(self) -> Ship:
        if self.tracking_number is not None and self.carrier is None:
            raise ValueError("tracking_number needs a carrier")
        return self


class InvoicedLine(_Body):
    """So many units of a line."""

    line_number: LineNumber
    quantity: Quantity
    unit_price: Price | None = Field(default=None, description="By default the order's.")


class InvoicedShipping(_Body):
    """What the way costs, without tax."""

    amount: Price


class InvoicedTax(_Body):
    """The tax of the whole invoice."""

    amount: Price
    rate: Price | None = Field(default=None, description="In per cent.")
    category: Name = Field(default="vat", description="Such as vat, sales or gst.")
    description: Words


class Invoice(_Body):
    """What is to be paid; amounts in the currency of the order."""

    invoice_id: Number = Field(description="The supplier's own number.")
    invoiced_at: Moment | None = Field(default=None, description="By default now.")
    due_date: Moment | None = None
    lines: tuple[InvoicedLine, ...] = Field(
        default=(),
        max_length=MOST_LINES,
        description="None: everything that is neither invoiced nor rejected yet.",
    )
    shipping: InvoicedShipping | None = None
    tax: InvoicedTax | None = None

    @model_validator(mode="after")
    def _fits(self) -> Invoice:
        if self.due_date and self.invoiced_at and self.due_date[:10] < self.invoiced_at[:10]:
            raise ValueError("due_date is before invoiced_at")
        return self


Said = Confirm | Reject | Ship | Invoice
