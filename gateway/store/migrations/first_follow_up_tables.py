"""The tables of what follows orders, as revision 0001 makes them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    text,
)

from gateway.store.dialects import JsonText, Moment, Number

ID = BigInteger().with_variant(Integer, "sqlite")
STANDING = text("stands")


def create() -> None:
    """Make both."""
    _create_follow_ups()
    _create_follow_up_lines()


def _create_follow_ups() -> None:
    op.create_table(
        "follow_ups",
        Column("id", ID, primary_key=True),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("sender", String(8), nullable=False),
        Column("kind", String(64), nullable=False),
        Column("number", String(256)),
        Column("operation", String(16), nullable=False),
        Column("type", String(32)),
        Column("payload_id", String(1024), nullable=False),
        Column("digest", String(64), nullable=False),
        Column("stands", Boolean, nullable=False),
        Column("result", String(16)),
        Column("remarks", JsonText, nullable=False),
        Column("document_id", ID, ForeignKey("documents.id"), nullable=False),
        Column("moment", Moment, nullable=False),
        CheckConstraint("mode IN ('test', 'active')", name="mode"),
        CheckConstraint("sender IN ('buyer', 'supplier')", name="sender"),
        Index(
            "uq_follow_ups_standing",
            "connection_id",
            "kind",
            "sender",
            "mode",
            "number",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_follow_ups_number", "connection_id", "kind", "number"),
        Index("ix_follow_ups_payload_id", "payload_id"),
    )


def _create_follow_up_lines() -> None:
    op.create_table(
        "follow_up_lines",
        Column("id", ID, primary_key=True),
        Column("follow_up_id", ID, ForeignKey("follow_ups.id"), nullable=False),
        Column("order_id", ID, ForeignKey("orders.id")),
        Column("position", Integer, nullable=False),
        Column("line_number", Integer),
        Column("quantity", Number),
        Column("unit_of_measure", String(32)),
        Column("unit_price", Number),
        Column("amount", Number),
        Column("currency", String(3)),
        Column("counts", Boolean, nullable=False),
        Column("verdict", JsonText),
        Index("ix_follow_up_lines_order_id", "order_id"),
        Index("ix_follow_up_lines_follow_up_id", "follow_up_id"),
    )
