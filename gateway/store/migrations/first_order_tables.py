"""The tables of orders, as revision 0001 makes them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from gateway.store.dialects import JsonText, Moment, Number

ID = BigInteger().with_variant(Integer, "sqlite")


def create() -> None:
    """Make all of them."""
    _create_orders()
    _create_versions()
    _create_lines()


def _create_orders() -> None:
    op.create_table(
        "orders",
        Column("id", ID, primary_key=True),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("order_id", String(256), nullable=False),
        Column("version", Integer, nullable=False),
        Column("state", String(10), nullable=False),
        Column("reason", Text),
        Column("received_at", Moment, nullable=False),
        UniqueConstraint("connection_id", "mode", "order_id"),
        CheckConstraint("mode IN ('test', 'active')", name="mode"),
        CheckConstraint(
            "state IN ('received', 'held', 'sent', 'confirmed', 'rejected', 'failed', 'cancelled')",
            name="state",
        ),
    )


def _create_versions() -> None:
    op.create_table(
        "order_versions",
        Column("id", ID, primary_key=True),
        Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("change", String(8), nullable=False),
        Column("said_version", Number),
        Column("lines_of", Integer, nullable=False),
        Column("payload_id", String(1024), nullable=False),
        Column("digest", String(64), nullable=False),
        Column("order_type", String(24), nullable=False),
        Column("order_date", String(64), nullable=False),
        Column("total", Number, nullable=False),
        Column("currency", String(3), nullable=False),
        Column("state", String(10), nullable=False),
        Column("state_reason", Text),
        Column("differences", JsonText, nullable=False),
        Column("document_id", ID, ForeignKey("documents.id"), nullable=False),
        Column("came_at", Moment, nullable=False),
        UniqueConstraint("order_id", "number"),
        CheckConstraint("change IN ('new', 'update', 'delete')", name="change"),
        CheckConstraint(
            "state IN ('received', 'held', 'internal', 'sent', 'confirmed', 'rejected',"
            " 'refused', 'failed')",
            name="state",
        ),
        Index("ix_order_versions_payload_id", "payload_id"),
    )
    op.create_table(
        "order_repeats",
        Column("id", ID, primary_key=True),
        Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("payload_id", String(1024), nullable=False),
        Column("document_id", ID, ForeignKey("documents.id"), nullable=False),
        Column("came_at", Moment, nullable=False),
        Index("ix_order_repeats_payload_id", "payload_id"),
        Index("ix_order_repeats_order_id", "order_id"),
    )


def _create_lines() -> None:
    op.create_table(
        "order_lines",
        Column("id", ID, primary_key=True),
        Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
        Column("version", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        Column("number", Integer, nullable=False),
        Column("line_number", Integer),
        Column("quantity", Number, nullable=False),
        Column("supplier_part_id", String(256), nullable=False),
        Column("auxiliary_id", String(1024)),
        Column("description", Text),
        Column("unit_price", Number),
        Column("price_basis", Number),
        Column("price_factor", Number),
        Column("currency", String(3)),
        Column("unit_of_measure", String(32)),
        UniqueConstraint("order_id", "version", "position"),
        UniqueConstraint("order_id", "version", "number"),
    )
