"""What becomes of the post, told to the operators by mail."""

from __future__ import annotations

from gateway.delivery.verdict import Outcome
from tests import letters
from tests.acceptance.mail.conftest import PostRoom, text_of
from tests.deliveries import carried

#: each after two hours and a half
TRIES_OF_THREE_DAYS = 30


def test_a_dead_letter_is_mailed_with_its_reason(room: PostRoom) -> None:
    """One mail for the address, however many orders are given up there; it says what to do."""
    for number in ("PO-1", "PO-2"):
        room.desk.post(letters.order(number))

    for _ in range(TRIES_OF_THREE_DAYS):
        carried(room.desk, Outcome.AGAIN)

    (mail,) = room.sent()
    assert [{"state": "dead"}] * 2 == room.desk.rows("SELECT state FROM outbox")
    assert "http://127.0.0.1:9 did not take what we carried there" == mail["Subject"]
    assert "The last try came to: so said the supplier" in text_of(mail)
    assert "gateway message resend" in text_of(mail)


def test_refused_credentials_are_mailed_once(room: PostRoom) -> None:
    """However often the supplier refuses them, and told again when it does so once more."""
    room.desk.post(letters.order("PO-1"))

    for _ in range(4):
        carried(room.desk, Outcome.HELD)
    refused = len(room.sent())
    carried(room.desk, Outcome.DELIVERED)
    room.desk.post(letters.order("PO-2"))
    carried(room.desk, Outcome.HELD)

    assert (1, 2) == (refused, len(room.sent()))
    assert "the supplier of acme/stub does not take our credentials" == room.sent()[0]["Subject"]
