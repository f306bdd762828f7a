"""What the tests of the store stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from gateway.store.engine import Database, open_database
from tests import postgres
from tests.conftest import DATABASES
from tests.integration.store.makes import Stage, stage

CONNECTIONS = 60


@pytest.fixture(scope="session")
def postgres_tables(postgres_lending: postgres.Lending) -> Iterator[Database]:
    """A PostgreSQL database with every table, to be emptied for each test."""
    with (
        postgres_lending.lent() as url,
        closing(open_database(url, connections=CONNECTIONS)) as opened,
    ):
        yield opened


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A SQLite database with every table and no row."""
    with closing(open_database(sqlite_url, connections=CONNECTIONS)) as opened:
        yield opened


@pytest.fixture
def postgres_database(postgres_tables: Database) -> Database:
    """A PostgreSQL database with every table and no row; it stays open from test to test."""
    with postgres_tables.transaction() as tx:
        driver = tx.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        postgres.empty(driver)
    return postgres_tables


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> Database:
    """A database with every table and no row: the test runs on SQLite and on PostgreSQL."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def scene(database: Database) -> Stage:
    """A connection in test between a buyer and a supplier, and the gateway's own identity."""
    return stage(database)
