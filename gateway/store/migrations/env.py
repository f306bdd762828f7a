"""Tells Alembic how to migrate: in the transaction that it is handed."""

from __future__ import annotations

from alembic import context

from gateway.store.tables import metadata

connection = context.config.attributes["connection"]

context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    # SQLite rolls DDL back as well, as long as BEGIN is ours.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
