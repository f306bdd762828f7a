"""Mail is an outbox too: it waits, is tried again, ends once, and never holds an order up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gateway.delivery.mailer import Mailer, letter_of, send_one
from gateway.mail.composing import compose
from gateway.store import alerts, mails
from gateway.store.states import MailState
from tests.acceptance.mail.conftest import PostRoom, means_for, order
from tests.waiting import until

HOUR = 3600


def waiting(room: PostRoom) -> list[mails.Mail]:
    """Give the mails that wait."""
    with room.desk.around.database.reading() as tx:
        return mails.in_state(tx, MailState.WAITING)


def test_a_mail_server_that_is_away_holds_nothing_up(
    room: PostRoom, new_port: Callable[[], int]
) -> None:
    """Orders are answered as ever; the mail waits, and goes out once when the server is back."""
    away = means_for(room.desk, f"smtp://127.0.0.1:{new_port()}")

    status = room.desk.status(order("4711"))
    tried = send_one(away)
    none_due = send_one(room.means)
    room.wait(HOUR)
    mails_sent = room.sent()

    assert (200, True, False) == (status.code, tried, none_due)
    assert ["Order 4711 has arrived"] == [mail["Subject"] for mail in mails_sent]
    assert [("placed", "sent")] == room.states()


@pytest.mark.parametrize("answer", ["451 greylisted", "452 disk full", "421 busy"])
def test_what_is_put_off_is_sent_later_and_once(room: PostRoom, answer: str) -> None:
    """After a 4xx the mail is tried again, further and further apart, until it is taken."""
    room.sink.to_mail = [answer, answer]
    room.desk.post(order("4711"))

    room.sent()
    (put_off,) = waiting(room)
    for _ in range(3):
        room.wait(HOUR)
        room.sent()

    assert answer in str(put_off.reason)
    assert 1 == len(room.sink.mails)


def test_every_try_is_the_same_mail(room: PostRoom) -> None:
    """Message-ID, date and every byte stay the same, so that a double can be told."""
    room.desk.post(order("4711"))
    (mail,) = waiting(room)

    first = compose(letter_of(mail, room.means)).as_bytes()
    room.wait(HOUR)
    second = compose(letter_of(replace(mail, attempts=1, lease=2), room.means)).as_bytes()

    assert first == second
    assert b"Message-ID: <mail." in first


def test_mails_of_one_order_are_one_thread(room: PostRoom) -> None:
    """A mail program shows them together, and those of another order apart."""
    room.desk.post(order("4711"))
    room.desk.post(order("4712"))

    first, second = room.sent()

    assert first["References"] != second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_what_is_refused_for_good_is_not_tried_again(room: PostRoom) -> None:
    """A 5xx ends a mail, and the order's story says what the server said."""
    room.sink.to_recipient = ["550 5.1.1 no such user"]
    room.desk.post(order("4711"))

    room.sent()
    room.wait(HOUR)
    room.sent()

    assert [] == room.sink.mails
    assert [{"state": "refused", "attempts": 1}] == room.desk.rows(
        "SELECT state, attempts FROM mails"
    )
    (row,) = room.desk.rows("SELECT reason FROM mails")
    assert "550 5.1.1 no such user" in str(row["reason"])


def test_old_news_are_not_told(room: PostRoom) -> None:
    """What waited for three days, such as for a server to be named, is not sent any more."""
    room.desk.post(order("4711"))

    room.wait(73 * HOUR)
    room.sent()

    assert [] == room.sink.mails
    assert [("placed", "dead")] == room.states()


def test_old_news_that_a_person_asks_for_are_told(room: PostRoom) -> None:
    """A mail that failed and is asked for again has its time from then on."""
    room.desk.post(order("4711"))
    room.wait(73 * HOUR)
    room.sent()

    with room.desk.around.database.transaction() as tx:
        mails.revive(tx, 1, room.means.clock.now())
    told = room.sent()

    assert ["Order 4711 has arrived"] == [mail["Subject"] for mail in told]
    assert [("placed", "sent")] == room.states()


def test_an_alert_that_nobody_is_to_get_is_kept(room: PostRoom) -> None:
    """Without GATEWAY_ALERT_MAIL the mail ends, and the alert still stands."""
    with room.desk.around.database.transaction() as tx:
        alerts.alert(tx, "away", title="Away", words="Look.", now=room.means.clock.now())

    send_one(replace(room.means, alert_to=()))

    with room.desk.around.database.reading() as tx:
        standing = alerts.standing(tx)
    assert [("alert", "dead")] == room.states()
    assert ["Away"] == [each.title for each in standing]


def test_a_slow_mail_server_holds_no_order_up(room: PostRoom) -> None:
    """While a mail is being handed over, orders are taken and answered."""
    room.sink.delay = 1.0
    mailer = Mailer(room.means, pause_seconds=0.02)
    room.desk.post(order("4711"))
    mailer.start()
    assert until(lambda: bool(room.desk.rows("SELECT 1 FROM mails WHERE lease > 0")), 20)

    status = room.desk.status(order("4712"))
    taken_meanwhile = list(room.sink.mails)
    mailer.stop(10)

    assert 200 == status.code
    assert [] == taken_meanwhile
    assert not mailer.is_alive


def test_several_mailers_send_each_mail_once(room: PostRoom) -> None:
    """Processes share the mails between them: none is sent twice, none is left."""
    for number in range(12):
        room.desk.post(order(str(number)))
    mailers = [Mailer(room.means, pause_seconds=0.02) for _ in range(3)]

    for mailer in mailers:
        mailer.start()
    assert until(lambda: len(room.sink.mails) >= 12, 20)
    for mailer in mailers:
        mailer.stop(10)

    assert 12 == len({mail["Message-ID"] for mail in room.sink.mails})
    assert 12 == len(room.sink.mails)
