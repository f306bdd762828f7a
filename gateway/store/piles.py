"""What lies at each address: how many deliveries wait or are given up, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, TextClause, func, select, text

from gateway.store.columns import WAITING
from gateway.store.engine import Transaction
from gateway.store.post_tables import outbox
from gateway.store.rows import maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What lies at one address; `since` is the moment of the oldest."""

    address: str
    count: int
    since: datetime


_pile = maker(Pile)


def _of(which: TextClause, moment: ColumnElement[datetime]) -> Select[tuple[object, ...]]:
    return (
        select(outbox.c.address, func.count().label("count"), func.min(moment))
        .where(which)
        .group_by(outbox.c.address)
        .order_by(outbox.c.address)
    )


_WAITING = _of(WAITING, outbox.c.created_at)
_DEAD = _of(text("state = 'dead'"), outbox.c.ended_at)


def waiting(tx: Transaction) -> list[Pile]:
    """Tell what waits, address by address, and since when the oldest was to be carried."""
    return [_pile(row) for row in tx.execute(_WAITING)]


def dead(tx: Transaction) -> list[Pile]:
    """Tell what is given up, address by address, and since when."""
    return [_pile(row) for row in tx.execute(_DEAD)]
