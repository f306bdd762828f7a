"""The tables of the safeguards: what was noticed in orders, and what of them waits for a person."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from gateway.rules.safeguard_settings import Action, Check
from gateway.store.columns import metadata, row_id
from gateway.store.dialects import Line, Moment, choice

order_flags = Table(  # in what an order differed from its carts
    "order_flags",
    metadata,
    row_id(),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("payload_id", Line(1024), nullable=False),  # of the version
    Column("line_number", Integer),  # null: the order as a whole
    Column("safeguard", choice(Check, 16), nullable=False),
    Column("action", choice(Action, 16), nullable=False),
    Column("place", Text, nullable=False),  # the element or attribute
    Column("expected", Text),  # as the cart has it
    Column("found", Text),  # as the order has it
    Index("ix_order_flags_order_id", "order_id"),
)

held_documents = Table(  # addressed, and kept back until a person releases their order
    "held_documents",
    metadata,
    row_id(),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("payload_id", Line(1024), nullable=False),
    Column("document", LargeBinary, nullable=False),  # sealed; gone once released or rejected
    Column("attachments_of", ForeignKey("documents.id")),  # whose files go with it
    Column("kept_at", Moment, nullable=False),
    Index("ix_held_documents_order_id", "order_id"),
)
