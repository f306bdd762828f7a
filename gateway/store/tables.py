"""The tables: what the gateway remembers, column by column."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from gateway.rules.parties import Mode, Role, State
from gateway.store import (
    columns,
    feed_tables,
    follow_up_tables,
    mail_tables,
    order_tables,
    post_tables,
    safeguard_tables,
)
from gateway.store.columns import one_of as _one_of
from gateway.store.columns import row_id as _id
from gateway.store.dialects import JsonText, Line, Moment, Number, choice
from gateway.store.states import (
    Direction,
    Operation,
    Origin,
    SessionState,
)

metadata = columns.metadata
alerts = mail_tables.alerts
follow_ups = follow_up_tables.follow_ups
follow_up_lines = follow_up_tables.follow_up_lines
mails = mail_tables.mails
wishes = mail_tables.wishes
orders = order_tables.orders
order_versions = order_tables.order_versions
order_repeats = order_tables.order_repeats
order_lines = order_tables.order_lines
outbox = post_tables.outbox
further_queues = post_tables.further_queues
attempts = post_tables.attempts
circuits = post_tables.circuits
order_flags = safeguard_tables.order_flags
held_documents = safeguard_tables.held_documents
feeds = feed_tables.feeds
events = feed_tables.events

parties = Table(
    "parties",
    metadata,
    _id(),
    Column("name", Line(64), nullable=False, unique=True),
    Column("role", choice(Role, 8), nullable=False),
    # gateway.rules.parties.BuyerSettings or SupplierSettings, as JSON; holds no secret
    Column("settings", JsonText, nullable=False),
    Column("outbound_secret", LargeBinary),  # sealed: what we send to this party
    Column("replaced_secret", LargeBinary),  # sealed: what we sent before the last rotation
    Column("shop_key", Line(64), unique=True),  # digest of the bearer key of the shop API
    # digests of the bearer keys of the supplier API: of real orders, and of tests
    Column("api_key", Line(64), unique=True),
    Column("test_api_key", Line(64), unique=True),
    Column("webhook_secrets", LargeBinary),  # sealed JSON list, the newest first
    Column("loaded_at", Moment, nullable=False),
    _one_of("role", "buyer", "supplier"),
)

networks = Table(
    "networks",
    metadata,
    _id(),
    Column("name", Line(64), nullable=False, unique=True),
)

identities = Table(
    "identities",
    metadata,
    _id(),
    Column("party_id", ForeignKey("parties.id"), nullable=False),
    Column("position", Integer, nullable=False),  # the first is the one we use towards others
    Column("domain", Line(128), nullable=False),  # as written
    Column("domain_key", Line(128), nullable=False),  # lower case: domains compare without case
    Column("value", Line(256), nullable=False),  # trimmed; compared exactly
    UniqueConstraint("domain_key", "value"),
    Index("ix_identities_party_id", "party_id"),
)

connections = Table(
    "connections",
    metadata,
    _id(),
    Column("name", Line(200), nullable=False, unique=True),  # buyer/supplier[/label]
    Column("buyer_id", ForeignKey("parties.id"), nullable=False),
    Column("supplier_id", ForeignKey("parties.id"), nullable=False),
    Column("network_id", ForeignKey("networks.id")),
    Column("label", Line(64), nullable=False, server_default=""),
    Column("state", choice(State, 8), nullable=False, server_default="test"),
    Column("settings", JsonText, nullable=False),  # gateway.rules.parties.ConnectionSettings
    Column("created_at", Moment, nullable=False),
    Column("activated_at", Moment),
    Column("activated_by", Line(200)),
    _one_of("state", "test", "active"),
    UniqueConstraint("buyer_id", "supplier_id", "label"),
)

credentials = Table(
    "credentials",
    metadata,
    _id(),
    # exactly one owner
    Column("connection_id", ForeignKey("connections.id")),
    Column("party_id", ForeignKey("parties.id")),
    Column("network_id", ForeignKey("networks.id")),
    Column("domain", Line(128), nullable=False),
    Column("domain_key", Line(128), nullable=False),
    Column("value", Line(256), nullable=False),
    Column("secret", LargeBinary, nullable=False),  # sealed
    Column("kinds", JsonText),  # list of document kinds it may speak for; null: all of its role
    Column("created_at", Moment, nullable=False),
    Column("valid_until", Moment),  # set by a rotation: the old secret works until then
    Column("last_used_at", Moment),
    CheckConstraint(
        "(CASE WHEN connection_id IS NULL THEN 0 ELSE 1 END"
        " + CASE WHEN party_id IS NULL THEN 0 ELSE 1 END"
        " + CASE WHEN network_id IS NULL THEN 0 ELSE 1 END) = 1",
        name="one_owner",
    ),
    Index("ix_credentials_domain_key_value", "domain_key", "value"),
)

facts = Table(  # what there is one of
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", JsonText, nullable=False),
)

# How we speak towards one side of a connection, where its parties' settings do not say it.
routes = Table(
    "routes",
    metadata,
    _id(),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("towards", choice(Role, 8), nullable=False),
    Column("kind", Line(64), nullable=False),  # empty: every kind that has no row of its own
    Column("address", Text),
    Column("domain", Line(128)),  # the identity we send under
    Column("value", Line(256)),
    Column("secret", LargeBinary),  # sealed
    UniqueConstraint("connection_id", "towards", "kind"),
    _one_of("towards", "buyer", "supplier"),
)

documents = Table(  # the journal: every document in and out
    "documents",
    metadata,
    _id(),
    Column("connection_id", ForeignKey("connections.id")),  # null: nobody we know
    Column("direction", choice(Direction, 3), nullable=False),
    Column("kind", Line(64), nullable=False),
    Column("payload_id", Line(1024)),
    Column("mode", choice(Mode, 8)),
    Column("moment", Moment, nullable=False),
    Column("source", Line(64)),  # address of the sender, for documents that came in
    Column("status", Integer),  # cXML status we answered or were answered
    Column("body", Text, nullable=False),  # secrets and card numbers masked
    Column("answer", Text),  # masked as well
    Column("findings", JsonText, nullable=False),
    Column("session_id", BigInteger),
    Column("order_id", BigInteger),
    _one_of("direction", "in", "out"),
    _one_of("mode", "test", "active"),
    Index("ix_documents_payload_id", "payload_id"),
    Index("ix_documents_order_id", "order_id"),
)

attachments = Table(  # the files that came with a document
    "attachments",
    metadata,
    _id(),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text),  # as the sender calls it; never a path
    Column("content_type", Text, nullable=False),
    Column("content_id", Text),
    Column("size", Integer, nullable=False),  # bytes, its transfer encoding undone
    Column("digest", Line(64), nullable=False),  # SHA-256, likewise
    Column("content", LargeBinary),  # sealed, as it is carried on; null once it was erased
    UniqueConstraint("document_id", "position"),
)

claims = Table(  # payloadIDs that were answered: the same question gets the same answer
    "claims",
    metadata,
    _id(),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("sender", choice(Role, 8), nullable=False),  # buyer or supplier: each counts on its own
    Column("payload_id", Line(1024), nullable=False),
    Column("digest", Line(64), nullable=False),  # of the content, see cxml.digest
    Column("mode", choice(Mode, 8), nullable=False),  # what was first seen in test stays test
    Column("answer", LargeBinary),  # sealed; null only inside the transaction that claims
    Column("document_id", ForeignKey("documents.id")),
    Column("moment", Moment, nullable=False),
    UniqueConstraint("connection_id", "sender", "payload_id"),
    _one_of("sender", "buyer", "supplier"),
    _one_of("mode", "test", "active"),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    Column("state", choice(SessionState, 10), nullable=False),
    Column("operation", choice(Operation, 10), nullable=False),
    Column("setup_payload_id", Line(1024), nullable=False),
    Column("language", Line(35)),
    Column("buyer_cookie", Text, nullable=False),  # inner XML, character for character
    Column("return_address", Text),  # BrowserFormPost/URL; null: none was given
    Column(
        "visit", JsonText, nullable=False
    ),  # gateway.rules.visits.Visit: user, ship-to, item, lines
    Column("start_digest", Line(64), nullable=False, unique=True),
    Column("shop_digest", Line(64), nullable=False, unique=True),
    Column("return_digest", Line(64), nullable=False, unique=True),
    Column("opened_at", Moment, nullable=False),
    Column("start_until", Moment, nullable=False),
    Column("started_at", Moment),
    Column("touched_at", Moment, nullable=False),  # when shopper or shop last did something
    Column("ended_at", Moment),  # returned, cancelled or expired
    Column("cart", JsonText),  # as the shop put it; null until then
    Column(
        "message", LargeBinary
    ),  # the sealed PunchOutOrderMessage once it is made: reloads send it again
    Column("message_payload_id", Line(1024)),
    _one_of("state", "opened", "started", "returned", "cancelled", "expired"),
    _one_of("mode", "test", "active"),
    _one_of("operation", "create", "edit", "inspect"),
    Index("ix_sessions_connection_id", "connection_id"),
)

cart_lines = Table(  # what came home, line by line, so that an order can be held against it
    "cart_lines",
    metadata,
    _id(),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    Column("line_number", Integer, nullable=False),
    Column("supplier_part_id", Line(256), nullable=False),
    Column("key", Line(16)),  # ours; null: a line that was opened again without one
    Column("auxiliary_id", Line(1024), nullable=False),  # the shop's own; empty: none
    Column("quantity", Number, nullable=False),
    Column("unit_price", Number, nullable=False),
    Column("currency", Line(3), nullable=False),
    Column("unit_of_measure", Line(32), nullable=False),
    Column("description", Text, nullable=False),
    Column("lead_time_days", Integer),
    UniqueConstraint("session_id", "line_number"),
    Index("ix_cart_lines_part", "connection_id", "supplier_part_id", "auxiliary_id"),
    Index("ix_cart_lines_key", "key"),
)

confirmations = Table(
    "confirmations",
    metadata,
    _id(),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("mode", choice(Mode, 8), nullable=False),
    Column(
        "origin", choice(Origin, 8), nullable=False
    ),  # supplier, or gateway for our own refusals
    Column("type", Line(16), nullable=False),
    Column("confirm_id", Line(256)),
    Column("payload_id", Line(1024), nullable=False),
    Column("notice_date", Line(64), nullable=False),
    Column("comments", Text),
    Column("lines", JsonText, nullable=False),  # gateway.rules.confirmations.ConfirmedLine list
    Column("operation", Line(8), nullable=False, server_default="new"),
    Column("replaces_id", ForeignKey("confirmations.id")),  # an update takes its place
    Column("about", Line(1024)),  # payloadID of the version that it speaks of; null: the one then
    Column("remarks", JsonText, nullable=False),  # what was odd about it, for people
    Column("document_id", ForeignKey("documents.id")),
    Column("moment", Moment, nullable=False),
    _one_of("mode", "test", "active"),
    _one_of("origin", "supplier", "gateway"),
    Index("ix_confirmations_order_id", "order_id"),
)

knocks = Table(  # who knocked in vain
    "knocks",
    metadata,
    _id(),
    Column("domain", Line(128), nullable=False),
    Column("value", Line(256), nullable=False),
    Column("from_domain", Line(128), nullable=False),
    Column("from_value", Line(256), nullable=False),
    Column("kind", Line(64), nullable=False),
    Column("source", Line(64), nullable=False),
    Column("reason", Line(32), nullable=False),  # gateway.exchange.identify.Reason
    Column("count", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    UniqueConstraint(
        "domain",
        "value",
        "from_domain",
        "from_value",
        "kind",
        "source",
        "reason",
        name="uq_knocks_all",
    ),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("moment", Moment, nullable=False),
    Column("actor", Line(200), nullable=False),
    Column("action", Line(64), nullable=False),
    Column("subject", Line(300), nullable=False),
    Column("detail", JsonText, nullable=False),
)
