"""The database: opened once, asked in transactions, brought up to date by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

import psycopg
import sqlalchemy
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from gateway.errors import Misconfigured
from gateway.store import postgresql, sqlite
from gateway.store.faults import FAULTS, translated
from gateway.store.turns import Turns
from gateway.store.upgrade import is_current, revision, upgrade

Transaction: TypeAlias = Connection
Name = Literal["sqlite", "postgresql"]


class Database:
    """A database that is open; one for a process, used by all of its threads."""

    def __init__(self, name: Name, writer: Engine, reader: Engine, wait_seconds: float) -> None:
        self.name: Name = name
        self._writer = writer
        self._reader = reader
        self._wait_seconds = wait_seconds
        self._turns = Turns() if name == "sqlite" else None
        #: SQLite's one writer between two transactions; whoever has the turn has it
        self._resting: Connection | None = None

    @property
    def has_one_writer(self) -> bool:
        """Tell whether transactions wait for each other."""
        return self._turns is not None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """
        Open a transaction that may write; commit at the end of the block, roll back on any error.

        One writer at a time on SQLite, in order of arrival; never open one inside another. Raises
        StoreUnavailable when the database is away, locked or full, StillRunning when another
        transaction holds a row for too long, BadRequest for a value that is too long to be stored.
        """
        with _own_words():
            if self._turns is None:
                with self._writer.begin() as tx:
                    yield tx
            else:
                with self._turns.turn(self._wait_seconds), self._only_writer() as tx:
                    yield tx

    @contextmanager
    def _only_writer(self) -> Iterator[Transaction]:
        """Write on the connection that wrote last: to give it back to a pool costs a statement."""
        writer, self._resting = self._resting or self._writer.connect(), None
        try:
            with writer.begin():
                yield writer
        except BaseException:
            writer.close()  # whatever is wrong with it
            raise
        self._resting = writer

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that only reads; it waits for no writer. Raises StoreUnavailable."""
        with _own_words(), self._reader.begin() as tx:
            yield tx

    def upgrade(self) -> None:
        """Bring the tables up to date; safe when several processes start at once."""
        with self.reading() as tx:
            if is_current(tx):
                return
        with _own_words():
            if self._turns is None:
                upgrade(self._writer)
                return
            with self._turns.turn(self._wait_seconds):
                self._rest_no_more()
                upgrade(self._writer)

    def versions(self) -> dict[str, str]:
        """Tell the versions of server, driver and tables, for a person to judge."""
        with self.reading() as tx:
            if self.name == "sqlite":
                server, driver = sqlite.dbapi2.sqlite_version, f"pysqlite3 {sqlite.dbapi2.version}"
            else:
                server = str(tx.exec_driver_sql("SHOW server_version").scalar_one())
                driver = f"psycopg {psycopg.__version__}"
            return {
                "database": self.name,
                "server": server,
                "driver": driver,
                "sqlalchemy": sqlalchemy.__version__,
                "revision": revision(tx) or "none",
            }

    def close(self) -> None:
        """Close every connection; none may be in use."""
        self._reader.dispose()
        self._rest_no_more()
        self._writer.dispose()

    def _rest_no_more(self) -> None:
        if self._resting is not None:
            self._resting.close()
            self._resting = None


def open_database(url: str, *, wait_seconds: float = 10.0, connections: int = 20) -> Database:
    """
    Open a database by its address, `sqlite:///file` or `postgresql://…`; asks it nothing yet.

    Waits for locks, turns and connections so many seconds at most. Raises Misconfigured for an
    address that cannot work.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        # its message would repeat the address, and with it a password
        raise Misconfigured("GATEWAY_DATABASE_URL is no database address.") from exc
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        writer = sqlite.writing_engine(parsed, wait_seconds=wait_seconds)
        reader = sqlite.reading_engine(parsed, wait_seconds=wait_seconds, connections=connections)
        return Database("sqlite", writer, reader, wait_seconds)
    if kind == "postgresql":
        engine = postgresql.engine_of(parsed, wait_seconds=wait_seconds, connections=connections)
        reader = engine.execution_options(postgresql_readonly=True)
        return Database("postgresql", engine, reader, wait_seconds)
    raise Misconfigured("GATEWAY_DATABASE_URL names neither SQLite nor PostgreSQL.")


@contextmanager
def _own_words() -> Iterator[None]:
    try:
        yield
    except FAULTS as exc:
        meant = translated(exc)
        if meant is None:
            raise
        raise meant from exc
