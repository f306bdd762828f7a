"""Values come back from the columns as they went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect, create_engine
from sqlalchemy.types import TypeDecorator

from gateway.store.dialects import JsonText, Line, Moment, Number

SQLITE: Dialect = create_engine("sqlite://").dialect
POSTGRESQL: Dialect = create_engine("postgresql+psycopg://").dialect
DIALECTS = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner),
    max_leaves=20,
)


def _bound(column: TypeDecorator[Any], value: object, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's
    made = column.bind_processor(dialect)
    assert made is not None
    return made(value)


def _read(column: TypeDecorator[Any], value: object, dialect: Dialect) -> Any:  # noqa: ANN401 - any column's
    made = column.result_processor(dialect, None)
    assert made is not None
    return made(value)


@DIALECTS
@given(MOMENTS)
def test_a_moment_comes_back_in_utc(dialect: Dialect, moment: datetime) -> None:
    """Whatever its offset was, it is the same moment."""
    column = Moment()

    found = _read(column, _bound(column, moment, dialect), dialect)

    assert found is not None
    assert (moment, UTC) == (found, found.tzinfo)


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_text(one: datetime, other: datetime) -> None:
    """On SQLite moments are compared as text, and that is right."""
    first, second = (str(_bound(Moment(), each, SQLITE)) for each in (one, other))

    assert (one < other) == (first < second)
    assert len(first) == len(second) == 32


@DIALECTS
def test_a_moment_without_offset_is_refused(dialect: Dialect) -> None:
    """Nobody can tell which moment it is."""
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 - the point

    with pytest.raises(ValueError, match="offset"):
        _bound(Moment(), naive, dialect)


@DIALECTS
@given(NUMBERS)
def test_a_number_comes_back_to_the_last_zero(dialect: Dialect, number: Decimal) -> None:
    """Neither its value nor the way it was written is lost."""
    column = Number()

    found = _read(column, _bound(column, number, dialect), dialect)

    assert str(found) == str(number) or found == number
    assert found is not None
    assert number.as_tuple().exponent == found.as_tuple().exponent


@DIALECTS
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(dialect: Dialect, number: str) -> None:
    """PostgreSQL would take NaN; we never do."""
    with pytest.raises(ValueError, match="finite"):
        _bound(Number(), Decimal(number), dialect)


@given(st.lists(JSON) | st.dictionaries(st.text("ab"), JSON))
def test_a_json_value_comes_back(value: object) -> None:
    """What is written is what is read."""
    column = JsonText()

    found = _read(column, _bound(column, value, SQLITE), SQLITE)

    assert value == found


@DIALECTS
@given(st.text(max_size=12))
def test_a_line_is_at_most_as_long_as_its_column(dialect: Dialect, text: str) -> None:
    """SQLite keeps to lengths as PostgreSQL does."""
    check = Line(8).bind_processor(dialect)

    if len(text) > 8:
        with pytest.raises(ValueError, match="longer than 8"):
            check(text)
    else:
        assert text == check(text)
