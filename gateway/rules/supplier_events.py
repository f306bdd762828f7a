"""What a supplier without cXML reads: its events, and what each says, as OpenAPI tells them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from gateway.cxml.orders import Change, OrderType
from gateway.rules.parties import Mode
from gateway.rules.visits import Destination


class EventType(StrEnum):
    """What happened."""

    ORDER_NEW = "order.new"
    ORDER_UPDATE = "order.update"
    ORDER_DELETE = "order.delete"
    RECEIPT_NEW = "receipt.new"
    STATUS_ASKED = "status.asked"


#: what an OrderRequest is, by its type
OF_CHANGE: Final = {
    Change.NEW: EventType.ORDER_NEW,
    Change.UPDATE: EventType.ORDER_UPDATE,
    Change.DELETE: EventType.ORDER_DELETE,
}
#: the kinds of documents that become events
EVENT_KINDS: Final = frozenset({"OrderRequest", "ReceiptRequest", "OrderStatusRequest"})


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Amount(_Said):
    """Money: decimal text and its currency."""

    amount: str
    currency: str


class Charge(Amount):
    """Shipping or tax of the whole order."""

    description: str | None


class Place(Destination):
    """Where goods or bills go; `deliver_to` are the people or departments there."""

    deliver_to: tuple[str, ...] = ()


class Person(_Said):
    """Somebody to talk to."""

    role: str | None
    name: str | None
    email: str | None


class OrderLine(_Said):
    """One line of an order; its number stays with it for life."""

    line_number: int
    quantity: str
    unit_of_measure: str | None
    supplier_part_id: str
    supplier_part_auxiliary_id: str | None
    description: str | None
    unit_price: Amount | None = Field(description="Of one unit.")
    requested_delivery: str | None
    comments: tuple[str, ...]
    extrinsics: dict[str, str]


class OrderChange(_Said):
    """One thing that an update changed; without a line number, of the order as a whole."""

    line_number: int | None
    field: str
    was: str | None
    is_: str | None = Field(alias="is")


class OrderFile(_Said):
    """A file that came with an order."""

    id: str = Field(description="For its address, below that of its order.")
    name: str | None = Field(description="As the buyer calls it; never a path.")
    content_type: str
    size: int = Field(description="In bytes.")
    sha256: str


class Order(_Said):
    """An order as its buyer wants it now."""

    id: str = Field(description="For the addresses of this API.")
    order_id: str = Field(description="The buyer's number.")
    version: int = Field(description="Ours: from 1, one more with every change.")
    mode: Mode = Field(description="In test nothing is delivered or charged.")
    connection: str
    buyer: str
    type: OrderType
    ordered_at: str
    total: Amount
    shipping: Charge | None
    tax: Charge | None
    ship_to: Place | None
    bill_to: Place | None
    contacts: tuple[Person, ...]
    comments: tuple[str, ...]
    extrinsics: dict[str, str]
    lines: tuple[OrderLine, ...]
    attachments: tuple[OrderFile, ...]
    changes: tuple[OrderChange, ...] = Field(description="Empty but for an update.")


class ReceivedLine(_Said):
    """So much of a line; below zero where an earlier receipt is corrected."""

    line_number: int
    quantity: str
    unit_of_measure: str | None
    type: str = Field(description="received, or returned: it comes back to the supplier.")


class ReceivedOrder(_Said):
    """What was taken in of one order; without id where it is none that is known here."""

    id: str | None
    order_id: str | None
    lines: tuple[ReceivedLine, ...]


class Receipt(_Said):
    """What the buyer took in."""

    receipt_id: str
    operation: str = Field(description="new, or delete: the receipt is withdrawn.")
    received_at: str | None
    orders: tuple[ReceivedOrder, ...]


class Content(_Said):
    """What an event says."""

    order: Order | None
    receipt: Receipt | None


class Event(Content):
    """Something that happened, in the order in which it happened."""

    id: str = Field(description="The same at every reading, and in webhook-id.")
    cursor: str = Field(description="Sent as `after`, it gives what happened since.")
    type: EventType
    happened_at: str


class Events(_Said):
    """Some of what happened, the oldest first."""

    events: tuple[Event, ...]
    next: str = Field(description="Send this as `after` the next time, also when nothing came.")
    more: bool = Field(description="Whether there is more already.")
