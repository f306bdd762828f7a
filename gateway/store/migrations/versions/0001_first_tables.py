"""The first tables.

Revision ID: 0001
Revises: none
Create Date: 2026-11-21
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)

from gateway.store.dialects import JsonText, Moment, Number
from gateway.store.migrations import (
    first_feed_tables,
    first_follow_up_tables,
    first_mail_tables,
    first_order_tables,
    first_post_tables,
    first_safeguard_tables,
    triggers,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Make every table, and the triggers that keep what goes one way."""
    _create_parties()
    _create_connections()
    _create_routes()
    _create_messages()
    _create_visits()
    first_order_tables.create()
    _create_confirmations()
    first_post_tables.create()
    _create_watch()
    first_mail_tables.create()
    first_follow_up_tables.create()
    first_safeguard_tables.create()
    first_feed_tables.create()
    triggers.install(op.get_bind())


def downgrade() -> None:
    """Refuse: going back would forget documents, orders and what was activated."""
    raise NotImplementedError("the first tables are not taken away")


def _id() -> Column[int]:
    return Column("id", ID, primary_key=True)


def _one_of(column: str, *words: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _create_parties() -> None:
    op.create_table(
        "parties",
        _id(),
        Column("name", String(64), nullable=False, unique=True),
        Column("role", String(8), nullable=False),
        Column("settings", JsonText, nullable=False),
        Column("outbound_secret", LargeBinary),
        Column("replaced_secret", LargeBinary),
        Column("shop_key", String(64), unique=True),
        Column("api_key", String(64), unique=True),
        Column("test_api_key", String(64), unique=True),
        Column("webhook_secrets", LargeBinary),
        Column("loaded_at", Moment, nullable=False),
        _one_of("role", "buyer", "supplier"),
    )
    op.create_table(
        "networks",
        _id(),
        Column("name", String(64), nullable=False, unique=True),
    )
    op.create_table(
        "identities",
        _id(),
        Column("party_id", ID, ForeignKey("parties.id"), nullable=False),
        Column("position", Integer, nullable=False),
        Column("domain", String(128), nullable=False),
        Column("domain_key", String(128), nullable=False),
        Column("value", String(256), nullable=False),
        UniqueConstraint("domain_key", "value"),
        Index("ix_identities_party_id", "party_id"),
    )


def _create_connections() -> None:
    op.create_table(
        "connections",
        _id(),
        Column("name", String(200), nullable=False, unique=True),
        Column("buyer_id", ID, ForeignKey("parties.id"), nullable=False),
        Column("supplier_id", ID, ForeignKey("parties.id"), nullable=False),
        Column("network_id", ID, ForeignKey("networks.id")),
        Column("label", String(64), nullable=False, server_default=""),
        Column("state", String(8), nullable=False, server_default="test"),
        Column("settings", JsonText, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("activated_at", Moment),
        Column("activated_by", String(200)),
        _one_of("state", "test", "active"),
        UniqueConstraint("buyer_id", "supplier_id", "label"),
    )
    op.create_table(
        "credentials",
        _id(),
        Column("connection_id", ID, ForeignKey("connections.id")),
        Column("party_id", ID, ForeignKey("parties.id")),
        Column("network_id", ID, ForeignKey("networks.id")),
        Column("domain", String(128), nullable=False),
        Column("domain_key", String(128), nullable=False),
        Column("value", String(256), nullable=False),
        Column("secret", LargeBinary, nullable=False),
        Column("kinds", JsonText),
        Column("created_at", Moment, nullable=False),
        Column("valid_until", Moment),
        Column("last_used_at", Moment),
        CheckConstraint(
            "(CASE WHEN connection_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN party_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN network_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        Index("ix_credentials_domain_key_value", "domain_key", "value"),
    )


def _create_routes() -> None:
    op.create_table(
        "facts",
        Column("name", String(64), primary_key=True),
        Column("value", JsonText, nullable=False),
    )
    op.create_table(
        "routes",
        _id(),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("towards", String(8), nullable=False),
        Column("kind", String(64), nullable=False),
        Column("address", Text),
        Column("domain", String(128)),
        Column("value", String(256)),
        Column("secret", LargeBinary),
        UniqueConstraint("connection_id", "towards", "kind"),
        _one_of("towards", "buyer", "supplier"),
    )


def _create_messages() -> None:
    op.create_table(
        "documents",
        _id(),
        Column("connection_id", ID, ForeignKey("connections.id")),
        Column("direction", String(3), nullable=False),
        Column("kind", String(64), nullable=False),
        Column("payload_id", String(1024)),
        Column("mode", String(8)),
        Column("moment", Moment, nullable=False),
        Column("source", String(64)),
        Column("status", Integer),
        Column("body", Text, nullable=False),
        Column("answer", Text),
        Column("findings", JsonText, nullable=False),
        Column("session_id", BigInteger),
        Column("order_id", BigInteger),
        _one_of("direction", "in", "out"),
        _one_of("mode", "test", "active"),
        Index("ix_documents_payload_id", "payload_id"),
        Index("ix_documents_order_id", "order_id"),
    )
    op.create_table(
        "attachments",
        _id(),
        Column("document_id", ID, ForeignKey("documents.id"), nullable=False),
        Column("position", Integer, nullable=False),
        Column("name", Text),
        Column("content_type", Text, nullable=False),
        Column("content_id", Text),
        Column("size", Integer, nullable=False),
        Column("digest", String(64), nullable=False),
        Column("content", LargeBinary),
        UniqueConstraint("document_id", "position"),
    )
    op.create_table(
        "claims",
        _id(),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("sender", String(8), nullable=False),
        Column("payload_id", String(1024), nullable=False),
        Column("digest", String(64), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("answer", LargeBinary),
        Column("document_id", ID, ForeignKey("documents.id")),
        Column("moment", Moment, nullable=False),
        UniqueConstraint("connection_id", "sender", "payload_id"),
        _one_of("sender", "buyer", "supplier"),
        _one_of("mode", "test", "active"),
    )


def _create_visits() -> None:
    op.create_table(
        "sessions",
        _id(),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("state", String(10), nullable=False),
        Column("operation", String(10), nullable=False),
        Column("setup_payload_id", String(1024), nullable=False),
        Column("language", String(35)),
        Column("buyer_cookie", Text, nullable=False),
        Column("return_address", Text),
        Column("visit", JsonText, nullable=False),
        Column("start_digest", String(64), nullable=False, unique=True),
        Column("shop_digest", String(64), nullable=False, unique=True),
        Column("return_digest", String(64), nullable=False, unique=True),
        Column("opened_at", Moment, nullable=False),
        Column("start_until", Moment, nullable=False),
        Column("started_at", Moment),
        Column("touched_at", Moment, nullable=False),
        Column("ended_at", Moment),
        Column("cart", JsonText),
        Column("message", LargeBinary),
        Column("message_payload_id", String(1024)),
        _one_of("state", "opened", "started", "returned", "cancelled", "expired"),
        _one_of("mode", "test", "active"),
        _one_of("operation", "create", "edit", "inspect"),
        Index("ix_sessions_connection_id", "connection_id"),
    )
    op.create_table(
        "cart_lines",
        _id(),
        Column("session_id", ID, ForeignKey("sessions.id"), nullable=False),
        Column("connection_id", ID, ForeignKey("connections.id"), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("line_number", Integer, nullable=False),
        Column("supplier_part_id", String(256), nullable=False),
        Column("key", String(16)),
        Column("auxiliary_id", String(1024), nullable=False),
        Column("quantity", Number, nullable=False),
        Column("unit_price", Number, nullable=False),
        Column("currency", String(3), nullable=False),
        Column("unit_of_measure", String(32), nullable=False),
        Column("description", Text, nullable=False),
        Column("lead_time_days", Integer),
        UniqueConstraint("session_id", "line_number"),
        Index("ix_cart_lines_part", "connection_id", "supplier_part_id", "auxiliary_id"),
        Index("ix_cart_lines_key", "key"),
    )


def _create_confirmations() -> None:
    op.create_table(
        "confirmations",
        _id(),
        Column("order_id", ID, ForeignKey("orders.id"), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("origin", String(8), nullable=False),
        Column("type", String(16), nullable=False),
        Column("confirm_id", String(256)),
        Column("payload_id", String(1024), nullable=False),
        Column("notice_date", String(64), nullable=False),
        Column("comments", Text),
        Column("lines", JsonText, nullable=False),
        Column("operation", String(8), nullable=False, server_default="new"),
        Column("replaces_id", ID, ForeignKey("confirmations.id")),
        Column("about", String(1024)),
        Column("remarks", JsonText, nullable=False),
        Column("document_id", ID, ForeignKey("documents.id")),
        Column("moment", Moment, nullable=False),
        _one_of("mode", "test", "active"),
        _one_of("origin", "supplier", "gateway"),
        Index("ix_confirmations_order_id", "order_id"),
    )


def _create_watch() -> None:
    op.create_table(
        "knocks",
        _id(),
        Column("domain", String(128), nullable=False),
        Column("value", String(256), nullable=False),
        Column("from_domain", String(128), nullable=False),
        Column("from_value", String(256), nullable=False),
        Column("kind", String(64), nullable=False),
        Column("source", String(64), nullable=False),
        Column("reason", String(32), nullable=False),
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
    op.create_table(
        "audit",
        _id(),
        Column("moment", Moment, nullable=False),
        Column("actor", String(200), nullable=False),
        Column("action", String(64), nullable=False),
        Column("subject", String(300), nullable=False),
        Column("detail", JsonText, nullable=False),
    )
