"""How well a database keeps what is written, for a person to judge."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from gateway.store.engine import Transaction
from gateway.store.migrations import triggers
from gateway.store.tables import documents
from gateway.store.upgrade import newest, revision

#: what PostgreSQL must say so that a commit survives a power cut
_DURABLE = {"fsync": "on", "full_page_writes": "on"}
_SQLITE_FULL = 2


def is_current(tx: Transaction) -> bool:
    """Tell whether the tables are those that this program was written for."""
    return revision(tx) == newest()


def missing_triggers(tx: Transaction) -> list[str]:
    """Name the triggers that keep the promises, as far as they are not there."""
    return sorted(triggers.missing(tx))


def careless_settings(tx: Transaction) -> list[str]:
    """Name the settings of the server under which a commit can be lost in a power cut."""
    if tx.dialect.name == "sqlite":
        level = tx.exec_driver_sql("PRAGMA synchronous").scalar_one()
        return [] if level >= _SQLITE_FULL else [f"synchronous={level}"]
    found = {name: tx.exec_driver_sql(f"SHOW {name}").scalar_one() for name in _DURABLE}
    return [f"{name}={found[name]}" for name, wanted in _DURABLE.items() if found[name] != wanted]


def latest_moment(tx: Transaction) -> datetime | None:
    """Tell the moment of the latest document; None before the first."""
    latest: datetime | None = tx.scalar(select(func.max(documents.c.moment)))
    return latest
