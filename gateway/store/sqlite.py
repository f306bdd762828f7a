"""SQLite as we use it: write-ahead log, every commit on the disk, one writer and many readers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pysqlite3 import dbapi2
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection

from gateway.clock import SystemClock
from gateway.errors import Misconfigured

__all__ = ["dbapi2", "reading_engine", "writing_engine"]

#: earlier ones can corrupt a file that several processes write in WAL mode
OLDEST: Final = (3, 51, 3)
#: another process writes: it is asked again and again, so long
BUSY_SECONDS: Final = 5.0
#: SQLite's own pauses grow to a tenth of a second, and whoever writes all the time never lets go of
#: the lock for longer than a document takes to be read
AGAIN_SECONDS: Final = 0.0005


class Writing(SQLiteDialect_pysqlite):
    """
    Transactions that take SQLite's write lock at once.

    A dialect and no listener: SQLAlchemy prepares for listeners again with every statement.
    """

    supports_statement_cache = True
    busy_seconds = BUSY_SECONDS

    def do_begin(self, dbapi_connection: DBAPIConnection) -> None:
        """Begin; the driver's own way would begin late and without the lock."""
        _when_free(dbapi_connection, "BEGIN IMMEDIATE", self.busy_seconds)


class Reading(SQLiteDialect_pysqlite):
    """Transactions that see one moment."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: DBAPIConnection) -> None:
        """Begin; it waits for nobody."""
        dbapi_connection.execute("BEGIN")


registry.register("sqlite.writing", __name__, Writing.__name__)
registry.register("sqlite.reading", __name__, Reading.__name__)


def writing_engine(url: URL, *, wait_seconds: float) -> Engine:
    """Make the engine of the one writer."""
    engine = _engine(url.set(drivername="sqlite+writing"), 1, wait_seconds)
    assert isinstance(engine.dialect, Writing)  # noqa: S101 - told to the type checker
    engine.dialect.busy_seconds = min(BUSY_SECONDS, wait_seconds)
    event.listen(engine, "connect", _impatient)
    return engine


def reading_engine(url: URL, *, wait_seconds: float, connections: int) -> Engine:
    """Make the engine of the readers: each transaction sees one moment and cannot write."""
    engine = _engine(url.set(drivername="sqlite+reading"), connections, wait_seconds)
    event.listen(engine, "connect", _read_only)
    return engine


def _engine(url: URL, connections: int, wait_seconds: float) -> Engine:
    if dbapi2.sqlite_version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise Misconfigured(f"SQLite is {dbapi2.sqlite_version}; {wanted} or newer is needed.")
    if not url.database or url.database == ":memory:" or not Path(url.database).parent.is_dir():
        raise Misconfigured("The folder of the SQLite database in GATEWAY_DATABASE_URL is missing.")
    engine = create_engine(
        url,
        module=dbapi2,
        hide_parameters=True,  # an error must not tell what somebody sent
        pool_size=connections,
        max_overflow=0,
        pool_timeout=wait_seconds,
        connect_args={
            "isolation_level": None,
            "timeout": min(BUSY_SECONDS, wait_seconds),
            "check_same_thread": False,
        },
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    _for_the_owner_only(connection)
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _for_the_owner_only(connection: DBAPIConnection) -> None:
    # Orders name people and prices. A new file is still empty here, and its log takes after it; a
    # file that somebody gave other rights keeps them.
    (_, _, name) = connection.execute("PRAGMA database_list").fetchone()
    file = Path(name)
    if file.stat().st_size == 0:
        file.chmod(0o600)


def _write_ahead(connection: DBAPIConnection) -> None:
    # Changing to WAL needs the file for itself for a moment, and SQLite does not wait for that:
    # several processes that start at once on a new file wait here.
    _when_free(connection, "PRAGMA journal_mode=WAL", BUSY_SECONDS)


def _when_free(connection: DBAPIConnection, statement: str, seconds: float) -> None:
    """Run a statement as soon as no other process is in its way."""
    clock = SystemClock()
    until = clock.monotonic() + seconds
    while True:
        try:
            connection.execute(statement)
        except dbapi2.OperationalError as fault:
            is_busy = fault.sqlite_errorcode & 0xFF == dbapi2.SQLITE_BUSY
            if not is_busy or clock.monotonic() > until:
                raise
            clock.sleep(AGAIN_SECONDS)
        else:
            return


def _impatient(connection: DBAPIConnection, _record: object) -> None:
    # `_when_free` waits, and better
    connection.execute("PRAGMA busy_timeout=0")


def _read_only(connection: DBAPIConnection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")
