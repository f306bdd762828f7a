"""Dead letters: deliveries that nobody tries again without being asked, and how to ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select, text, update

from gateway.store import queues
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery
from gateway.store.post_tables import outbox
from gateway.store.rows import columns_of, maker
from gateway.store.states import DeliveryState

_delivery = maker(Delivery)
_COLUMNS = columns_of(outbox, Delivery)
_DEAD = text("state = 'dead'")
_AT_ONCE: Final[dict[str, Any]] = {"due_at": bindparam("now"), "lease_until": None}
_REVIVE = (
    update(outbox)
    .where(
        outbox.c.id.in_(bindparam("deliveries", expanding=True)),
        outbox.c.state.in_([DeliveryState.DEAD, DeliveryState.REFUSED]),
        outbox.c.document.is_not(None),
    )
    .values(state=DeliveryState.WAITING, created_at=bindparam("now"), ended_at=None, **_AT_ONCE)
    .returning(*_COLUMNS)
)
_HURRY = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("delivery"),
        outbox.c.state == DeliveryState.WAITING,
        or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("now")),
    )
    .values(**_AT_ONCE)
    .returning(*_COLUMNS)
)
_COUNT = select(func.count()).select_from(outbox).where(_DEAD)


def revive(tx: Transaction, delivery: Delivery, now: datetime) -> list[Delivery]:
    """
    Let a dead or refused delivery be tried again, its time counted anew; gives what was revived.

    With it comes what died in its queues behind it, so that nothing is overtaken. Of one that waits
    the pause is cut short. Nothing when it was delivered, is being carried, or was erased.
    """
    if delivery.state is DeliveryState.WAITING:
        rows = tx.execute(_HURRY, {"delivery": delivery.id, "now": now})
    elif delivery.state is DeliveryState.DELIVERED:
        return []
    else:
        behind = queues.revived_with(tx, queues.place(tx, delivery.id, delivery.queue))
        rows = tx.execute(_REVIVE, {"deliveries": [delivery.id, *behind], "now": now})
    return sorted(map(_delivery, rows), key=lambda revived: revived.id)


def count(tx: Transaction) -> int:
    """Count the dead letters."""
    return tx.execute(_COUNT).scalar_one()
