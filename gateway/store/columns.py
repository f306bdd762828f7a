"""What every module of tables is made with: the one metadata, and columns that recur."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    MetaData,
    TextClause,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: the condition of indexes over what waits; a query that shall use them says it in the same words
WAITING: Final[TextClause] = text("state = 'waiting'")
#: SQLite counts by itself only in a column that says INTEGER
ID: Final = BigInteger().with_variant(Integer, "sqlite")


def row_id() -> Column[int]:
    """Make the column that numbers the rows."""
    return Column("id", ID, primary_key=True)


def one_of(column: str, *words: str) -> CheckConstraint:
    """Let a column hold these words and no others."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def only_where(condition: TextClause) -> dict[str, Any]:
    """Keep an index to the rows that fulfil a condition, on both databases."""
    return {"sqlite_where": condition, "postgresql_where": condition}
