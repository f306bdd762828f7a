"""Alerts: troubles that a person has to look at, told once by mail until they are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from gateway.rules.mails import MailKind
from gateway.store import mails
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.mail_tables import STANDING, alerts
from gateway.store.rows import columns_of, maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A trouble; `count` is how often it was raised while it stood."""

    id: int
    key: str
    title: str
    words: str
    raised_at: datetime
    last_at: datetime
    count: int
    cleared_at: datetime | None


_alert = maker(Alert)
_RAISE = (
    insert(alerts)
    .values(count=1)
    .on_conflict_do_nothing(index_elements=[alerts.c.key], index_where=STANDING)
    .returning(alerts.c.id)
)
_RAISE_AGAIN = (
    update(alerts)
    .where(alerts.c.key == bindparam("about"), STANDING)
    .values(count=alerts.c.count + 1, last_at=bindparam("now"))
)
_CLEAR = (
    update(alerts)
    .where(alerts.c.key == bindparam("about"), STANDING)
    .values(cleared_at=bindparam("now"))
)
_STANDING = select(*columns_of(alerts, Alert)).where(STANDING).order_by(alerts.c.id)


def alert(tx: Transaction, key: str, *, title: str, words: str, now: datetime) -> bool:
    """
    Raise an alert, and put one mail to the operators in line for it.

    `key` says what it is about, such as `dead:https://shop.example:443` (400 characters at most).
    While an alert of this key stands it is only counted; False then.
    """
    values = {"key": key, "title": title, "words": words, "raised_at": now, "last_at": now}
    if tx.execute(_RAISE, values).scalar() is None:
        tx.execute(_RAISE_AGAIN, {"about": key, "now": now})
        return False
    mails.put(
        tx,
        mails.NewMail(
            kind=MailKind.ALERT,
            connection_id=None,
            order_id=None,
            mode=None,
            recipient=None,
            language="en",
            content={"title": title, "words": words},
        ),
        now,
    )
    return True


def clear(tx: Transaction, key: str, *, now: datetime) -> bool:
    """End the alert of a key, so that the next one is told again; False when none stood."""
    return tx.execute(_CLEAR, {"about": key, "now": now}).rowcount == 1


def standing(tx: Transaction) -> list[Alert]:
    """List the alerts that nobody has cleared, the oldest first."""
    return [_alert(row) for row in tx.execute(_STANDING)]
