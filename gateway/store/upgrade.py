"""Brings the tables up to date, in one transaction and by one process at a time."""

from __future__ import annotations

from functools import cache
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from gateway.errors import GatewayFault
from gateway.store.migrations import triggers

#: any number that nobody else locks
UPGRADE_LOCK: Final = 0x6358_4D4C
#: how long one process waits for another that migrates
PATIENCE_SECONDS: Final = 60


def upgrade(engine: Engine, target: str = "head") -> None:
    """
    Run the migrations that are missing, up to a revision.

    All or nothing: both databases roll tables back too. Raises GatewayFault when a migration left
    rows that refer to nothing.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _upgrade_sqlite(connection, target)
        else:
            _upgrade_postgresql(connection, target)


def is_current(connection: Connection) -> bool:
    """Tell whether there is nothing to do."""
    return revision(connection) == newest() and not triggers.missing(connection)


@cache
def newest() -> str | None:
    """Name the revision that this program was written for."""
    return ScriptDirectory.from_config(config_for()).get_current_head()


def _upgrade_sqlite(connection: Connection, target: str) -> None:
    driver = connection.connection.cursor()
    (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
    # Batch mode rebuilds tables, which drops the old one; with keys on, its children would go with
    # it. The pragma does nothing inside a transaction, so it stands before.
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            _migrate(connection, target)
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute(f"PRAGMA busy_timeout={usual}")


def _upgrade_postgresql(connection: Connection, target: str) -> None:
    with connection.begin():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        _migrate(connection, target)


def config_for(connection: Connection | None = None) -> Config:
    """Make Alembic's configuration; with a connection, its commands work in that transaction."""
    config = Config()
    config.set_main_option("script_location", "gateway.store:migrations")
    config.attributes["connection"] = connection
    return config


def revision(connection: Connection) -> str | None:
    """Tell the revision that the tables are at; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def _migrate(connection: Connection, target: str) -> None:
    command.upgrade(config_for(connection), target)
    # A rebuilt table has lost its triggers on SQLite; the promise must not hang on remembering it.
    triggers.install(connection)
    if connection.dialect.name == "sqlite" and _strays(connection):
        raise GatewayFault("A migration left rows that refer to nothing; nothing was changed.")


def _strays(connection: Connection) -> bool:
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None
