"""Alerts are told once, until they are over."""

from __future__ import annotations

import threading
from datetime import timedelta

from gateway.rules.mails import MailKind
from gateway.store import alerts, mails
from gateway.store.engine import Database
from gateway.store.states import MailState
from tests.integration.store.makes import NOW

LATER = NOW + timedelta(minutes=5)
KEY = "dead:https://shop.example:443"


def raised(database: Database, key: str = KEY) -> bool:
    """Raise an alert; tell whether it is a new one."""
    with database.transaction() as tx:
        return alerts.alert(tx, key, title="It is dead", words="Look at it.", now=NOW)


def test_a_trouble_is_told_by_one_mail(database: Database) -> None:
    """However often it is raised while it stands, operators get one mail."""
    told = [raised(database) for _ in range(3)]

    with database.reading() as tx:
        waiting = mails.in_state(tx, MailState.WAITING)
        standing = alerts.standing(tx)
    assert [True, False, False] == told
    assert [(MailKind.ALERT, None, {"title": "It is dead", "words": "Look at it."})] == [
        (mail.kind, mail.recipient, mail.content) for mail in waiting
    ]
    assert [(KEY, 3)] == [(alert.key, alert.count) for alert in standing]


def test_what_is_over_is_told_again_when_it_returns(database: Database) -> None:
    """A cleared alert stands no more, and the next of its key is a new one."""
    raised(database)
    with database.transaction() as tx:
        cleared = [alerts.clear(tx, KEY, now=LATER) for _ in range(2)]

    again = raised(database)

    with database.reading() as tx:
        waiting = mails.count(tx, MailState.WAITING)
    assert [True, False] == cleared
    assert again
    assert 2 == waiting


def test_troubles_of_other_keys_are_others(database: Database) -> None:
    """What stands for one key says nothing about another."""
    assert [True, True] == [raised(database, "a"), raised(database, "b")]


def test_many_at_once_are_one_alert(database: Database) -> None:
    """Workers that meet the same trouble at the same moment send one mail."""
    told: list[bool] = []
    workers = [
        threading.Thread(target=lambda: told.append(raised(database, "same"))) for _ in range(8)
    ]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    with database.reading() as tx:
        standing = alerts.standing(tx)
    assert [False] * 7 + [True] == sorted(told)
    assert [8] == [alert.count for alert in standing]
