"""PostgreSQL as we use it: psycopg, read committed, every commit on the disk."""

from __future__ import annotations

from typing import Final

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from gateway.errors import Misconfigured

#: values of synchronous_commit under which an acknowledged commit survives a crash of the server
DURABLE: Final = frozenset({"on", "remote_apply"})


def engine_of(url: URL, *, wait_seconds: float, connections: int) -> Engine:
    """Make the engine; a lock that does not come within the time is StillRunning."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        hide_parameters=True,  # an error must not tell what somebody sent
        pool_size=connections,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_pre_ping=True,  # after a failover the first request must not fail
        connect_args={
            "options": f"-c timezone=UTC -c lock_timeout={int(wait_seconds * 1000)}",
            "connect_timeout": max(2, int(wait_seconds)),
            "application_name": "gateway",
        },
    )
    event.listen(engine, "connect", _require_durable)
    return engine


def _require_durable(connection: DBAPIConnection, _record: object) -> None:
    # In autocommit, so that no transaction is left open on a connection that goes to the pool.
    connection.autocommit = True
    setting = connection.execute("SHOW synchronous_commit").fetchone()[0]
    connection.autocommit = False
    if setting not in DURABLE:
        raise Misconfigured(f"PostgreSQL has synchronous_commit={setting}; it must be on.")
