"""The tables of the safeguards, as revision 0001 makes them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Text

from gateway.store.dialects import Moment

ID = BigInteger().with_variant(Integer, "sqlite")


def create() -> None:
    """Make both."""
    op.create_table(
        "order_flags",
        Column("id", ID, primary_key=True),
        Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
        Column("payload_id", String(1024), nullable=False),
        Column("line_number", Integer),
        Column("safeguard", String(16), nullable=False),
        Column("action", String(16), nullable=False),
        Column("place", Text, nullable=False),
        Column("expected", Text),
        Column("found", Text),
        Index("ix_order_flags_order_id", "order_id"),
    )
    op.create_table(
        "held_documents",
        Column("id", ID, primary_key=True),
        Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
        Column("payload_id", String(1024), nullable=False),
        Column("document", LargeBinary, nullable=False),
        Column("attachments_of", ID, ForeignKey("documents.id")),
        Column("kept_at", Moment, nullable=False),
        Index("ix_held_documents_order_id", "order_id"),
    )
