"""The tables of mails and alerts, as revision 0001 makes them."""

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
    Text,
    text,
)

from gateway.store.dialects import JsonText, Moment

ID = BigInteger().with_variant(Integer, "sqlite")
STANDING = text("cleared_at IS NULL")
WAITING = text("state = 'waiting'")


def create() -> None:
    """Make them all."""
    _create_alerts()
    _create_mails()
    _create_wishes()


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        Column("id", ID, primary_key=True),
        Column("key", String(400), nullable=False),
        Column("title", String(200), nullable=False),
        Column("words", Text, nullable=False),
        Column("raised_at", Moment, nullable=False),
        Column("last_at", Moment, nullable=False),
        Column("count", Integer, nullable=False),
        Column("cleared_at", Moment),
        Index(
            "uq_alerts_standing",
            "key",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )


def _create_mails() -> None:
    op.create_table(
        "mails",
        Column("id", ID, primary_key=True),
        Column("kind", String(10), nullable=False),
        Column("connection_id", ID, ForeignKey("connections.id")),
        Column("order_id", ID, ForeignKey("orders.id")),
        Column("mode", String(8)),
        Column("recipient", String(254)),
        Column("language", String(8), nullable=False),
        Column("content", JsonText, nullable=False),
        Column("state", String(8), nullable=False),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("created_at", Moment, nullable=False),
        Column("due_at", Moment, nullable=False),
        Column("lease_until", Moment),
        Column("lease", Integer, nullable=False, server_default=text("0")),
        Column("ended_at", Moment),
        Column("reason", Text),
        CheckConstraint(
            "kind IN ('alert', 'placed', 'changed', 'cancelled', 'stands', 'answered', 'refused')",
            name="kind",
        ),
        CheckConstraint("mode IN ('test', 'active')", name="mode"),
        CheckConstraint("state IN ('waiting', 'sent', 'refused', 'dead')", name="state"),
        Index("ix_mails_due_at", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_mails_order_id", "order_id"),
    )


def _create_wishes() -> None:
    op.create_table(
        "wishes",
        Column("order_id", ID, ForeignKey("orders.id"), primary_key=True),
        Column("email", String(254)),
        Column("name", String(200)),
        Column("language", String(8), nullable=False),
        Column("confirmations", Boolean, nullable=False),
    )
