"""The tables of what follows orders: ship notices, invoices, receipts, news and questions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, text

from gateway.rules.parties import Mode, Role
from gateway.store.columns import metadata, one_of, only_where, row_id
from gateway.store.dialects import JsonText, Line, Moment, Number, choice

#: one follow-up of a number stands at a time
STANDING = text("stands")

follow_ups = Table(
    "follow_ups",
    metadata,
    row_id(),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    Column("sender", choice(Role, 8), nullable=False),
    Column("kind", Line(64), nullable=False),
    Column("number", Line(256)),  # the sender's: shipmentID, invoiceID, receiptID …
    Column("operation", Line(16), nullable=False),  # new, update, delete
    Column("type", Line(32)),  # of its kind: planned, lineLevelCreditMemo, paid …
    Column("payload_id", Line(1024), nullable=False),
    Column("digest", Line(64), nullable=False),  # of the request alone, without payloadID
    Column("stands", Boolean, nullable=False),  # false: replaced or withdrawn since
    Column("result", Line(16)),  # gateway.rules.invoices.Result
    Column("remarks", JsonText, nullable=False),  # what was odd about it, for people
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("moment", Moment, nullable=False),
    one_of("mode", *Mode),
    one_of("sender", *Role),
    Index(
        "uq_follow_ups_standing",
        "connection_id",
        "kind",
        "sender",
        "mode",
        "number",
        unique=True,
        **only_where(STANDING),
    ),
    Index("ix_follow_ups_number", "connection_id", "kind", "number"),
    Index("ix_follow_ups_payload_id", "payload_id"),
)

follow_up_lines = Table(  # what a follow-up says of an order, or of one line of it
    "follow_up_lines",
    metadata,
    row_id(),
    Column("follow_up_id", ForeignKey("follow_ups.id"), nullable=False),
    Column("order_id", ForeignKey("orders.id")),  # null: of no order that we know
    Column("position", Integer, nullable=False),  # from 1, in the order of the document
    Column("line_number", Integer),  # of the order; null: the order as a whole
    Column("quantity", Number),
    Column("unit_of_measure", Line(32)),
    Column("unit_price", Number),
    Column("amount", Number),
    Column("currency", Line(3)),
    Column("counts", Boolean, nullable=False),  # false: planned, for information, a rebate …
    Column("verdict", JsonText),  # gateway.rules.invoices.Verdict
    Index("ix_follow_up_lines_order_id", "order_id"),
    Index("ix_follow_up_lines_follow_up_id", "follow_up_id"),
)
