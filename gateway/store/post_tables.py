"""The tables of the post: what is to be carried, every try, and addresses that are in trouble."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gateway.rules.parties import Mode, Role
from gateway.store.columns import ID, WAITING, metadata, one_of, only_where, row_id
from gateway.store.dialects import Line, Moment, choice
from gateway.store.states import DeliveryState

#: the condition of an index; a query that shall use it says it in the same words
DEAD = text("state = 'dead'")

outbox = Table(
    "outbox",
    metadata,
    row_id(),
    Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
    Column("order_id", ID, ForeignKey("orders.id")),
    Column("queue", Line(1100), nullable=False),  # e.g. supplier:order:17; first in, first out
    Column("kind", Line(64), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    Column("payload_id", Line(1024), nullable=False),
    Column("towards", choice(Role, 8), nullable=False),  # buyer or supplier
    Column("address", Text, nullable=False),
    Column("private_network", Boolean, nullable=False, server_default=text("false")),
    Column("document", LargeBinary),  # sealed; null once delivered where it held a card number
    Column("holds_card", Boolean, nullable=False, server_default=text("false")),
    Column("attachments_of", ID, ForeignKey("documents.id")),  # whose files go with it
    Column("state", choice(DeliveryState, 10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("lease", Integer, nullable=False, server_default=text("0")),  # fencing number
    Column("ended_at", Moment),
    Column("reason", Text),
    UniqueConstraint("connection_id", "towards", "payload_id"),
    one_of("mode", *Mode),
    one_of("towards", *Role),
    one_of("state", *DeliveryState),
    # Only what waits is looked for again and again; what is done may pile up beside it.
    Index("ix_outbox_due_at", "due_at", **only_where(WAITING)),
    Index("ix_outbox_queue_id", "queue", "id", **only_where(WAITING)),
    Index("ix_outbox_dead", "queue", **only_where(DEAD)),
    Index("ix_outbox_order_id", "order_id"),
)

further_queues = Table(  # where a document is about several orders: those after the first
    "further_queues",
    metadata,
    row_id(),
    Column("delivery_id", ID, ForeignKey("outbox.id"), nullable=False),
    Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
    Column("queue", Line(1100), nullable=False),
    UniqueConstraint("delivery_id", "queue"),
    Index("ix_further_queues_queue", "queue"),
    Index("ix_further_queues_order_id", "order_id"),
)

attempts = Table(
    "attempts",
    metadata,
    row_id(),
    Column("delivery_id", ID, ForeignKey("outbox.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=False),
    Column("verdict", Line(16), nullable=False),
    Column("http_status", Integer),
    Column("cxml_status", Integer),
    Column("note", Text, nullable=False),
    UniqueConstraint("delivery_id", "number"),
)

circuits = Table(  # addresses where the last try failed; a success takes the row away
    "circuits",
    metadata,
    row_id(),
    Column("address", Line(1000), nullable=False, unique=True),
    Column("failures", Integer, nullable=False),  # of different deliveries, one after the other
    Column("last_delivery", ID, nullable=False),
    Column("since", Moment, nullable=False),
    Column("open_until", Moment, nullable=False),  # nothing is carried there before
    Column("reason", Text, nullable=False),  # what the last try came to
)
