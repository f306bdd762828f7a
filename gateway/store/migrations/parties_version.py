"""Who is who has a version: triggers give it another at every change, whoever makes it.

Each process keeps in memory who is who (gateway.store.directory) and believes it only while the
version is the one that it was read at. Installed again after every migration, as one_way is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A table whose rows say who is who."""

    table: str
    #: an UPDATE of these alone counts; empty: of any
    columns: tuple[str, ...] = ()
    #: the rows that count
    condition: str = ""

    def trigger(self, event: str) -> str:
        """The name of the trigger on INSERT, UPDATE or DELETE."""
        return f"parties_version_{self.table}_{event.lower()}"

    def event(self, event: str) -> str:
        """The event as a trigger names it."""
        return (
            f"UPDATE OF {', '.join(self.columns)}" if event == "UPDATE" and self.columns else event
        )


EVENTS: Final = ("INSERT", "UPDATE", "DELETE")
WATCHED: Final = (
    Watched(table="parties"),
    Watched(table="networks"),
    Watched(table="identities"),
    Watched(table="connections"),
    # all but last_used_at, which says nothing of who somebody is
    Watched(
        table="credentials",
        columns=(
            "connection_id",
            "party_id",
            "network_id",
            "domain",
            "domain_key",
            "value",
            "secret",
            "kinds",
            "created_at",
            "valid_until",
        ),
    ),
    Watched(table="routes"),
    Watched(table="facts", condition="{row}.name = 'own_identity'"),
)
# By chance and not by counting: a version that was taken back never comes again with other content.
_SQLITE_NEW: Final = "'\"' || hex(randomblob(8)) || '\"'"
_POSTGRESQL_NEW: Final = "'\"' || gen_random_uuid() || '\"'"
_CHANGE: Final = (
    "INSERT INTO facts (name, value) VALUES ('parties_version', {new})"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_SQLITE: Final = (
    "CREATE TRIGGER IF NOT EXISTS {trigger} AFTER {event} ON {table}{when} BEGIN {change}; END"
)
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION parties_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {change};
    RETURN NULL;
END $$
"""
_POSTGRESQL: Final = (
    "CREATE OR REPLACE TRIGGER {trigger} AFTER {event} ON {table}"
    " FOR EACH {each}{when} EXECUTE FUNCTION parties_version()"
)


def install(connection: Connection) -> None:
    """Make the triggers that are missing."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(_FUNCTION.format(change=_CHANGE.format(new=_POSTGRESQL_NEW)))
    for watched in WATCHED:
        for event in EVENTS:
            connection.exec_driver_sql(_trigger(watched, event, sqlite=sqlite))


def _trigger(watched: Watched, event: str, *, sqlite: bool) -> str:
    row = "OLD" if event == "DELETE" else "NEW"
    condition = watched.condition.format(row=row)
    return (_SQLITE if sqlite else _POSTGRESQL).format(
        trigger=watched.trigger(event),
        event=watched.event(event),
        table=watched.table,
        each="ROW" if condition else "STATEMENT",
        when=f" WHEN ({condition})" if condition else "",
        change=_CHANGE.format(new=_SQLITE_NEW),
    )


def names() -> set[str]:
    """Name the triggers."""
    return {watched.trigger(event) for watched in WATCHED for event in EVENTS}
