"""Every trigger of ours: made after every migration, and looked for."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.store.migrations import one_way, parties_version


def install(connection: Connection) -> None:
    """Make the triggers that are missing."""
    one_way.install(connection)
    parties_version.install(connection)


def missing(connection: Connection) -> set[str]:
    """Name the triggers that are not there, as `gateway doctor` does."""
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    present = set(connection.exec_driver_sql(listing).scalars())
    return (one_way.names() | parties_version.names()) - present
