"""What becomes of changes and cancellations is told to whoever ordered."""

from __future__ import annotations

import pytest

from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.orders import OrderRequest
from gateway.delivery.refusal import Pen, tell_refused
from gateway.store import outbox
from tests import letters
from tests.acceptance.mail.conftest import REQUESTER, PostRoom, order, said, text_of


def subjects(room: PostRoom) -> list[str]:
    """List what was told, in order."""
    return [str(mail["Subject"]) for mail in room.sent()]


def refuse(room: PostRoom, post: letters.Post) -> None:
    """Let the supplier's system refuse a document for good."""
    around = room.desk.around
    pen = Pen(vault=around.vault, ids=around.ids, now=around.clock.now())
    with around.database.transaction() as tx:
        (delivery,) = [each for each in outbox.listed(tx) if each.payload_id == post.payload_id]
        tell_refused(tx, delivery, "quantity too large", pen)


def test_a_change_is_told_with_what_it_now_says(room: PostRoom) -> None:
    """The mail shows the order as it reads from now on."""
    placed = order("4711")
    room.desk.post(placed)
    room.desk.post(letters.changed(placed, letters.line(1, quantity="5")))

    *_, mail = room.sent()

    assert "Order 4711: your change has arrived" == mail["Subject"]
    assert "A-1: 5 EA at €12.50" in text_of(mail)
    assert "Total €62.50" in text_of(mail)


def test_a_cancellation_is_told_twice(room: PostRoom) -> None:
    """Once when it arrives, and once when the supplier has confirmed it."""
    placed = order("4711", language="de")
    room.desk.post(placed)
    cancelled = letters.cancelled(placed)
    room.desk.post(cancelled)
    room.desk.post(letters.confirmation(cancelled, ConfirmationType.ACCEPT))

    assert [
        "Bestellung 4711 ist eingegangen",
        "Bestellung 4711: Ihre Stornierung ist eingegangen",
        "Bestellung 4711 ist storniert",
    ] == subjects(room)


def test_a_cancellation_that_the_supplier_rejects_leaves_the_order(room: PostRoom) -> None:
    """A confirmation that says no to a cancellation is no cancelled order."""
    placed = order("4711")
    room.desk.post(placed)
    room.desk.post(said(placed, ConfirmationType.ACCEPT))
    cancelled = letters.cancelled(placed)
    room.desk.post(cancelled)
    room.desk.post(said(cancelled, ConfirmationType.REJECT, why="It is on the lorry."))

    *_, mail = room.sent()

    assert "Order 4711: your cancellation was not accepted" == mail["Subject"]
    assert "It is on the lorry." in text_of(mail)
    assert [{"state": "confirmed"}] == room.desk.rows("SELECT state FROM orders")


@pytest.mark.parametrize("what", ["change", "cancellation"])
def test_what_the_supplier_does_not_take_leaves_the_order_as_it_was(
    room: PostRoom, what: str
) -> None:
    """Nobody is told that the order is lost when only its change was refused."""
    placed = order("4711")
    room.desk.post(placed)
    posts = {
        "change": letters.changed(placed, letters.line(1, quantity="5")),
        "cancellation": letters.cancelled(placed),
    }
    room.desk.post(posts[what])

    refuse(room, posts[what])

    *_, mail = room.sent()
    assert f"Order 4711: your {what} was not accepted" == mail["Subject"]
    assert "The order stands as it was." in text_of(mail)
    assert "quantity too large" in text_of(mail)
    assert "A-1: 2 EA" in text_of(mail)


def test_an_order_that_the_suppliers_system_refuses_is_not_accepted(room: PostRoom) -> None:
    """After our own 200 the refusal is told all the same, with what the supplier's system said."""
    placed = order("4711", language="de")
    room.desk.post(placed)

    refuse(room, placed)

    *_, mail = room.sent()
    assert "Bestellung 4711 wurde nicht angenommen" == mail["Subject"]
    assert "Das System des Lieferanten hat diese Bestellung nicht angenommen" in text_of(mail)
    assert "quantity too large" in text_of(mail)


def test_a_change_may_name_somebody_else(room: PostRoom) -> None:
    """Whoever the latest version names is told; one that names nobody leaves it as it was."""
    placed = order("4711")
    room.desk.post(placed)
    other = order("4711", email="amy@acme.example", language="fr").body
    assert isinstance(other, OrderRequest)
    changed = letters.changed(placed, letters.line(1, quantity="5"), contacts=other.header.contacts)
    room.desk.post(changed)
    room.desk.post(letters.changed(changed, letters.line(1, quantity="6")))

    told = [(mail["To"].addresses[0].addr_spec, mail["Content-Language"]) for mail in room.sent()]

    assert [(REQUESTER, "en")] + [("amy@acme.example", "fr")] * 2 == told
