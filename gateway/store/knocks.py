"""Knocks: who knocked in vain, counted, so that an administrator can tell who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, func, select

from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.rows import columns_of, maker
from gateway.store.tables import knocks

MOST: Final = 10_000
#: how many make room at once
ROOM: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKnock:
    """Somebody who is not known, or not by this secret."""

    domain: str
    value: str
    from_domain: str
    from_value: str
    kind: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock(NewKnock):
    """The same knock, and how often it came."""

    id: int
    count: int
    first_at: datetime
    last_at: datetime


_KEY: Final = {
    "domain": 128,
    "value": 256,
    "from_domain": 128,
    "from_value": 256,
    "kind": 64,
    "source": 64,
    "reason": 32,
}
_knock = maker(Knock)
_INSERT = insert(knocks)
_RECORD = _INSERT.on_conflict_do_update(
    index_elements=[knocks.c[name] for name in _KEY],
    set_={"count": knocks.c.count + 1, "last_at": _INSERT.excluded.last_at},
).returning(knocks.c.count)
_COUNT = select(func.count()).select_from(knocks)
_DROP = delete(knocks).where(
    knocks.c.id.in_(
        select(knocks.c.id).order_by(knocks.c.last_at, knocks.c.id).limit(bindparam("most"))
    )
)
_LISTED = (
    select(*columns_of(knocks, Knock))
    .order_by(knocks.c.last_at.desc(), knocks.c.id.desc())
    .limit(bindparam("most"))
)


def record(tx: Transaction, knock: NewKnock, now: datetime) -> None:
    """Count a knock; the oldest are dropped so that at most MOST are kept."""
    # Strangers choose these texts, as long as they like.
    key = {name: getattr(knock, name)[:length] for name, length in _KEY.items()}
    count = tx.execute(_RECORD, {**key, "count": 1, "first_at": now, "last_at": now}).scalar_one()
    if count == 1 and tx.execute(_COUNT).scalar_one() > MOST:
        tx.execute(_DROP, {"most": ROOM})


def listed(tx: Transaction, *, limit: int = 50) -> list[Knock]:
    """List knocks, the latest first."""
    return [_knock(row) for row in tx.execute(_LISTED, {"most": limit})]
