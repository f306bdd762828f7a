"""The database as it is opened and asked."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from gateway.errors import BadRequest, Misconfigured, StillRunning, StoreUnavailable
from gateway.store.engine import Database, Transaction, open_database
from gateway.store.sqlite import dbapi2
from gateway.store.tables import networks
from tests.integration.store.makes import Stage, network

UPGRADE = """
import sys
from gateway.store.engine import open_database
database = open_database(sys.argv[1])
database.upgrade()
print(database.versions()["revision"])
database.close()
"""


def test_a_transaction_stands_as_a_whole(database: Database) -> None:
    """What was written is there after the block."""
    with database.transaction() as tx:
        network(tx, "one")
        network(tx, "two")

    with database.reading() as tx:
        assert ["one", "two"] == list(tx.scalars(select(networks.c.name).order_by(networks.c.name)))


def test_a_transaction_falls_as_a_whole(database: Database) -> None:
    """After an error nothing of it is there."""
    with pytest.raises(KeyError), database.transaction() as tx:
        _break_off(tx)

    with database.reading() as tx:
        assert [] == list(tx.scalars(select(networks.c.name)))


def _break_off(tx: Transaction) -> None:
    network(tx, "one")
    raise KeyError


def test_whoever_writes_after_an_error_begins_anew(database: Database) -> None:
    """Nothing of the transaction that broke off is left for the next one."""
    with pytest.raises(KeyError), database.transaction() as tx:
        _break_off(tx)

    with database.transaction() as tx:
        network(tx, "two")

    with database.reading() as tx:
        assert ["two"] == list(tx.scalars(select(networks.c.name)))


def test_readers_cannot_write(database: Database) -> None:
    """A mistake in the code does not get past the database."""
    with pytest.raises(Exception, match=r"."), database.reading() as tx:
        network(tx, "one")

    with database.reading() as tx:
        assert [] == list(tx.scalars(select(networks.c.name)))


def test_a_reader_waits_for_no_writer(database: Database) -> None:
    """While somebody writes, others see what was before."""
    with database.transaction() as writing:
        network(writing, "one")
        with database.reading() as tx:
            seen = list(tx.scalars(select(networks.c.name)))

    assert [] == seen


def test_many_writers_at_the_same_time_all_write(database: Database) -> None:
    """Thirty-two threads write, and nobody hears of a lock."""

    def write(number: int) -> None:
        with database.transaction() as tx:
            network(tx, f"network-{number}")

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(write, range(320)))

    with database.reading() as tx:
        assert 320 == len(list(tx.scalars(select(networks.c.name))))


def test_a_value_that_is_too_long_is_refused(scene: Stage) -> None:
    """Both databases keep to the lengths of their columns, in words for the sender."""
    with pytest.raises(BadRequest), scene.database.transaction() as tx:
        tx.execute(insert(networks), {"name": "n" * 65})


def test_an_error_does_not_tell_what_was_sent(database: Database) -> None:
    """Neither secrets nor documents get into a log that way."""
    with pytest.raises(IntegrityError) as failure, database.transaction() as tx:
        tx.execute(insert(networks), [{"name": "hush"}, {"name": None}])

    assert "hush" not in str(failure.value)


def test_the_versions_are_told(database: Database) -> None:
    """Server, driver and tables say which they are."""
    versions = database.versions()

    assert database.name == versions["database"]
    assert "0001" <= versions["revision"]
    assert {"server", "driver", "sqlalchemy"} < set(versions)


def test_several_processes_can_start_at_once(bare_database_url: str) -> None:
    """Each brings the tables up to date, or finds that another has."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, bare_database_url], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]

    told = [process.communicate(timeout=100)[0].strip() for process in started]

    assert ["0001"] * 3 == told


def test_a_transaction_inside_another_is_a_mistake(sqlite_url: str) -> None:
    """On SQLite it would wait for itself, so it says so at once."""
    with closing(open_database(sqlite_url)) as database:
        database.upgrade()

        with pytest.raises(RuntimeError), database.transaction(), database.transaction():
            pass


def test_a_file_that_another_process_holds_is_unavailable(sqlite_url: str) -> None:
    """After the wait the sender is asked to try again; no lock is ever told to anybody."""
    with (
        closing(open_database(sqlite_url, wait_seconds=0.1)) as database,
        closing(dbapi2.connect(sqlite_url.removeprefix("sqlite:///"))) as other,
    ):
        database.upgrade()
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailable), database.transaction():
            pass
        with database.reading() as tx:
            assert 1 == tx.execute(text("SELECT 1")).scalar_one()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_sqlite_is_set_up_for_safety(bare_sqlite_url: str, pragma: str, value: object) -> None:
    """Every commit is on the disk, and references are kept."""
    with closing(open_database(bare_sqlite_url)) as database, database.transaction() as tx:
        assert value == tx.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////nowhere/at/all/gateway.db",
        "mysql://somebody:hush@db/gateway",
        "hush",
    ],
)
def test_an_address_that_cannot_work_is_refused(url: str) -> None:
    """The operator is told so at once, without the password that the address may hold."""
    with pytest.raises(Misconfigured) as refusal:
        open_database(url)

    assert "hush" not in refusal.value.message


def test_the_tables_of_sqlite_stay_where_they_are(bare_sqlite_url: str) -> None:
    """A second start finds the file of the first."""
    with closing(open_database(bare_sqlite_url)) as database:
        database.upgrade()
        with database.transaction() as tx:
            network(tx, "one")

    with closing(open_database(bare_sqlite_url)) as database:
        database.upgrade()
        with database.reading() as tx:
            assert ["one"] == list(tx.scalars(select(networks.c.name)))


@pytest.mark.postgres
def test_a_row_that_another_holds_is_a_request_still_running(postgres_url: str) -> None:
    """On PostgreSQL two transactions can want the same row; the second does not wait for ever."""
    with closing(open_database(postgres_url, wait_seconds=0.2)) as database:
        database.upgrade()
        with database.transaction() as tx:
            network(tx, "one")

        with database.transaction() as holding:
            holding.execute(networks.update().values(name="held"))
            with pytest.raises(StillRunning), database.transaction() as tx:
                tx.execute(networks.update().values(name="wanted"))


@pytest.mark.postgres
def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
    """Nobody listens there."""
    url = f"postgresql://postgres@/gateway?host={tmp_path}"

    with (
        closing(open_database(url)) as database,
        pytest.raises(StoreUnavailable),
        database.reading(),
    ):
        pass


@pytest.mark.postgres
def test_the_gateway_comes_back_with_its_server(postgres_url: str) -> None:
    """Connections that the server has cut are replaced before anybody notices."""
    with (
        closing(open_database(postgres_url)) as database,
        closing(open_database(postgres_url)) as other,
    ):
        database.upgrade()
        with other.transaction() as tx:
            tx.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

        with database.transaction() as tx:
            network(tx, "one")


@pytest.mark.postgres
def test_too_many_at_once_are_asked_to_wait(postgres_url: str) -> None:
    """More transactions than connections: the last one is told that the store is busy."""
    with closing(open_database(postgres_url, wait_seconds=0.2, connections=1)) as database:
        database.upgrade()
        held, done = threading.Event(), threading.Event()

        def hold() -> None:
            with database.reading() as tx:
                tx.execute(text("SELECT 1"))
                held.set()
                done.wait(10)

        with ThreadPoolExecutor(1) as pool:
            pool.submit(hold)
            held.wait(10)
            with pytest.raises(StoreUnavailable), database.reading():
                pass
            done.set()
