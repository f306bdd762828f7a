"""What a database's error means in our own words."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gateway.errors import BadRequest, StillRunning, StoreUnavailable
from gateway.store.dialects import TooLong
from gateway.store.faults import translated
from gateway.store.sqlite import dbapi2


def _sqlite(code: int) -> DBAPIError:
    error = dbapi2.OperationalError("somewhat")
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", None, error)


def _postgresql(state: str) -> DBAPIError:
    error = psycopg.errors.lookup(state)("somewhat")
    return OperationalError("SELECT 1", None, error)


@pytest.mark.parametrize("code", [5, 6, 7, 8, 10, 13, 14, 15, 5 | 2 << 8, 10 | 4 << 8])
def test_what_passes_on_sqlite_is_unavailable(code: int) -> None:
    """Busy, full, broken disk: the sender may try again, extended codes included."""
    assert isinstance(translated(_sqlite(code)), StoreUnavailable)


@pytest.mark.parametrize("code", [0, 1, 11, 19, 26])
def test_a_defect_on_sqlite_stays_one(code: int) -> None:
    """A wrong statement, a constraint or a damaged file is not said to pass."""
    assert translated(_sqlite(code)) is None


@pytest.mark.parametrize("state", ["08006", "57P01", "53100", "53300", "40001", "40P01", "25006"])
def test_what_passes_on_postgresql_is_unavailable(state: str) -> None:
    """Line lost, shut down, full, too many, deadlock, standby: the sender may try again."""
    assert isinstance(translated(_postgresql(state)), StoreUnavailable)


def test_a_lock_that_does_not_come_is_a_request_still_running() -> None:
    """Somebody else is busy with the same row."""
    assert isinstance(translated(_postgresql("55P03")), StillRunning)


@pytest.mark.parametrize("state", ["42P01", "23505"])
def test_a_defect_on_postgresql_stays_one(state: str) -> None:
    """A missing table or a constraint is not said to pass."""
    assert translated(_postgresql(state)) is None


def test_a_server_that_cannot_be_reached_is_unavailable() -> None:
    """Without an answer there is no code either."""
    away = OperationalError("SELECT 1", None, psycopg.OperationalError("connection refused"))

    assert isinstance(translated(away), StoreUnavailable)


def test_no_free_connection_is_unavailable() -> None:
    """Too much at the same time passes."""
    assert isinstance(translated(PoolTimeout()), StoreUnavailable)


@pytest.mark.parametrize(
    "error",
    [StatementError("", "INSERT", None, TooLong("a text is longer")), _postgresql("54000")],
)
def test_a_value_that_is_too_long_is_the_senders(error: StatementError) -> None:
    """The document is refused, not the request postponed."""
    assert isinstance(translated(error), BadRequest)


def test_a_driver_means_the_same_with_and_without_sqlalchemy() -> None:
    """Prepared statements meet the driver's own errors."""
    busy = _sqlite(5).orig
    shut = _postgresql("57P01").orig

    assert isinstance(busy, dbapi2.Error)
    assert isinstance(shut, psycopg.Error)
    assert isinstance(translated(busy), StoreUnavailable)
    assert isinstance(translated(shut), StoreUnavailable)
    assert isinstance(translated(TooLong("long")), BadRequest)
