"""Circuits: addresses where the last try failed, and until when nothing is carried there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, delete, select, update

from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery
from gateway.store.post_tables import circuits
from gateway.store.rows import columns_of, maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """An address in trouble; `failures` counts different deliveries that failed in a row."""

    address: str
    failures: int
    since: datetime
    open_until: datetime
    reason: str


_circuit = maker(Circuit)
_COLUMNS = columns_of(circuits, Circuit)
_INSERT = insert(circuits)
_FAILED = _INSERT.on_conflict_do_update(
    index_elements=[circuits.c.address],
    set_={
        "failures": circuits.c.failures
        + case((circuits.c.last_delivery == _INSERT.excluded.last_delivery, 0), else_=1),
        "last_delivery": _INSERT.excluded.last_delivery,
        "reason": _INSERT.excluded.reason,
    },
).returning(circuits.c.failures)
_THIS = circuits.c.address == bindparam("there")
_OPEN = update(circuits).where(_THIS).values(open_until=bindparam("until"))
_CLOSE = delete(circuits).where(_THIS).returning(circuits.c.failures)
_LISTED = select(*_COLUMNS).order_by(circuits.c.address)


def failed(tx: Transaction, delivery: Delivery, reason: str, now: datetime) -> int:
    """Count a failure of a delivery; tells how many failed there in a row."""
    values = {
        "address": delivery.endpoint,
        "failures": 1,
        "last_delivery": delivery.id,
        "since": now,
        "open_until": now,
        "reason": reason,
    }
    failures: int = tx.execute(_FAILED, values).scalar_one()
    return failures


def open_until(tx: Transaction, endpoint: str, until: datetime) -> None:
    """Let nothing be carried to an address before that."""
    tx.execute(_OPEN, {"there": endpoint, "until": until})


def close(tx: Transaction, endpoint: str) -> int:
    """Forget the trouble of an address: something got through; tells how many failed before."""
    found: int | None = tx.execute(_CLOSE, {"there": endpoint}).scalar()
    return found or 0


def listed(tx: Transaction) -> list[Circuit]:
    """List the addresses in trouble."""
    return [_circuit(row) for row in tx.execute(_LISTED)]
