"""Makes an event of a document that goes to a supplier without cXML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from gateway.clock import random_bytes
from gateway.cxml.order_status import OrderStatusRequest
from gateway.cxml.orders import OrderRequest
from gateway.cxml.reading import Notes, read
from gateway.cxml.receipts import ReceiptOrder, ReceiptRequest
from gateway.cxml.references import OrderReference
from gateway.rules import order_lines, order_words
from gateway.rules.order_words import About
from gateway.rules.parties import Mode
from gateway.rules.supplier_events import OF_CHANGE, Content, EventType, Order, OrderFile
from gateway.store import attachments, connections, feed, order_versions, orders
from gateway.store.engine import Transaction
from gateway.store.feed import Event, NewEvent
from gateway.vault import Vault

#: so many random bytes make an event's name
NAME_BYTES: Final = 16
#: so many characters of a keyed digest make an order's name
KEY_LENGTH: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A document as it would be carried, and the supplier that reads of it instead."""

    supplier_id: int
    connection_id: int
    order_id: int | None
    kind: str
    mode: Mode
    payload_id: str
    root: etree._Element
    now: datetime
    #: row of the document in the journal whose attachments go with it
    attachments_of: int | None = None


def write(tx: Transaction, of: Happening, vault: Vault) -> Event:
    """Write the event; an order in it counts as sent: from now on its supplier can read it."""
    type_, version, content = _MAKERS[of.kind](tx, of, vault)
    written = feed.write(
        tx,
        NewEvent(
            supplier_id=of.supplier_id,
            mode=of.mode,
            event_id=f"evt_{random_bytes(NAME_BYTES).hex()}",
            type=type_,
            connection_id=of.connection_id,
            order_id=of.order_id,
            order_key=_key(of.order_id, vault),
            version=version,
            payload_id=of.payload_id,
            content=content.model_dump(mode="json", by_alias=True),
            happened_at=of.now,
        ),
    )
    if of.kind == "OrderRequest" and of.order_id is not None:
        order_versions.sent(tx, of.order_id, of.payload_id)
    return written


def _key(order_row: int | None, vault: Vault) -> str | None:
    """Name an order in addresses: always the same, and nothing can be counted by it."""
    return None if order_row is None else vault.digest(f"order {order_row}")[:KEY_LENGTH]


_Made = tuple[EventType, int | None, Content]


def _order(tx: Transaction, of: Happening, vault: Vault) -> _Made:
    said = read(OrderRequest, _body(of), Notes())
    row = of.order_id
    assert row is not None  # noqa: S101 - an order that goes out has its row
    version = order_versions.by_payload_id(tx, row, of.payload_id)
    assert version is not None  # noqa: S101 - it was stored before
    connection = connections.by_id(tx, of.connection_id)
    lines = order_versions.lines(tx, row, version.number)
    about = About(
        key=_key(row, vault) or "",
        version=version.number,
        mode=of.mode,
        connection=connection.name,
        buyer=connection.buyer.name,
        differences=version.differences,
        # a document that was kept back may come from before its lines were numbered for this
        numbers=order_lines.numbers(said.items, lines),
        names={line.number: line.description for line in lines},
        files=_files(tx, of, version.number),
    )
    content = Content(order=order_words.order_of(said, about), receipt=None)
    return OF_CHANGE[said.header.type], version.number, content


def _files(tx: Transaction, of: Happening, version: int) -> tuple[OrderFile, ...]:
    found = [] if of.attachments_of is None else attachments.of_document(tx, of.attachments_of)
    return tuple(
        OrderFile(
            id=f"{version}.{each.position}",
            name=each.name,
            content_type=each.content_type,
            size=each.size,
            sha256=each.digest,
        )
        for each in found
    )


def _receipt(tx: Transaction, of: Happening, vault: Vault) -> _Made:
    said = read(ReceiptRequest, _body(of), Notes())
    keys = [_key(_received_row(tx, of, part), vault) for part in said.orders]
    content = Content(order=_last_told(tx, of), receipt=order_words.receipt_of(said, keys))
    return EventType.RECEIPT_NEW, None, content


def _question(tx: Transaction, of: Happening, vault: Vault) -> _Made:  # noqa: ARG001 - one form
    read(OrderStatusRequest, _body(of), Notes())
    return EventType.STATUS_ASKED, None, Content(order=_last_told(tx, of), receipt=None)


_MAKERS: Final = {
    "OrderRequest": _order,
    "ReceiptRequest": _receipt,
    "OrderStatusRequest": _question,
}


def _body(of: Happening) -> etree._Element:
    node = of.root.find(f"Request/{of.kind}")
    assert node is not None  # noqa: S101 - it was read from there before
    return node


def _received_row(tx: Transaction, of: Happening, part: ReceiptOrder) -> int | None:
    named = part.order_info.order
    if named is None:
        return None
    document = named.document_reference if isinstance(named, OrderReference) else None
    found = (
        orders.by_payload_id(tx, of.connection_id, document.payload_id) if document else None
    ) or orders.by_number(tx, of.connection_id, of.mode, named.order_id or "")
    return found.id if found else None


def _last_told(tx: Transaction, of: Happening) -> Order | None:
    """Give the order as its supplier was told last."""
    return None if of.order_id is None else told(feed.of_order(tx, of.order_id))


def told(events: Sequence[Event]) -> Order | None:
    """Give the order as it was told last; a cancellation says no more of it than its end."""
    orders = [event for event in reversed(events) if event.version is not None]
    whole = [event for event in orders if event.type is not EventType.ORDER_DELETE]
    found = next(iter(whole or orders), None)
    return None if found is None else Order.model_validate(found.content["order"])
