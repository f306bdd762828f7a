"""Tells the buyer of an order that its supplier refused for good, after our own 200."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gateway.clock import Ids, timestamp
from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.orders import Change
from gateway.rules import confirmations as rules
from gateway.rules.addressing import leg, originate
from gateway.rules.parties import Role
from gateway.store import confirmations, connections, order_versions, orders, wishes
from gateway.store.connections import Connection
from gateway.store.dispatch import Sending, dispatch, parcel
from gateway.store.engine import Transaction
from gateway.store.order_versions import Version
from gateway.store.orders import Order
from gateway.store.outbox import Delivery
from gateway.store.states import Origin, VersionState
from gateway.store.telling import Telling, tell_answered
from gateway.vault import Vault

KIND: Final = "ConfirmationRequest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What writing to a buyer needs."""

    vault: Vault
    ids: Ids
    now: datetime


#: what the buyer is told, by what the supplier refused
REASONS: Final = {
    Change.NEW: "The supplier's system did not take this order",
    Change.UPDATE: "The supplier's system did not take this change; the order stands as it was",
    Change.DELETE: "The supplier's system did not take this cancellation; the order stands",
}


def tell_refused(tx: Transaction, delivery: Delivery, why: str, pen: Pen) -> None:
    """Reject a version of an order in the supplier's place, and queue that for the buyer."""
    order_row = delivery.order_id
    order = orders.by_id(tx, order_row) if order_row is not None else None
    if order is None or order_row is None:
        return
    version = order_versions.by_payload_id(tx, order_row, delivery.payload_id)
    if version is None:
        return
    reject(tx, order, version, f"{REASONS[version.change]}: {why}", pen)


def reject(tx: Transaction, order: Order, version: Version, reason: str, pen: Pen) -> None:
    """Reject a version of an order: what stood before it stands, and the buyer is told why."""
    orders.set_state(tx, order.id, VersionState.REFUSED, reason, payload_id=version.payload_id)
    said = rules.said(
        rules.Named(
            order_id=order.order_id, order_date=version.order_date, payload_id=version.payload_id
        ),
        ConfirmationType.REJECT,
        why=reason,
        confirm_id=pen.ids.payload_id().partition("@")[0],
        notice_date=timestamp(pen.now),
    )
    connection = connections.by_id(tx, order.connection_id)
    payload_id = _queue(tx, order, connection, said, pen)
    confirmations.write(
        tx,
        confirmations.NewConfirmation(
            order_id=order.id,
            mode=order.mode,
            origin=Origin.GATEWAY,
            type=ConfirmationType.REJECT.value,
            confirm_id=said.header.confirm_id,
            payload_id=payload_id,
            notice_date=said.header.notice_date,
            comments=reason,
            lines=[],
            about=version.payload_id,
            document_id=None,
            moment=pen.now,
        ),
    )
    about = Telling(connection=connection, order_id=order.id, now=pen.now)
    tell_answered(tx, about, said, Origin.GATEWAY, version.payload_id)


def _queue(tx: Transaction, order: Order, connection: Connection, said: object, pen: Pen) -> str:
    """Queue a document of ours for the buyer; gives its payloadID, sent or not."""
    route = connections.route(tx, connection, Role.BUYER, KIND, mode=order.mode)
    payload_id = pen.ids.payload_id()
    root = originate(
        said,
        leg(connection.names, route.identity, towards=Role.BUYER, mode=order.mode),
        payload_id=payload_id,
        timestamp=timestamp(pen.now),
        version=route.dtd_version,
    )
    sent = parcel(root, route, kind=KIND, towards=Role.BUYER, mode=order.mode)
    if sent is not None and wishes.takes_confirmations(tx, order.id):
        sending = Sending(connection_id=order.connection_id, order_id=order.id, now=pen.now)
        dispatch(tx, sent, pen.vault, sending)
    return payload_id
