"""Opens what a command works on: the database and the vault."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.clock import Clock, Ids, SystemIds
from gateway.errors import Misconfigured
from gateway.settings import Settings
from gateway.store import health, sealing
from gateway.store.engine import Database, open_database
from gateway.store.shared_clock import clock_of
from gateway.vault import Vault, secret_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The memory of a gateway, with what it takes to read and write it."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    ids: Ids


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Store]:
    """
    Open a database that is there and up to date, as long as the block runs.

    Raises Misconfigured when there is none or it is of another version: a command that only looks
    must not change the tables under a gateway that is running. Raises StoreUnavailable when the
    database is away.
    """
    chosen = settings or Settings.read()
    file = chosen.database_file
    if file is not None and not file.exists():
        raise Misconfigured(f"There is no database at {file} yet; gateway load makes one.")
    with _open(chosen) as store:
        with store.database.reading() as tx:
            if not health.is_current(tx):
                raise Misconfigured("The database is of another version; run gateway db upgrade.")
            sealing.compare(tx, store.vault)
        yield store


@contextmanager
def brought_up(settings: Settings | None = None) -> Iterator[Store]:
    """Open the database, made or brought up to date where needed, as long as the block runs."""
    with _open(settings or Settings.read()) as store:
        store.database.upgrade()
        sealing.agree(store.database, store.vault)
        yield store


def actor() -> str:
    """Name whoever runs the command, as the audit tells it."""
    return f"{getpass.getuser()} (command line)"


@contextmanager
def _open(settings: Settings) -> Iterator[Store]:
    database = open_database(
        settings.database_url,
        wait_seconds=settings.database_wait_seconds,
        connections=settings.database_connections,
    )
    try:
        clock = clock_of(database)
        yield Store(
            settings=settings,
            database=database,
            vault=Vault(secret_key(settings)),
            clock=clock,
            ids=SystemIds(settings.host, clock),
        )
    finally:
        database.close()
