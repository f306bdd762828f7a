"""The tables of orders: the order, every version of it that came, their lines, their repeats."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from gateway.cxml.orders import Change, OrderType
from gateway.rules.order_states import OrderState, VersionState
from gateway.rules.parties import Mode
from gateway.store.columns import metadata, one_of, row_id
from gateway.store.dialects import JsonText, Line, Moment, Number, choice

orders = Table(
    "orders",
    metadata,
    row_id(),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    Column("order_id", Line(256), nullable=False),  # the buyer's number, as written
    Column("version", Integer, nullable=False),  # the one that counts now
    Column("state", choice(OrderState, 10), nullable=False),
    Column("reason", Text),  # why it is held or refused
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("connection_id", "mode", "order_id"),
    one_of("mode", *Mode),
    one_of("state", *OrderState),
)

order_versions = Table(
    "order_versions",
    metadata,
    row_id(),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("number", Integer, nullable=False),  # ours: from 1, in the order of arrival
    Column("change", choice(Change, 8), nullable=False),
    Column("said_version", Number),  # orderVersion, where given
    Column("lines_of", Integer, nullable=False),  # the version whose lines count, ours for most
    Column("payload_id", Line(1024), nullable=False),
    Column("digest", Line(64), nullable=False),  # of the request alone, without payloadID
    Column("order_type", choice(OrderType, 24), nullable=False),
    Column("order_date", Line(64), nullable=False),  # as written
    Column("total", Number, nullable=False),
    Column("currency", Line(3), nullable=False),
    Column("state", choice(VersionState, 10), nullable=False),
    Column("state_reason", Text),
    Column("differences", JsonText, nullable=False),  # gateway.rules.order_differences.Difference
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("came_at", Moment, nullable=False),
    UniqueConstraint("order_id", "number"),
    one_of("change", *Change),
    one_of("state", *VersionState),
    Index("ix_order_versions_payload_id", "payload_id"),
)

order_repeats = Table(  # the same version again, under another payloadID
    "order_repeats",
    metadata,
    row_id(),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("number", Integer, nullable=False),  # of the version
    Column("payload_id", Line(1024), nullable=False),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("came_at", Moment, nullable=False),
    Index("ix_order_repeats_payload_id", "payload_id"),
    Index("ix_order_repeats_order_id", "order_id"),
)

order_lines = Table(
    "order_lines",
    metadata,
    row_id(),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),  # from 1, in the order of the document
    Column("number", Integer, nullable=False),  # stays with the line for life
    Column("line_number", Integer),  # the buyer's, where given
    Column("quantity", Number, nullable=False),
    Column("supplier_part_id", Line(256), nullable=False),
    Column("auxiliary_id", Line(1024)),
    Column("description", Text),
    Column("unit_price", Number),
    Column("price_basis", Number),  # what the price is for, where it is not one unit
    Column("price_factor", Number),  # so many of those are one unit of the line
    Column("currency", Line(3)),
    Column("unit_of_measure", Line(32)),
    UniqueConstraint("order_id", "version", "position"),
    UniqueConstraint("order_id", "version", "number"),
)
