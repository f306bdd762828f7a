"""Queues: what a delivery stands behind, also where its document is about several orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, or_, select, text, union_all

from gateway.store.engine import Transaction
from gateway.store.post_tables import further_queues, outbox
from gateway.store.rows import Prepared

# Rows get their numbers in the order in which they are inserted, not committed. Whoever puts into
# a queue holds it until the end of the transaction, so that no earlier number appears behind.
_HOLD: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("queue"), 0)))
_DEAD: Final = text("outbox.state = 'dead'")
_dead = union_all(
    select(outbox.c.id).where(outbox.c.queue == bindparam("queue"), _DEAD),
    select(outbox.c.id)
    .join(further_queues, further_queues.c.delivery_id == outbox.c.id)
    .where(further_queues.c.queue == bindparam("queue"), _DEAD),
).subquery()
# Nothing overtakes a dead letter: whoever asks for that one again gets the others behind it too.
_DEAD_IN = Prepared(select(func.min(_dead.c.id)))
_ADD = insert(further_queues)
_FURTHER = select(further_queues.c.delivery_id, further_queues.c.queue).where(
    further_queues.c.delivery_id.in_(bindparam("deliveries", expanding=True))
)

# ── what keeps a delivery from being claimed ──────────────────────────────────────────────────

_other = outbox.alias("other")
_mine = further_queues.alias("mine")
_theirs = further_queues.alias("theirs")
_is_before: Final = (
    text("other.state = 'waiting'"),
    or_(
        _other.c.id < outbox.c.id,
        # a delivery that was asked for again can stand before one that is being carried
        (_other.c.id != outbox.c.id) & (_other.c.lease_until > bindparam("now")),
    ),
)
_their_delivery: Final = _theirs.join(_other, _other.c.id == _theirs.c.delivery_id)
#: another delivery is before one in `outbox`, or is being carried: each way to share a queue
BLOCKED: Final[tuple[ColumnElement[bool], ...]] = (
    exists().where(_other.c.queue == outbox.c.queue, *_is_before),
    exists().select_from(_their_delivery).where(_theirs.c.queue == outbox.c.queue, *_is_before),
    exists()
    .select_from(_mine.join(_other, _other.c.queue == _mine.c.queue))
    .where(_mine.c.delivery_id == outbox.c.id, *_is_before),
    exists()
    .select_from(_mine.join(_their_delivery, _theirs.c.queue == _mine.c.queue))
    .where(_mine.c.delivery_id == outbox.c.id, *_is_before),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """A queue that a delivery stands in as well, and the order that it is of."""

    order_id: int
    queue: str


def hold(tx: Transaction, queues: Iterable[str]) -> None:
    """Let nobody else put anything into queues until the end of the transaction."""
    if tx.dialect.name == "postgresql":
        for queue in sorted(queues):
            tx.execute(_HOLD, {"queue": queue})


def has_dead(tx: Transaction, queues: Iterable[str]) -> bool:
    """Tell whether a dead letter stands in one of the queues."""
    return any(_DEAD_IN.value(tx, queue=queue) is not None for queue in queues)


def add(tx: Transaction, delivery_id: int, also_in: Sequence[Further]) -> None:
    """Let a delivery stand in further queues."""
    rows = [
        {"delivery_id": delivery_id, "order_id": each.order_id, "queue": each.queue}
        for each in also_in
    ]
    if rows:
        tx.execute(_ADD, rows)


def further(tx: Transaction, delivery_ids: Sequence[int]) -> dict[int, set[str]]:
    """Give the further queues of deliveries that have any."""
    found: dict[int, set[str]] = {}
    if delivery_ids:
        for row in tx.execute(_FURTHER, {"deliveries": list(delivery_ids)}):
            found.setdefault(row.delivery_id, set()).add(row.queue)
    return found


# ── behind one that ended ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A delivery and every queue that it stands in."""

    id: int
    queues: frozenset[str]


def _standing(state: str) -> Prepared:
    is_in_state = text(f"outbox.state = '{state}'")
    found = union_all(
        select(outbox.c.id, outbox.c.queue).where(
            outbox.c.queue == bindparam("queue"), is_in_state
        ),
        select(outbox.c.id, outbox.c.queue)
        .join(further_queues, further_queues.c.delivery_id == outbox.c.id)
        .where(further_queues.c.queue == bindparam("queue"), is_in_state),
    ).subquery()
    return Prepared(select(found.c.id, found.c.queue).order_by(found.c.id))


_STANDING: Final = {state: _standing(state) for state in ("waiting", "dead")}


def place(tx: Transaction, delivery_id: int, queue: str) -> Place:
    """Tell in which queues a delivery stands; `queue` is its own."""
    others = further(tx, [delivery_id]).get(delivery_id, set())
    return Place(id=delivery_id, queues=frozenset({queue, *others}))


def around(tx: Transaction, start: Place, state: str) -> list[Place]:
    """
    List what is in a state and shares a queue with a delivery, or with another of these.

    In the order of their numbers; each queue is held from here on.
    """
    found: dict[int, Place] = {}
    open_, seen = set(start.queues), set[str]()
    while open_:
        queue = min(open_)
        hold(tx, [queue])
        seen.add(queue)
        rows = dict(_STANDING[state].rows(tx, queue=queue))
        others = further(tx, [row for row in rows if row not in found])
        for row, own in rows.items():
            found.setdefault(row, Place(id=row, queues=frozenset({own, *others.get(row, ())})))
        open_ = {each for place_ in found.values() for each in place_.queues} - seen
    return [found[row] for row in sorted(found)]


def buried_with(tx: Transaction, dead: Place) -> list[int]:
    """List what waits behind a dead letter, or behind what dies with it."""
    stopped = dict.fromkeys(dead.queues, dead.id)
    buried = []
    for each in around(tx, dead, "waiting"):
        if any(stopped.get(queue, each.id) < each.id for queue in each.queues):
            buried.append(each.id)
            for queue in each.queues:
                stopped.setdefault(queue, each.id)
    return buried


def revived_with(tx: Transaction, asked: Place) -> list[int]:
    """List what died behind a delivery that is asked for, and behind no other dead letter."""
    revived = []
    free, stopped = set(asked.queues), set[str]()
    for each in around(tx, asked, "dead"):
        if each.id < asked.id:
            # a person who asks for a later one passes over what is before it
            stopped |= each.queues - asked.queues
        elif each.id > asked.id and each.queues & free and not each.queues & stopped:
            revived.append(each.id)
            free |= each.queues
        elif each.id != asked.id:
            stopped |= each.queues
    return revived
