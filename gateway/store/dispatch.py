"""Puts a document into the outbox: sealed, in line behind whatever else goes there of its order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from gateway.cxml.documents import serialise
from gateway.cxml.kinds import KINDS
from gateway.cxml.masking import holds_card
from gateway.cxml.versions import NEWEST
from gateway.rules.parties import Mode, Role
from gateway.store import feed, happenings, outbox
from gateway.store.engine import Transaction
from gateway.store.happenings import Happening
from gateway.store.queues import Further
from gateway.store.routes import Route
from gateway.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A document that is addressed already, and where it goes."""

    kind: str
    towards: Role
    mode: Mode
    payload_id: str
    root: etree._Element
    #: None: nowhere; it becomes an event alone
    address: str | None
    private_network: bool
    dtd_version: str = NEWEST
    #: row of the supplier that reads of it in its feed
    events_of: int | None = None


def parcel(
    root: etree._Element, route: Route, *, kind: str, towards: Role, mode: Mode
) -> Parcel | None:
    """Make a parcel of a document for a route; None when it leads nowhere."""
    if route.address is None and route.events_of is None:
        return None
    return Parcel(
        kind=kind,
        towards=towards,
        mode=mode,
        payload_id=root.get("payloadID", ""),
        root=root,
        address=route.address,
        private_network=route.private_network,
        dtd_version=route.dtd_version,
        events_of=route.events_of,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Where and when a parcel is handed over."""

    connection_id: int
    #: the order whose other parcels to the same side it stands behind
    order_id: int | None
    now: datetime
    #: row of the document whose attachments go with it
    attachments_of: int | None = None
    #: the others, where a document is about several orders
    more_orders: tuple[int, ...] = ()


def dispatch(tx: Transaction, sent: Parcel, vault: Vault, sending: Sending) -> int | None:
    """
    Put a parcel into the outbox; None when its payloadID is on its way already.

    For a supplier without cXML it is written into the feed instead, and what is put into the
    outbox is a webhook, if it wants any: the event as JSON, under the event's name.
    """
    if sent.events_of is not None:
        event = happenings.write(tx, _happening(sent, sent.events_of, sending), vault)
        if sent.address is None:
            return None
        body = feed.said(event).model_dump_json(by_alias=True).encode("utf-8")
        hook = replace(sent, kind=event.type.value, payload_id=event.event_id)
        return _put(tx, hook, body, vault, replace(sending, attachments_of=None))
    body = serialise(sent.root, dtd=KINDS[sent.kind].dtd, version=sent.dtd_version)
    return _put(tx, sent, body, vault, sending)


def _put(tx: Transaction, sent: Parcel, body: bytes, vault: Vault, sending: Sending) -> int | None:
    assert sent.address is not None  # noqa: S101 - it leads somewhere
    order_id = sending.order_id
    line = f"order:{order_id}" if order_id is not None else sent.payload_id
    also_in = [
        Further(order_id=order, queue=f"{sent.towards.value}:order:{order}")
        for order in sending.more_orders
        if order != order_id
    ]
    return outbox.put(
        tx,
        outbox.NewDelivery(
            connection_id=sending.connection_id,
            order_id=order_id,
            queue=f"{sent.towards.value}:{line}",
            kind=sent.kind,
            mode=sent.mode,
            payload_id=sent.payload_id,
            towards=sent.towards,
            address=sent.address,
            private_network=sent.private_network,
            document=vault.seal(body, "outbox"),
            holds_card=holds_card(body.decode("utf-8")),
            attachments_of=sending.attachments_of,
        ),
        sending.now,
        also_in=also_in,
    )


def _happening(sent: Parcel, supplier_id: int, sending: Sending) -> Happening:
    return Happening(
        supplier_id=supplier_id,
        connection_id=sending.connection_id,
        order_id=sending.order_id,
        kind=sent.kind,
        mode=sent.mode,
        payload_id=sent.payload_id,
        root=sent.root,
        now=sending.now,
        attachments_of=sending.attachments_of,
    )
