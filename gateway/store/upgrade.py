"""Brings the tables up to date, in one transaction and by one process at a time."""

from __future__ import annotations

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

from gateway.errors import GatewayFault
from gateway.store.migrations import one_way

#: any number that nobody else locks
UPGRADE_LOCK: Final = 0x6358_4D4C


def upgrade(engine: Engine, target: str = "head") -> None:
    """
    Run the migrations that are missing, up to a revision.

    All or nothing: both databases roll tables back too. Raises GatewayFault when a migration left
    rows that refer to nothing.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode rebuilds tables, which drops the old one; with keys on, its children would
            # go with it. The pragma does nothing inside a transaction, so it stands before.
            _foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
                _migrate(connection, target)
        finally:
            if sqlite:
                _foreign_keys(connection, "ON")


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
    one_way.install(connection)
    if connection.dialect.name == "sqlite" and _strays(connection):
        raise GatewayFault("A migration left rows that refer to nothing; nothing was changed.")


def _strays(connection: Connection) -> bool:
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def _foreign_keys(connection: Connection, switch: str) -> None:
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys={switch}")
