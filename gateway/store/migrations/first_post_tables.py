"""The tables of the post, as revision 0001 makes them."""

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
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)

from gateway.store.dialects import Moment

ID = BigInteger().with_variant(Integer, "sqlite")
WAITING = text("state = 'waiting'")
DEAD = text("state = 'dead'")


def create() -> None:
    """Make all of them."""
    _create_outbox()
    _create_further_queues()
    _create_attempts()
    _create_circuits()


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        Column("id", ID, primary_key=True),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("order_id", ID, ForeignKey("orders.id")),
        Column("queue", String(1100), nullable=False),
        Column("kind", String(64), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("payload_id", String(1024), nullable=False),
        Column("towards", String(8), nullable=False),
        Column("address", Text, nullable=False),
        Column("private_network", Boolean, nullable=False, server_default=text("false")),
        Column("document", LargeBinary),
        Column("holds_card", Boolean, nullable=False, server_default=text("false")),
        Column("attachments_of", ID, ForeignKey("documents.id")),
        Column("state", String(10), nullable=False),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("created_at", Moment, nullable=False),
        Column("due_at", Moment, nullable=False),
        Column("lease_until", Moment),
        Column("lease", Integer, nullable=False, server_default=text("0")),
        Column("ended_at", Moment),
        Column("reason", Text),
        UniqueConstraint("connection_id", "towards", "payload_id"),
        _one_of("mode", "test", "active"),
        _one_of("towards", "buyer", "supplier"),
        _one_of("state", "waiting", "delivered", "refused", "dead"),
        Index("ix_outbox_due_at", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_outbox_queue_id", "queue", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_outbox_dead", "queue", sqlite_where=DEAD, postgresql_where=DEAD),
        Index("ix_outbox_order_id", "order_id"),
    )


def _create_further_queues() -> None:
    op.create_table(
        "further_queues",
        Column("id", ID, primary_key=True),
        Column("delivery_id", ID, ForeignKey("outbox.id"), nullable=False),
        Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
        Column("queue", String(1100), nullable=False),
        UniqueConstraint("delivery_id", "queue"),
        Index("ix_further_queues_queue", "queue"),
        Index("ix_further_queues_order_id", "order_id"),
    )


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        Column("id", ID, primary_key=True),
        Column("delivery_id", ID, ForeignKey("outbox.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("started_at", Moment, nullable=False),
        Column("ended_at", Moment, nullable=False),
        Column("verdict", String(16), nullable=False),
        Column("http_status", Integer),
        Column("cxml_status", Integer),
        Column("note", Text, nullable=False),
        UniqueConstraint("delivery_id", "number"),
    )


def _create_circuits() -> None:
    op.create_table(
        "circuits",
        Column("id", ID, primary_key=True),
        Column("address", String(1000), nullable=False, unique=True),
        Column("failures", Integer, nullable=False),
        Column("last_delivery", ID, nullable=False),
        Column("since", Moment, nullable=False),
        Column("open_until", Moment, nullable=False),
        Column("reason", Text, nullable=False),
    )


def _one_of(column: str, *words: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
