"""Makes frozen dataclasses of rows, and parameters of frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Row, Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value")


def columns_of(table: Table, cls: type[DataclassInstance]) -> list[Column[Any]]:
    """List the columns that carry the fields of a dataclass, in the order of the fields."""
    return [table.c[field.name] for field in fields(cls)]


def maker(cls: Callable[..., Value]) -> Callable[[Row[Any]], Value]:
    """Give what makes a value of a row that was selected by `columns_of`."""
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]  # a dataclass

    def made(row: Row[Any]) -> Value:
        return cls(**dict(zip(names, row, strict=True)))

    return made


def values_of(row: DataclassInstance) -> dict[str, Any]:
    """Give the fields by name, as a statement takes them; not their fields, as asdict would."""
    return {field.name: getattr(row, field.name) for field in fields(row)}
