"""What the properties of the store stand on."""

from __future__ import annotations

from tests.integration.store.conftest import (
    database,
    migrated_file,
    migrated_server,
    postgres_database,
    scene,
    sqlite_database,
)

__all__ = [
    "database",
    "migrated_file",
    "migrated_server",
    "postgres_database",
    "scene",
    "sqlite_database",
]
