"""What the tests of the store stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.store.engine import Database, open_database
from tests.integration.store.makes import Stage, stage


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with every table, on SQLite and on PostgreSQL."""
    opened = open_database(database_url, connections=60)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def scene(database: Database) -> Stage:
    """A connection in test between a buyer and a supplier, and the gateway's own identity."""
    return stage(database)
