"""The tables of the feeds: what suppliers without cXML read, in the order in which it happened."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, text

from gateway.rules.parties import Mode
from gateway.rules.supplier_events import EventType
from gateway.store.columns import ID, metadata, one_of, row_id
from gateway.store.dialects import JsonText, Line, Moment, choice

feeds = Table(  # one of a supplier for its real orders, one for its tests
    "feeds",
    metadata,
    row_id(),
    Column("supplier_id", ID, ForeignKey("parties.id"), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    # of its newest event; whoever writes one holds the row until the end of the transaction
    Column("position", BigInteger, nullable=False),
    # up to where the supplier has asked on: what it was shown, it has
    Column("read_position", BigInteger, nullable=False, server_default=text("0")),
    Column("read_at", Moment),
    UniqueConstraint("supplier_id", "mode"),
    one_of("mode", *Mode),
)

events = Table(
    "events",
    metadata,
    row_id(),
    Column("supplier_id", ID, ForeignKey("parties.id"), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    Column("position", BigInteger, nullable=False),  # from 1, without gaps
    Column("event_id", Line(64), nullable=False, unique=True),  # as the supplier knows it
    Column("type", choice(EventType, 16), nullable=False),
    Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
    Column("order_id", ID, ForeignKey("orders.id")),
    Column("order_key", Line(64)),  # the order, as the supplier names it in addresses
    Column("version", Integer),  # of the order
    Column("payload_id", Line(1024), nullable=False),  # of the document that it tells of
    Column("content", JsonText, nullable=False),  # gateway.rules.supplier_events.Content
    Column("happened_at", Moment, nullable=False),
    UniqueConstraint("supplier_id", "mode", "position"),
    one_of("mode", *Mode),
    one_of("type", *EventType),
    Index("ix_events_order_id", "order_id"),
    Index("ix_events_order_key", "order_key"),
)
