"""The tables of mails to people, and of troubles that operators are told about."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from gateway.rules.mails import MailKind
from gateway.rules.parties import Mode
from gateway.store.columns import ID, WAITING, metadata, one_of, only_where, row_id
from gateway.store.dialects import JsonText, Line, Moment, choice
from gateway.store.states import MailState

#: one alert of a key stands at a time; a query that relies on it says it in the same words
STANDING = text("cleared_at IS NULL")

alerts = Table(  # troubles that a person has to look at
    "alerts",
    metadata,
    row_id(),
    Column("key", Line(400), nullable=False),  # what it is about, e.g. dead:https://host
    Column("title", Line(200), nullable=False),
    Column("words", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("count", Integer, nullable=False),  # how often it was raised while it stood
    Column("cleared_at", Moment),
    Index("uq_alerts_standing", "key", unique=True, **only_where(STANDING)),
)

mails = Table(
    "mails",
    metadata,
    row_id(),
    Column("kind", choice(MailKind, 10), nullable=False),
    Column("connection_id", ID, ForeignKey("connections.id")),  # null: to the operators
    Column("order_id", ID, ForeignKey("orders.id")),
    Column("mode", choice(Mode, 8)),
    Column("recipient", Line(254)),  # null: the operators, whoever they are when it is sent
    Column("language", Line(8), nullable=False),
    Column("content", JsonText, nullable=False),  # what it tells; its words are put when it is sent
    Column("state", choice(MailState, 8), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("lease", Integer, nullable=False, server_default=text("0")),  # fencing number
    Column("ended_at", Moment),
    Column("reason", Text),
    one_of("kind", *MailKind),
    one_of("mode", *Mode),
    one_of("state", *MailState),
    Index("ix_mails_due_at", "due_at", **only_where(WAITING)),
    Index("ix_mails_order_id", "order_id"),
)

wishes = Table(  # what an order says about who shall hear of it; no row: nothing in particular
    "wishes",
    metadata,
    Column("order_id", ID, ForeignKey("orders.id"), primary_key=True),
    Column("email", Line(254)),  # of the requester
    Column("name", Line(200)),
    Column("language", Line(8), nullable=False),
    Column("confirmations", Boolean, nullable=False),  # may be carried to the buyer
)
