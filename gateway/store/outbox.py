"""Outbox: documents that wait to be carried, under leases, first in, first out in every queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, or_, select, update
from sqlalchemy import insert as plain_insert

from gateway.rules.parties import Mode, Role
from gateway.rules.supplier_events import EventType
from gateway.store import queues
from gateway.store.columns import WAITING
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.post_tables import attempts as attempts_table
from gateway.store.post_tables import further_queues, outbox
from gateway.store.queues import BLOCKED, Further
from gateway.store.rows import Prepared, columns_of, maker, names_of, values_of
from gateway.store.states import DeliveryState

#: the kinds of deliveries that are events
WEBHOOKS: Final = frozenset(each.value for each in EventType)
#: addresses are told apart by so many characters
LONGEST_ENDPOINT: Final = 1000
BEHIND_DEAD: Final = "It stands behind a dead letter of its queue."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A document to be carried."""

    connection_id: int
    order_id: int | None
    #: within a queue one delivery is carried after the other
    queue: str
    kind: str
    mode: Mode
    payload_id: str
    towards: Role
    address: str
    private_network: bool
    #: sealed; None once delivered where it held a card number
    document: bytes | None
    holds_card: bool
    #: row of the document in the journal whose attachments go with it
    attachments_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(NewDelivery):
    """A document that is carried; `lease` is the fencing number of whoever claimed it last."""

    id: int
    state: DeliveryState
    #: tries that are over
    attempts: int
    created_at: datetime
    due_at: datetime
    lease_until: datetime | None
    lease: int
    ended_at: datetime | None
    reason: str | None

    @property
    def endpoint(self) -> str:
        """The address as it is told apart from others."""
        return self.address[:LONGEST_ENDPOINT]

    @property
    def is_webhook(self) -> bool:
        """Whether it is an event, posted as JSON and signed, and no cXML document."""
        return self.kind in WEBHOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try that is over; `number` counts from 1."""

    delivery_id: int
    number: int
    started_at: datetime
    ended_at: datetime
    verdict: str
    http_status: int | None
    cxml_status: int | None
    note: str


_delivery = maker(Delivery)
_attempt = maker(Attempt)
_COLUMNS = columns_of(outbox, Delivery)
_PUT = Prepared(
    insert(outbox).on_conflict_do_nothing().returning(outbox.c.id),
    *(*names_of(NewDelivery), "state", "created_at", "due_at", "ended_at", "reason"),
)
_endpoint = func.substr(outbox.c.address, 1, LONGEST_ENDPOINT)
_due = (
    select(outbox.c.id)
    .where(
        WAITING,
        outbox.c.due_at <= bindparam("now"),
        or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("now")),
        *(~each for each in BLOCKED),
    )
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_LEASED = update(outbox).values(lease=outbox.c.lease + 1, lease_until=bindparam("until"))
_CLAIM = _LEASED.where(
    outbox.c.id.in_(
        select(_due.where(_endpoint.not_in(bindparam("elsewhere", expanding=True))).cte("due").c.id)
    )
).returning(*_COLUMNS)
_CLAIM_AT = _LEASED.where(
    outbox.c.id.in_(select(_due.where(_endpoint == bindparam("there")).cte("due").c.id))
).returning(*_COLUMNS)
# What is written under a lease counts only while nobody has claimed the delivery since.
_HELD = update(outbox).where(
    outbox.c.id == bindparam("delivery"),
    outbox.c.lease == bindparam("held"),
    outbox.c.state == DeliveryState.WAITING,
)
# Who renews may come too late: what was put back meanwhile is held by nobody, and stays so.
_RENEW = _HELD.where(outbox.c.lease_until.is_not(None)).values(lease_until=bindparam("until"))
_PUT_BACK = update(outbox).where(outbox.c.id.in_(bindparam("deliveries", expanding=True)), WAITING)
_HASTEN = (
    update(outbox)
    .where(
        WAITING,
        _endpoint == bindparam("there"),
        outbox.c.due_at > bindparam("now"),
        or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("now")),
    )
    .values(due_at=bindparam("now"))
)
_AGAIN = _HELD.values(due_at=bindparam("due"), lease_until=None, reason=bindparam("why"))
_FINISH = _HELD.values(
    state=bindparam("new_state"),
    ended_at=bindparam("now"),
    lease_until=None,
    reason=bindparam("why"),
)
_FINISH_AND_ERASE = _FINISH.values(document=None)
_BURY = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("deliveries", expanding=True)), WAITING)
    .values(
        state=DeliveryState.DEAD,
        ended_at=bindparam("now"),
        lease_until=None,
        reason=BEHIND_DEAD,
    )
    .returning(*_COLUMNS)
)
_INSERT_ATTEMPT = plain_insert(attempts_table)
_COUNT_ATTEMPT = (
    update(outbox).where(outbox.c.id == bindparam("delivery")).values(attempts=bindparam("count"))
)
_ATTEMPTS = (
    select(*columns_of(attempts_table, Attempt))
    .where(attempts_table.c.delivery_id == bindparam("delivery"))
    .order_by(attempts_table.c.number)
)
_SELECT = select(*_COLUMNS)
_BY_ID = _SELECT.where(outbox.c.id == bindparam("delivery"))
_OF_ORDER = _SELECT.where(
    or_(
        outbox.c.order_id == bindparam("order"),
        outbox.c.id.in_(
            select(further_queues.c.delivery_id).where(
                further_queues.c.order_id == bindparam("order")
            )
        ),
    )
).order_by(outbox.c.id)
_UNDER = _SELECT.where(
    outbox.c.connection_id == bindparam("connection"), outbox.c.payload_id == bindparam("payload")
).order_by(outbox.c.id)
_LISTED = _SELECT.order_by(outbox.c.id.desc()).limit(bindparam("most"))
_WAITING_COUNT = select(func.count()).select_from(outbox).where(WAITING)
_OLDEST_DUE = select(func.min(outbox.c.due_at)).where(WAITING)
_OLDEST = select(func.min(outbox.c.created_at)).where(WAITING)


def put(
    tx: Transaction, new: NewDelivery, now: datetime, *, also_in: Sequence[Further] = ()
) -> int | None:
    """
    Put a document into its queue, due at once; None when this payloadID is there already.

    `also_in` are further queues that it stands in. Behind a dead letter it is dead as well.
    """
    stands_in = {new.queue, *(each.queue for each in also_in)}
    queues.hold(tx, stands_in)
    is_dead = queues.has_dead(tx, stands_in)
    row: int | None = _PUT.value(
        tx,
        **values_of(new),
        state=DeliveryState.DEAD if is_dead else DeliveryState.WAITING,
        created_at=now,
        due_at=now,
        ended_at=now if is_dead else None,
        reason=BEHIND_DEAD if is_dead else None,
    )
    if row is not None:
        queues.add(tx, row, also_in)
    return row


def claim(
    tx: Transaction,
    *,
    now: datetime,
    lease_seconds: float,
    limit: int,
    not_to: Sequence[str] = (),
) -> list[Delivery]:
    """
    Lease deliveries that are due, the longest due first.

    Only the oldest unfinished one of each queue, and only while none of its queue is leased;
    none to the endpoints of `not_to`.
    """
    until = now + timedelta(seconds=lease_seconds)
    wanted = {"now": now, "until": until, "most": limit, "elsewhere": list(not_to)}
    return _in_turn(tx.execute(_CLAIM, wanted))


def claim_at(
    tx: Transaction, endpoint: str, *, now: datetime, lease_seconds: float, limit: int
) -> list[Delivery]:
    """Lease deliveries that are due at one endpoint, as `claim` does."""
    until = now + timedelta(seconds=lease_seconds)
    wanted = {"now": now, "until": until, "most": limit, "there": endpoint}
    return _in_turn(tx.execute(_CLAIM_AT, wanted))


def _in_turn(rows: Iterable[Row[Any]]) -> list[Delivery]:
    return sorted(map(_delivery, rows), key=lambda claimed: (claimed.due_at, claimed.id))


def put_back(tx: Transaction, deliveries: Sequence[Delivery]) -> None:
    """Give deliveries back that were claimed in this transaction; they are due as before."""
    if deliveries:
        rows = [delivery.id for delivery in deliveries]
        tx.execute(_PUT_BACK.values(lease_until=None), {"deliveries": rows})


def hasten(tx: Transaction, endpoint: str, now: datetime) -> int:
    """Let everything that waits for an endpoint be due at once; tells how many."""
    return tx.execute(_HASTEN, {"there": endpoint, "now": now}).rowcount


def bury(tx: Transaction, dead: Delivery, now: datetime) -> list[Delivery]:
    """Let what stands behind a dead letter in its queues be dead as well; gives it."""
    behind = queues.buried_with(tx, queues.place(tx, dead.id, dead.queue))
    if not behind:
        return []
    rows = tx.execute(_BURY, {"deliveries": behind, "now": now})
    return sorted(map(_delivery, rows), key=lambda buried: buried.id)


def renew(tx: Transaction, delivery: Delivery, until: datetime) -> bool:
    """Hold a delivery for longer; False when somebody else has claimed it."""
    held = {"delivery": delivery.id, "held": delivery.lease, "until": until}
    return tx.execute(_RENEW, held).rowcount == 1


def finish(
    tx: Transaction, delivery: Delivery, *, state: str, reason: str | None, now: datetime
) -> bool:
    """
    End a delivery: `delivered`, `refused` or `dead`; False when somebody else has claimed it.

    A document with a card number is erased when it was delivered.
    """
    erase = delivery.holds_card and state == DeliveryState.DELIVERED
    values = {
        "delivery": delivery.id,
        "held": delivery.lease,
        "new_state": state,
        "why": reason,
        "now": now,
    }
    return tx.execute(_FINISH_AND_ERASE if erase else _FINISH, values).rowcount == 1


def again(tx: Transaction, delivery: Delivery, *, due_at: datetime, reason: str | None) -> bool:
    """Put a delivery back until it is due again; False when somebody else has claimed it."""
    values = {"delivery": delivery.id, "held": delivery.lease, "due": due_at, "why": reason}
    return tx.execute(_AGAIN, values).rowcount == 1


def attempt(tx: Transaction, tried: Attempt) -> None:
    """Write a try down and count it."""
    tx.execute(_INSERT_ATTEMPT, values_of(tried))
    tx.execute(_COUNT_ATTEMPT, {"delivery": tried.delivery_id, "count": tried.number})


def attempts(tx: Transaction, delivery_id: int) -> list[Attempt]:
    """List the tries of a delivery, the first one first."""
    return [_attempt(row) for row in tx.execute(_ATTEMPTS, {"delivery": delivery_id})]


def by_id(tx: Transaction, delivery_id: int) -> Delivery | None:
    """Find a delivery by its row."""
    row = tx.execute(_BY_ID, {"delivery": delivery_id}).first()
    return None if row is None else _delivery(row)


def under(tx: Transaction, connection_id: int | None, payload_id: str | None) -> list[Delivery]:
    """List the deliveries of a payloadID on a connection, the oldest first."""
    wanted = {"connection": connection_id, "payload": payload_id}
    return [_delivery(row) for row in tx.execute(_UNDER, wanted)]


def of_order(tx: Transaction, order_row: int) -> list[Delivery]:
    """List the deliveries that an order brought about, the oldest first."""
    return [_delivery(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]


def listed(
    tx: Transaction,
    *,
    state: str | None = None,
    connection: int | None = None,
    limit: int = 50,
    before_id: int | None = None,
) -> list[Delivery]:
    """List deliveries, the newest first; the last one's row is `before_id` of the next page."""
    wanted = {outbox.c.state: state, outbox.c.connection_id: connection}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    if before_id is not None:
        conditions.append(outbox.c.id < before_id)
    return [_delivery(row) for row in tx.execute(_LISTED.where(*conditions), {"most": limit})]


def waiting_count(tx: Transaction) -> int:
    """Count what waits."""
    return tx.execute(_WAITING_COUNT).scalar_one()


def oldest_due(tx: Transaction) -> datetime | None:
    """Tell since when the longest due delivery is due; None when nothing waits."""
    due: datetime | None = tx.execute(_OLDEST_DUE).scalar_one()
    return due


def oldest(tx: Transaction) -> datetime | None:
    """Tell when the oldest waiting delivery was put in, however often it was tried since."""
    put_in: datetime | None = tx.execute(_OLDEST).scalar_one()
    return put_in
