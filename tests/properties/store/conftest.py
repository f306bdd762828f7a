"""What the properties of the store stand on."""

from __future__ import annotations

from tests.integration.store.conftest import (
    database,
    postgres_database,
    postgres_tables,
    scene,
    sqlite_database,
)

__all__ = [
    "database",
    "postgres_database",
    "postgres_tables",
    "scene",
    "sqlite_database",
]
