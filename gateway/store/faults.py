"""What the databases say when something is wrong, in words of our own error tree."""

from __future__ import annotations

from typing import Final

import psycopg
from sqlalchemy.exc import StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gateway.errors import BadRequest, GatewayError, StillRunning, StoreUnavailable
from gateway.store.dialects import TooLong
from gateway.store.sqlite import dbapi2 as sqlite

#: primary result codes of SQLite that pass by themselves or by an operator's hand
SQLITE_PASSING: Final = frozenset(
    {
        5,  # BUSY: another process writes
        6,  # LOCKED
        7,  # NOMEM
        8,  # READONLY: the disk was mounted so
        10,  # IOERR
        13,  # FULL
        14,  # CANTOPEN
        15,  # PROTOCOL: too many at the same time
    }
)
#: SQLSTATE classes of PostgreSQL that pass: connection, transaction rollback, resources, operator
POSTGRESQL_PASSING: Final = frozenset({"08", "40", "53", "57", "58"})
LOCK_NOT_AVAILABLE: Final = "55P03"
READ_ONLY: Final = "25006"  # a standby answers
LIMIT_EXCEEDED: Final = "54000"  # a value is too long for an index
TOO_LONG: Final = "A value in the document is longer than can be stored."

#: all that a database may raise, through SQLAlchemy or from its driver
FAULTS: Final = (StatementError, PoolTimeout, TooLong, sqlite.Error, psycopg.Error)


def translated(fault: Exception) -> GatewayError | None:
    """Give the error of ours that a database's error means; None for a defect."""
    if isinstance(fault, PoolTimeout):
        return StoreUnavailable()
    cause = fault.orig if isinstance(fault, StatementError) else fault
    if isinstance(cause, TooLong):
        return BadRequest(TOO_LONG)
    if isinstance(cause, sqlite.Error):
        return _of_sqlite(cause)
    if isinstance(cause, psycopg.Error):
        return _of_postgresql(cause)
    return None


def _of_sqlite(error: sqlite.Error) -> GatewayError | None:
    code = getattr(error, "sqlite_errorcode", 0)
    return StoreUnavailable() if code & 0xFF in SQLITE_PASSING else None


def _of_postgresql(error: psycopg.Error) -> GatewayError | None:
    state = error.sqlstate
    if state is None:
        # The server did not speak: it cannot be reached, or the line broke.
        away = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return StoreUnavailable() if away else None
    if state == LOCK_NOT_AVAILABLE:
        return StillRunning()
    if state == LIMIT_EXCEEDED:
        return BadRequest(TOO_LONG)
    passing = state == READ_ONLY or state[:2] in POSTGRESQL_PASSING
    return StoreUnavailable() if passing else None
