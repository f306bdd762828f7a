"""Column types and an insert that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import TIMESTAMP, Column, ColumnElement, Dialect, Numeric, String, Text, bindparam
from sqlalchemy import Enum as EnumType

# PostgreSQL's insert compiles on SQLite as well: both write ON CONFLICT alike.
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

__all__ = ["JsonText", "Line", "Moment", "Number", "TooLong", "choice", "insert", "is_any"]

#: `2026-11-21T20:45:00.000000+00:00`: always as long, so that text sorts as time does
MOMENT_LENGTH = 32


#: makes one value of a row; the types below give these themselves, because SQLAlchemy wraps what
#: is called process_bind_param and process_result_value twice, and they run for every value
Convert: TypeAlias = Callable[[Any], Any]


class TooLong(ValueError):
    """A text has more characters than its column takes."""


class Moment(TypeDecorator[datetime]):
    """
    An aware datetime in UTC, to the microsecond.

    timestamptz on PostgreSQL; text of fixed width on SQLite. Refuses a datetime without offset.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database at hand."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(MOMENT_LENGTH))
        return dialect.type_descriptor(TIMESTAMP(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Convert:
        """Bring a moment to UTC and to the form of the database."""
        return _moment_as_text if dialect.name == "sqlite" else _moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002 - SQLAlchemy's signature
        """Give an aware datetime in UTC."""
        return _moment_read


class Number(TypeDecorator[Decimal]):
    """
    A Decimal kept exactly, trailing zeros included: NUMERIC on PostgreSQL, text on SQLite.

    SQLite must never add it up (that would be float); sums are made in Python. Refuses NaN and
    infinities.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database at hand."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(Numeric())

    def bind_processor(self, dialect: Dialect) -> Convert:
        """Write without exponent."""
        return _number_as_text if dialect.name == "sqlite" else _number

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002 - SQLAlchemy's signature
        """Give a Decimal."""
        return _number_read


class JsonText(TypeDecorator[Any]):
    """A JSON value as text, and None as NULL; what is text already was written by pydantic."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002 - SQLAlchemy's signature
        """Write without spaces."""
        return _json_written

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the value."""
        return _json_read


class EachText(ColumnElement[Any]):
    """
    The texts of a parameter that is a list of them, as a subquery.

    A list of parameters would be written anew for every length; this stays one statement.
    """

    inherit_cache = False  # made once, in prepared statements

    def __init__(self, parameter: str) -> None:
        self.texts = bindparam(parameter, type_=JsonText)


@compiles(EachText, "sqlite")
def _each_on_sqlite(element: EachText, compiler: SQLCompiler, **options: object) -> str:
    texts = compiler.process(element.texts, **options)
    return f"(SELECT value FROM json_each({texts}))"  # noqa: S608 - the place of a parameter


@compiles(EachText, "postgresql")
def _each_on_postgresql(element: EachText, compiler: SQLCompiler, **options: object) -> str:
    texts = compiler.process(element.texts, **options)
    return f"(SELECT jsonb_array_elements_text(CAST({texts} AS jsonb)))"


def is_any(column: Column[str], parameter: str) -> ColumnElement[bool]:
    """Make the condition that a column holds one of the texts that a parameter lists."""
    return column.op("IN", is_comparison=True)(EachText(parameter))


class Line(TypeDecorator[str]):
    """Text of at most `length` characters, refused with TooLong by us: SQLite would take any."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the check."""
        length = self.length

        def checked(value: str | None) -> str | None:
            if value is not None and len(value) > length:
                raise TooLong(f"a text is longer than {length} characters")
            return value

        return checked


def _moment(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.utcoffset() is None:
        raise ValueError("a moment without an offset names no moment")
    return value.astimezone(UTC)


def _moment_as_text(value: datetime | None) -> str | None:
    moment = _moment(value)
    return None if moment is None else moment.isoformat(timespec="microseconds")


def _moment_read(value: str | datetime | None) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(UTC)


def _number(value: Decimal | None) -> Decimal | None:
    if value is not None and not value.is_finite():
        raise ValueError("only finite numbers are kept")
    return value


def _number_as_text(value: Decimal | None) -> str | None:
    return None if value is None else format(_number(value), "f")


def _number_read(value: str | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _json_written(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_read(value: str | None) -> Any:  # noqa: ANN401 - JSON
    return None if value is None else json.loads(value)


def choice(words: type[StrEnum], length: int) -> EnumType:
    """Make the type of a column that holds one word of an enumeration."""
    return EnumType(
        words,
        native_enum=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )
