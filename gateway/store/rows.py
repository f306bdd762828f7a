"""Makes frozen dataclasses of rows, and parameters of frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Dialect,
    Row,
    Select,
    Table,
    UpdateBase,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from gateway.store.dialects import Convert
from gateway.store.engine import Transaction

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value")


def columns_of(table: Table, cls: type[DataclassInstance]) -> list[Column[Any]]:
    """List the columns that carry the fields of a dataclass, in the order of the fields."""
    return [table.c[name] for name in names_of(cls)]


def maker(cls: Callable[..., Value]) -> Callable[[Row[Any] | tuple[Any, ...]], Value]:
    """Give what makes a value of a row that was selected by `columns_of`."""
    names = names_of(cls)

    def made(row: Row[Any] | tuple[Any, ...]) -> Value:
        return cls(**dict(zip(names, row, strict=True)))

    return made


def values_of(row: DataclassInstance) -> dict[str, Any]:
    """Give the fields by name, as a statement takes them; not their fields, as asdict would."""
    return {name: getattr(row, name) for name in names_of(type(row))}


class Prepared:
    """
    A statement that is put together once for each database, not with every call.

    What is asked with every message goes this way: SQLAlchemy writes the SQL, and the types of the
    columns read and write the values, but the driver runs it, in a fifth of the time. Its constants
    are its parameters: a value in the statement itself is refused with TypeError.
    """

    def __init__(self, statement: ClauseElement, *parameters: str) -> None:
        """Take a statement with the names of its parameters; an insert without is told them."""
        self._statement = statement
        self._parameters = parameters
        self._plans: dict[str, _Plan] = {}
        #: by database, what makes each value of a row
        self._reads: dict[str, list[Convert | None]] = {}

    def run(self, tx: Transaction, **values: object) -> None:
        """Run the statement, for what it changes."""
        self._run(tx, values)

    def rows(self, tx: Transaction, **values: object) -> list[tuple[Any, ...]]:
        """Run the statement, for the rows that it gives."""
        cursor = self._run(tx, values)
        reads = self._reads.get(tx.dialect.name) or self._made_reads(tx.dialect, cursor)
        return [
            tuple([read(value) if read else value for read, value in zip(reads, row, strict=True)])
            for row in cursor.fetchall()
        ]

    def value(self, tx: Transaction, **values: object) -> Any:  # noqa: ANN401 - of any column
        """Run the statement, for the first value of the first row; None when there is no row."""
        row = self.first(tx, **values)
        return None if row is None else row[0]

    def first(self, tx: Transaction, **values: object) -> tuple[Any, ...] | None:
        """Run the statement, for the first row that it gives."""
        return next(iter(self.rows(tx, **values)), None)

    def many(self, tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run the statement for many rows at once; does nothing when there are none."""
        plan = self._plan(tx.dialect)
        bound: list[Any] = [plan.bound(row) for row in rows]
        if bound:
            tx.connection.cursor().executemany(plan.sql, bound)

    def _run(self, tx: Transaction, values: Mapping[str, Any]) -> DBAPICursor:
        plan = self._plan(tx.dialect)
        cursor = tx.connection.cursor()
        cursor.execute(plan.sql, plan.bound(values))
        return cursor

    def _plan(self, dialect: Dialect) -> _Plan:
        if dialect.name not in self._plans:
            self._plans[dialect.name] = _plan(self._statement, self._parameters, dialect)
        return self._plans[dialect.name]

    def _made_reads(self, dialect: Dialect, cursor: DBAPICursor) -> list[Convert | None]:
        given: Iterable[ColumnElement[Any]] = ()
        if isinstance(self._statement, Select):
            given = self._statement.selected_columns
        elif isinstance(self._statement, UpdateBase):
            given = self._statement.exported_columns
        # what a type has left to do depends on what the driver says it gives
        self._reads[dialect.name] = [
            column.type.dialect_impl(dialect).result_processor(dialect, described[1])
            for column, described in zip(given, cursor.description, strict=True)
        ]
        return self._reads[dialect.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    sql: str
    #: what makes each parameter, in the order of the statement
    binds: tuple[tuple[str, Convert | None], ...]
    #: whether the driver takes parameters by place; otherwise by name
    placed: bool

    def bound(self, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what the driver takes
        if self.placed:
            return tuple(
                [bind(values[name]) if bind else values[name] for name, bind in self.binds]
            )
        return {name: bind(values[name]) if bind else values[name] for name, bind in self.binds}


def _plan(statement: ClauseElement, parameters: tuple[str, ...], dialect: Dialect) -> _Plan:
    compiled = statement.compile(dialect=dialect, column_keys=list(parameters) or None)
    if not isinstance(compiled, SQLCompiler) or any(
        not bind.required for bind in compiled.binds.values()
    ):
        raise TypeError("only parameters can be prepared, no values")
    names = compiled.positiontup or list(compiled.binds)
    return _Plan(
        sql=str(compiled),
        binds=tuple((name, _binder(compiled.binds[name].type, dialect)) for name in names),
        placed=compiled.positiontup is not None,
    )


def _binder(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=256)
def names_of(cls: Callable[..., Any]) -> tuple[str, ...]:
    """List the fields of a dataclass."""
    return tuple(field.name for field in fields(cls))  # type: ignore[arg-type]  # a dataclass
