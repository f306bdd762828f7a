"""Mails: what people are to be told waits here, under leases, in order for every order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, exists, func, insert, or_, select, text, update

from gateway.rules.mails import MailKind
from gateway.rules.parties import Mode
from gateway.store.columns import WAITING
from gateway.store.engine import Transaction
from gateway.store.mail_tables import mails
from gateway.store.rows import columns_of, maker, values_of
from gateway.store.states import MailState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """Something that somebody is to be told."""

    kind: MailKind
    connection_id: int | None
    order_id: int | None
    mode: Mode | None
    #: None: the operators, whoever they are when it is sent
    recipient: str | None
    language: str
    #: JSON; what is told, without the words for it
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail(NewMail):
    """A mail; `lease` is the fencing number of whoever claimed it last."""

    id: int
    state: MailState
    #: tries that are over
    attempts: int
    created_at: datetime
    due_at: datetime
    lease: int
    ended_at: datetime | None
    reason: str | None


_mail = maker(Mail)
_COLUMNS = columns_of(mails, Mail)
_PUT = insert(mails).returning(mails.c.id)

_earlier = mails.alias("earlier")
_before_it = exists().where(
    _earlier.c.order_id == mails.c.order_id,
    text("earlier.state = 'waiting'"),
    _earlier.c.id < mails.c.id,
)
_DUE = (
    select(mails.c.id)
    .where(
        WAITING,
        mails.c.due_at <= bindparam("now"),
        or_(mails.c.lease_until.is_(None), mails.c.lease_until <= bindparam("now")),
        ~_before_it,
    )
    .order_by(mails.c.due_at, mails.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(mails)
    .where(mails.c.id.in_(select(_DUE.c.id)))
    .values(lease=mails.c.lease + 1, lease_until=bindparam("until"))
    .returning(*_COLUMNS)
)
# What is written under a lease counts only while nobody has claimed the mail since.
_HELD = update(mails).where(
    mails.c.id == bindparam("mail"),
    mails.c.lease == bindparam("held"),
    mails.c.state == MailState.WAITING,
)
_AGAIN = _HELD.values(
    due_at=bindparam("due"),
    lease_until=None,
    attempts=mails.c.attempts + 1,
    reason=bindparam("why"),
)
_FINISH = _HELD.values(
    state=bindparam("new_state"),
    ended_at=bindparam("now"),
    lease_until=None,
    attempts=mails.c.attempts + 1,
    reason=bindparam("why"),
)
_REVIVE = (
    update(mails)
    .where(mails.c.id == bindparam("mail"), mails.c.state.in_([MailState.REFUSED, MailState.DEAD]))
    .values(
        state=MailState.WAITING,
        created_at=bindparam("now"),
        due_at=bindparam("now"),
        ended_at=None,
        lease_until=None,
    )
    .returning(*_COLUMNS)
)
_SELECT = select(*_COLUMNS)
_OF_ORDER = _SELECT.where(mails.c.order_id == bindparam("order")).order_by(mails.c.id)
_NEWEST = _SELECT.order_by(mails.c.id.desc()).limit(bindparam("most", type_=Integer))
_COUNT = select(func.count()).select_from(mails).where(mails.c.state == bindparam("in_state"))


def put(tx: Transaction, new: NewMail, now: datetime) -> int:
    """Put a mail in line, due at once; gives its row."""
    values = values_of(new)
    values.update(state=MailState.WAITING, created_at=now, due_at=now)
    row: int = tx.execute(_PUT, values).scalar_one()
    return row


def claim(tx: Transaction, *, now: datetime, lease: timedelta, limit: int) -> list[Mail]:
    """Lease mails that are due, the longest due first; of an order only the oldest unsent one."""
    wanted = {"now": now, "until": now + lease, "most": limit}
    return sorted(map(_mail, tx.execute(_CLAIM, wanted)), key=lambda each: (each.due_at, each.id))


def again(tx: Transaction, mail: Mail, *, due_at: datetime, reason: str) -> bool:
    """Put a mail back until it is due again; False when somebody else has claimed it."""
    values = {"mail": mail.id, "held": mail.lease, "due": due_at, "why": reason}
    return tx.execute(_AGAIN, values).rowcount == 1


def finish(
    tx: Transaction, mail: Mail, *, state: MailState, reason: str | None, now: datetime
) -> bool:
    """End a mail; False when somebody else has claimed it."""
    values = {"mail": mail.id, "held": mail.lease, "new_state": state, "why": reason, "now": now}
    return tx.execute(_FINISH, values).rowcount == 1


def of_order(tx: Transaction, order_row: int) -> list[Mail]:
    """List the mails about an order, the oldest first."""
    return [_mail(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]


def in_state(tx: Transaction, *states: MailState, limit: int = 50) -> list[Mail]:
    """List the mails that have come so far, the newest first."""
    wanted = _NEWEST.where(mails.c.state.in_(states))
    return [_mail(row) for row in tx.execute(wanted, {"most": limit})]


def revive(tx: Transaction, mail: int, now: datetime) -> Mail | None:
    """
    Let a mail that failed be tried again at once, its time counted anew, by its row.

    None when it was sent, waits already, or was never there.
    """
    row = tx.execute(_REVIVE, {"mail": mail, "now": now}).first()
    return None if row is None else _mail(row)


def count(tx: Transaction, state: MailState) -> int:
    """Count the mails that have come so far."""
    return tx.execute(_COUNT, {"in_state": state}).scalar_one()
