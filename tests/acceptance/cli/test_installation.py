"""`gateway doctor`, `db upgrade` and `backup`: whether the installation is in order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.store.engine import open_database
from tests.acceptance.cli.conftest import Cli
from tests.front import Front

#: a test server does not wait for the disk, and the doctor is right to say so
CARELESS = {"Durability"}


@pytest.fixture
def database_url(bare_database_url: str) -> str:
    """The address of a database that nobody has made tables in."""
    return bare_database_url


def changed(database_url: str, statement: str) -> None:
    """Change the database behind the gateway's back."""
    database = open_database(database_url)
    with database.transaction() as tx:
        tx.execute(text(statement))
    database.close()


def bad(cli: Cli) -> set[str]:
    """Ask the doctor, and name what must be put right beside the test server's own habits."""
    judgements = cli("doctor", "--json").value
    return {each["about"] for each in judgements if each["weight"] == "bad"} - CARELESS


def test_database_is_made_by_upgrade(cli: Cli) -> None:
    """`gateway db upgrade` makes the tables, and says at which revision they are."""
    told = cli("db", "upgrade")
    shown = cli("db", "upgrade", "--json")

    assert (0, 0) == (told.status, shown.status)
    assert f"The tables are at revision {shown.value['revision']}.\n" == told.out


def test_commands_that_look_change_no_tables(cli: Cli) -> None:
    """On an empty database a command that only looks says what to do, and does nothing."""
    ended = cli("connection", "list")

    assert 1 == ended.status
    assert "gateway" in ended.err
    assert "Traceback" not in ended.err


def test_doctor_finds_a_fresh_installation_in_order(cli: Cli) -> None:
    """Nothing must be put right where nothing is wrong."""
    cli("db", "upgrade")

    assert set() == bad(cli)


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", "Tables"),
        ("DELETE FROM alembic_version", "Tables"),
    ],
)
def test_doctor_finds_tables_of_another_version(
    cli: Cli, database_url: str, statement: str, complaint: str
) -> None:
    """Tables that this program was not written for are told, with exit status 1."""
    cli("db", "upgrade")
    changed(database_url, statement)

    assert {complaint} == bad(cli)
    assert 1 == cli("doctor").status


@pytest.mark.parametrize(
    ("bare_database_url", "statement"),
    [
        ("sqlite", "DROP TRIGGER one_way_connections_state"),
        pytest.param(
            "postgres",
            "DROP TRIGGER one_way_connections_state ON connections",
            marks=pytest.mark.postgres,
        ),
    ],
    indirect=["bare_database_url"],
)
def test_doctor_misses_a_dropped_trigger(cli: Cli, database_url: str, statement: str) -> None:
    """The triggers that keep what goes one way are looked for by name."""
    cli("db", "upgrade")
    changed(database_url, statement)

    ended = cli("doctor")

    assert {"Triggers"} == bad(cli)
    assert "one_way_connections_state" in ended.out


def test_doctor_complains_of_secrets_over_plain_http(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public address without TLS is red; one of this machine is only told."""
    cli("db", "upgrade")

    monkeypatch.setenv("GATEWAY_PUBLIC_URL", "http://gateway.example")
    plain = bad(cli)
    monkeypatch.setenv("GATEWAY_PUBLIC_URL", "http://localhost:8000")

    assert {"Public URL"} == plain
    assert set() == bad(cli)


def test_doctor_needs_no_database(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Before the first start there is nothing to complain of, and nothing is made."""
    file = tmp_path / "later.db"
    monkeypatch.setenv("GATEWAY_DATABASE_URL", f"sqlite:///{file}")

    ended = cli("doctor")

    assert (0, False) == (ended.status, file.exists())


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_backup_can_be_read_and_is_never_overwritten(
    cli: Cli, gateway: Front, tmp_path: Path
) -> None:
    """A copy is made while the gateway is open, for its owner's eyes, and not twice."""
    target = tmp_path / "copy.db"

    statuses = [cli("backup", str(target)).status, cli("backup", str(target)).status]

    assert [0, 1] == statuses
    assert 0o600 == target.stat().st_mode & 0o777
    with closing(sqlite3.connect(target)) as copy:
        assert [("acme/stub",)] == copy.execute("SELECT name FROM connections").fetchall()


@pytest.mark.postgres
@pytest.mark.parametrize("bare_database_url", ["postgres"], indirect=True)
def test_backup_of_postgresql_is_left_to_its_own_tools(cli: Cli, tmp_path: Path) -> None:
    """On PostgreSQL the command says what to use instead."""
    ended = cli("backup", str(tmp_path / "copy.db"))

    assert 1 == ended.status
    assert "pg_dump" in ended.err


def test_another_key_is_noticed_before_anything_is_sealed_with_it(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, parties: Path
) -> None:
    """A lost key that is made anew would open nothing: every command says so, and the doctor."""
    assert 0 == cli("load", str(parties)).status

    monkeypatch.setenv("GATEWAY_SECRET_KEY", "another key, which is long enough to be one")
    ended = cli("load", str(parties))

    assert 1 == ended.status
    assert "not the one that this database was sealed with" in ended.err
    assert {"Seals"} == bad(cli)


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_a_lost_key_file_is_noticed(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, parties: Path
) -> None:
    """The doctor makes no new key; a command that does is told that it is another one."""
    monkeypatch.delenv("GATEWAY_SECRET_KEY")
    monkeypatch.setenv("GATEWAY_DATABASE_URL", f"sqlite:///{tmp_path}/own.db")
    assert 0 == cli("load", str(parties)).status
    (tmp_path / "own.db.key").unlink()

    assert {"Seals"} == bad(cli)
    assert "not the one" in cli("load", str(parties)).err


def test_a_new_database_is_for_its_owner_only(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, parties: Path
) -> None:
    """Orders name people and prices: nobody else on the machine reads them."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", f"sqlite:///{tmp_path}/own.db")

    cli("load", str(parties))

    assert 0o600 == (tmp_path / "own.db").stat().st_mode & 0o777
