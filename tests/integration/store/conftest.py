"""What the tests of the store stand on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.store.engine import Database, open_database
from gateway.store.tables import metadata
from tests import postgres
from tests.integration.store.makes import Stage, stage

CONNECTIONS = 60


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "gateway.db"
    with closing(open_database(f"sqlite:///{file}")) as made:
        made.upgrade()
    return file


@pytest.fixture(scope="session")
def migrated_server(postgres_server: str) -> Iterator[Database]:
    """A PostgreSQL database with every table, to be emptied for each test."""
    with (
        postgres.fresh_database(postgres_server) as url,
        closing(open_database(url, connections=CONNECTIONS)) as made,
    ):
        made.upgrade()
        yield made


@pytest.fixture
def sqlite_database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database with every table."""
    file = shutil.copy(migrated_file, tmp_path / "gateway.db")
    with closing(open_database(f"sqlite:///{file}", connections=CONNECTIONS)) as opened:
        yield opened


@pytest.fixture
def postgres_database(migrated_server: Database) -> Database:
    """An empty PostgreSQL database with every table."""
    tables = ", ".join(metadata.tables)
    with migrated_server.transaction() as tx:
        tx.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    return migrated_server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database with every table: the test runs on SQLite and on PostgreSQL."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def scene(database: Database) -> Stage:
    """A connection in test between a buyer and a supplier, and the gateway's own identity."""
    return stage(database)
