"""Makes frozen dataclasses of rows, and parameters of frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import Column, Dialect, Row, Table, insert

from gateway.store.engine import Transaction

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value")
Bind: TypeAlias = Callable[[Any], Any]


def columns_of(table: Table, cls: type[DataclassInstance]) -> list[Column[Any]]:
    """List the columns that carry the fields of a dataclass, in the order of the fields."""
    return [table.c[name] for name in _names(cls)]


def maker(cls: Callable[..., Value]) -> Callable[[Row[Any]], Value]:
    """Give what makes a value of a row that was selected by `columns_of`."""
    names = _names(cls)

    def made(row: Row[Any]) -> Value:
        return cls(**dict(zip(names, row, strict=True)))

    return made


def values_of(row: DataclassInstance) -> dict[str, Any]:
    """Give the fields by name, as a statement takes them; not their fields, as asdict would."""
    return {name: getattr(row, name) for name in _names(type(row))}


class Lines:
    """
    Inserts many dataclasses that belong to one row.

    An order's lines are most of its rows: here they are bound by the columns' own types in one
    pass, at a quarter of the time that a statement takes for them.
    """

    def __init__(self, table: Table, cls: type[DataclassInstance], *owner: str) -> None:
        self._table = table
        self._columns = (*_names(cls), *owner)
        self._plans: dict[str, tuple[str, dict[str, Bind], type]] = {}

    def insert(
        self, tx: Transaction, rows: Iterable[DataclassInstance], owner: Mapping[str, Any]
    ) -> None:
        """Insert the rows; `owner` gives the columns that they share."""
        sql, bind, form = self._plan(tx.dialect)
        bound: list[Any] = []
        for row in rows:
            values = {**values_of(row), **owner}
            put = {name: bind_value(values[name]) for name, bind_value in bind.items()}
            bound.append(put if form is dict else tuple(put.values()))
        if bound:
            tx.exec_driver_sql(sql, bound)

    def _plan(self, dialect: Dialect) -> tuple[str, dict[str, Bind], type]:
        if dialect.name not in self._plans:
            statement = insert(self._table).inline()
            compiled = statement.compile(dialect=dialect, column_keys=list(self._columns))
            placed = compiled.positiontup
            bind = {name: _binder(self._table.c[name], dialect) for name in placed or self._columns}
            self._plans[dialect.name] = (str(compiled), bind, tuple if placed else dict)
        return self._plans[dialect.name]


def _binder(column: Column[Any], dialect: Dialect) -> Bind:
    return column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: object) -> object:
    return value


@lru_cache(maxsize=256)
def _names(cls: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))  # type: ignore[arg-type]  # a dataclass
