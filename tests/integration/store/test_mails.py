"""Mails wait in line, are leased, and end once."""

from __future__ import annotations

from datetime import timedelta

from gateway.rules.mails import MailKind
from gateway.rules.parties import Mode
from gateway.store import mails, orders
from gateway.store.engine import Database
from gateway.store.mails import Mail, NewMail
from gateway.store.states import MailState
from tests.integration.store.makes import NOW, Stage, document, new_order

LEASE = timedelta(minutes=2)


def put(database: Database, order: int | None = None) -> int:
    """Put a mail in line."""
    new = NewMail(
        kind=MailKind.PLACED,
        connection_id=None,
        order_id=order,
        mode=Mode.ACTIVE,
        recipient="jo@buyer.example",
        language="fr",
        content={"order": "4711", "lines": []},
    )
    with database.transaction() as tx:
        return mails.put(tx, new, NOW)


def placed(scene: Stage) -> int:
    """Place an order; gives its row."""
    with scene.database.transaction() as tx:
        heard = document(tx, scene.connection, "1@buyer")
        row = orders.place(tx, new_order(scene.connection, heard, "4711"), [])
    assert row is not None
    return row


def claimed(database: Database, *, after: timedelta = timedelta(0)) -> list[Mail]:
    """Claim what is due some time later."""
    with database.transaction() as tx:
        return mails.claim(tx, now=NOW + after, lease=LEASE, limit=10)


def test_a_claimed_mail_is_nobody_elses_until_its_lease_ends(database: Database) -> None:
    """A mail of a process that died is claimed again, under a new fencing number."""
    row = put(database)

    first, none, second = claimed(database), claimed(database), claimed(database, after=LEASE)

    assert [(row, 1)] == [(mail.id, mail.lease) for mail in first]
    assert [] == none
    assert [(row, 2)] == [(mail.id, mail.lease) for mail in second]


def test_what_was_claimed_by_others_is_not_ended_twice(database: Database) -> None:
    """Who lost the lease writes nothing any more."""
    put(database)
    (lost,) = claimed(database)
    (held,) = claimed(database, after=LEASE)

    with database.transaction() as tx:
        by_loser = mails.finish(tx, lost, state=MailState.DEAD, reason="late", now=NOW)
        by_holder = mails.finish(tx, held, state=MailState.SENT, reason=None, now=NOW)

    with database.reading() as tx:
        (sent,) = mails.in_state(tx, MailState.SENT)
    assert (False, True) == (by_loser, by_holder)
    assert (1, None) == (sent.attempts, sent.reason)


def test_mails_of_an_order_go_one_after_the_other(scene: Stage) -> None:
    """What was said later about an order waits for what was said before; other orders do not."""
    order = placed(scene)
    first, second = put(scene.database, order), put(scene.database, order)
    other = put(scene.database)

    at_first = claimed(scene.database)
    with scene.database.transaction() as tx:
        mails.again(tx, at_first[0], due_at=NOW + timedelta(hours=1), reason="busy")
        mails.finish(tx, at_first[1], state=MailState.SENT, reason=None, now=NOW)
    meanwhile = claimed(scene.database, after=timedelta(minutes=30))
    (held,) = claimed(scene.database, after=timedelta(hours=1))
    with scene.database.transaction() as tx:
        mails.finish(tx, held, state=MailState.SENT, reason=None, now=NOW)
    at_last = claimed(scene.database, after=timedelta(hours=1))

    assert [first, other] == [mail.id for mail in at_first]
    assert [] == meanwhile
    assert (first, 1) == (held.id, held.attempts)
    assert [second] == [mail.id for mail in at_last]


def test_an_orders_mails_are_its_story(scene: Stage) -> None:
    """The mails about an order are found by it, the oldest first, as they were put."""
    order = placed(scene)
    rows = [put(scene.database, order) for _ in range(2)]
    put(scene.database)

    with scene.database.reading() as tx:
        found = mails.of_order(tx, order)

    assert rows == [mail.id for mail in found]
    assert {"order": "4711", "lines": []} == found[0].content
