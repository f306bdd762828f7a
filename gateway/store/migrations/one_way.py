"""What goes one way goes one way in the database too: triggers that no code path gets around.

Batch mode drops a table's triggers on SQLite when it rebuilds the table, so they are installed
again after every migration, and a test looks for them after each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWay:
    """One trigger: an UPDATE of these columns that fulfils the condition is refused."""

    table: str
    name: str
    columns: str
    condition: str
    words: str

    @property
    def trigger(self) -> str:
        """The trigger's name in the database."""
        return f"one_way_{self.table}_{self.name}"


def _mode_stays(table: str) -> OneWay:
    return OneWay(
        table=table,
        name="mode",
        columns="mode",
        condition="COALESCE(NEW.mode, '') <> COALESCE(OLD.mode, '')",
        words=f"the mode of {table} never changes",
    )


ONE_WAY: Final = (
    OneWay(
        table="connections",
        name="state",
        columns="state",
        condition="OLD.state = 'active' AND NEW.state <> 'active'",
        words="an active connection never goes back to test",
    ),
    OneWay(
        table="connections",
        name="activated_at",
        columns="activated_at",
        condition="OLD.activated_at IS NOT NULL"
        " AND (NEW.activated_at IS NULL OR NEW.activated_at <> OLD.activated_at)",
        words="the moment of activation never changes",
    ),
    OneWay(
        table="sessions",
        name="mode",
        columns="mode",
        condition="OLD.mode <> NEW.mode"
        " AND (OLD.mode = 'active' OR OLD.state NOT IN ('opened', 'started'))",
        words="a session never becomes a test, and stays what it was once it has ended",
    ),
    OneWay(
        table="claims",
        name="mode",
        columns="mode",
        # A document can turn out to be a test while it is handled, before it is answered.
        condition="OLD.mode <> NEW.mode AND (OLD.mode = 'test' OR OLD.answer IS NOT NULL)",
        words="what was answered in one mode stays in it, and a test stays a test",
    ),
    *(
        _mode_stays(table)
        for table in (
            "documents",
            "cart_lines",
            "orders",
            "confirmations",
            "follow_ups",
            "outbox",
            "mails",
            "events",
        )
    ),
)

_SQLITE: Final = (
    "CREATE TRIGGER IF NOT EXISTS {trigger} BEFORE UPDATE OF {columns} ON {table}"
    " WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
)
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION one_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = TG_ARGV[0];
END $$
"""
_POSTGRESQL: Final = (
    "CREATE OR REPLACE TRIGGER {trigger} BEFORE UPDATE OF {columns} ON {table}"
    " FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION one_way('{words}')"
)


def install(connection: Connection) -> None:
    """Make the triggers that are missing."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(_FUNCTION)
    form = _SQLITE if sqlite else _POSTGRESQL
    for rule in ONE_WAY:
        connection.exec_driver_sql(
            form.format(
                trigger=rule.trigger,
                columns=rule.columns,
                table=rule.table,
                condition=rule.condition,
                words=rule.words,
            )
        )


def names() -> set[str]:
    """Name the triggers."""
    return {rule.trigger for rule in ONE_WAY}
