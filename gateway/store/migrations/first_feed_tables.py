"""The tables of the feeds, as revision 0001 makes them."""

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
    UniqueConstraint,
    text,
)

from gateway.store.dialects import JsonText, Moment

ID = BigInteger().with_variant(Integer, "sqlite")


def create() -> None:
    """Make both."""
    op.create_table(
        "feeds",
        Column("id", ID, primary_key=True),
        Column("supplier_id", ID, ForeignKey("parties.id"), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("read_position", BigInteger, nullable=False, server_default=text("0")),
        Column("read_at", Moment),
        UniqueConstraint("supplier_id", "mode"),
        _one_of("mode", "test", "active"),
    )
    op.create_table(
        "events",
        Column("id", ID, primary_key=True),
        Column("supplier_id", ID, ForeignKey("parties.id"), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("event_id", String(64), nullable=False, unique=True),
        Column("type", String(16), nullable=False),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("order_id", ID, ForeignKey("orders.id")),
        Column("order_key", String(64)),
        Column("version", Integer),
        Column("payload_id", String(1024), nullable=False),
        Column("content", JsonText, nullable=False),
        Column("happened_at", Moment, nullable=False),
        UniqueConstraint("supplier_id", "mode", "position"),
        _one_of("mode", "test", "active"),
        _one_of("type", "order.new", "order.update", "order.delete", "receipt.new", "status.asked"),
        Index("ix_events_order_id", "order_id"),
        Index("ix_events_order_key", "order_key"),
    )


def _one_of(column: str, *words: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
