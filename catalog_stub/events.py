"""Read what the gateway tells a supplier that takes its orders as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog_stub.cxml.envelope import Identity
from catalog_stub.cxml.orders import OrderDocument, OrderLine
from catalog_stub.cxml.parcels import Attachment

MEDIA_TYPE: Final = "application/json"
#: The events that make, change or cancel an order, as cXML calls what they do.
_ORDERS: Final = {"order.new": "new", "order.update": "update", "order.delete": "delete"}


class UnreadableEvent(Exception):
    """What came is not an event that can be understood."""


class _Part(BaseModel):
    """Part of an event; what we do not know is left aside, so that the gateway may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Money(_Part):
    amount: Decimal
    currency: str


class _Address(_Part):
    name: str | None = None
    street: tuple[str, ...] = ()
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None


class _Line(_Part):
    line_number: int
    quantity: Decimal
    unit_of_measure: str | None = None
    supplier_part_id: str
    supplier_part_auxiliary_id: str | None = None
    description: str | None = None
    unit_price: _Money | None = None


class _File(_Part):
    name: str | None = None
    content_type: str
    size: int
    sha256: str


class _Order(_Part):
    id: str
    version: int | None = None
    order_id: str
    mode: Literal["test", "active"]
    connection: str
    ordered_at: str | None = None
    total: _Money | None = None
    ship_to: _Address | None = None
    comments: tuple[str, ...] = ()
    extrinsics: dict[str, str] = {}
    lines: tuple[_Line, ...] = ()
    attachments: tuple[_File, ...] = ()


class _Event(_Part):
    id: str
    type: str
    order: _Order | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; `raw` is its JSON as it came."""

    id: str
    type: str
    raw: bytes
    order_id: str | None
    #: Set when it makes, changes or cancels an order.
    order: OrderDocument | None
    attachments: tuple[Attachment, ...] = ()


def read_event(raw: bytes) -> Event:
    """Return the event in a body; raises `UnreadableEvent`."""
    try:
        read = _Event.model_validate_json(raw)
    except ValidationError as error:
        raise UnreadableEvent("This is no event that the shop understands.") from error
    does = _ORDERS.get(read.type)
    order = _document(read.id, does, read.order) if does and read.order else None
    return Event(
        id=read.id,
        type=read.type,
        raw=raw,
        order_id=read.order.order_id if read.order else None,
        order=order,
        attachments=tuple(_attachment(file) for file in read.order.attachments)
        if read.order
        else (),
    )


def event_of(told: dict[str, Any]) -> Event:
    """Return an event that stands in a list; raises `UnreadableEvent`."""
    return read_event(json.dumps(told, ensure_ascii=False).encode("utf-8"))


def _document(event_id: str, does: str, order: _Order) -> OrderDocument:
    return OrderDocument(
        payload_id=event_id,
        order_id=order.order_id,
        order_date=order.ordered_at,
        type=does,
        deployment_mode="test" if order.mode == "test" else "production",
        buyer=Identity(domain="connection", value=order.connection),
        total=order.total.amount if order.total else None,
        currency=order.total.currency if order.total else None,
        ship_to=_ship_to(order.ship_to),
        comments="\n".join(order.comments) or None,
        notes=order.extrinsics.get("GatewayNotes"),
        lines=tuple(_line(line) for line in order.lines),
        remote_id=order.id,
        remote_version=order.version,
    )


def _attachment(file: _File) -> Attachment:
    return Attachment(
        name=file.name or "", media_type=file.content_type, size=file.size, sha256=file.sha256
    )


def _line(line: _Line) -> OrderLine:
    return OrderLine(
        line_number=line.line_number,
        quantity=line.quantity,
        unit_of_measure=line.unit_of_measure or "EA",
        supplier_part_id=line.supplier_part_id,
        supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
        description=line.description or "",
        unit_price=line.unit_price.amount if line.unit_price else None,
        currency=line.unit_price.currency if line.unit_price else None,
    )


def _ship_to(address: _Address | None) -> tuple[str, ...]:
    if address is None:
        return ()
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    return tuple(part for part in (address.name, *address.street, place, address.country) if part)
