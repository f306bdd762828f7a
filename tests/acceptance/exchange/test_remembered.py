"""Who is who is remembered between documents; what was changed meanwhile holds at once."""

from __future__ import annotations

from gateway.store.directory import Directory
from tests import letters
from tests.desk import Desk

NEW_SECRET = "what acme sends us from now on"


def _known(desk: Desk) -> Directory:
    """Have a document of the buyer's accepted, so that the buyer is remembered."""
    assert 200 == desk.status(letters.setup()).code
    return desk.around.directory


def test_somebody_known_is_looked_up_once(desk: Desk) -> None:
    """The second document finds what the first one left in memory."""
    before = _known(desk).remembered()

    assert 200 == desk.status(letters.order("PO-1")).code

    assert before is desk.around.directory.remembered()
    assert [letters.BUYER.key] == list(before.credentials)


def test_a_replaced_secret_is_the_only_one_at_once(desk: Desk) -> None:
    """A secret that leaked opens nothing from the moment on at which it was replaced."""
    _known(desk)

    desk.load(letters.parties().replace(letters.BUYER_SECRET, NEW_SECRET))

    assert 401 == desk.status(letters.order("PO-1")).code
    assert 200 == desk.status(letters.order("PO-2").but(secret=NEW_SECRET)).code


def test_a_changed_address_is_the_next_orders(desk: Desk) -> None:
    """An order goes where the supplier is now."""
    desk.activate()
    assert 200 == desk.status(letters.order("PO-1")).code

    desk.load(letters.parties(orders_url="http://127.0.0.1:9/moved"))
    assert 200 == desk.status(letters.order("PO-2")).code

    assert [
        {"address": "http://127.0.0.1:9/cxml"},
        {"address": "http://127.0.0.1:9/moved"},
    ] == desk.rows("SELECT address FROM outbox ORDER BY id")


def test_a_connection_is_as_strict_as_it_is_now(desk: Desk) -> None:
    """Neither what is refused nor what is taken is refused or taken for an earlier setting."""
    odd = letters.order("PO-1").bytes().replace(b'orderDate="', b'orderDate="on ')
    _known(desk)

    taken = desk.status(odd)
    desk.load(letters.parties() + "strict = true\n")
    refused = desk.status(odd.replace(b"PO-1", b"PO-2").replace(b'payloadID="', b'payloadID="x'))
    desk.load(letters.parties())
    again = desk.status(odd.replace(b"PO-1", b"PO-2").replace(b'payloadID="', b'payloadID="x'))

    assert (200, 400, 200) == (taken.code, refused.code, again.code)


def test_a_stranger_is_not_remembered(desk: Desk) -> None:
    """Whoever knocks in vain takes no room."""
    _known(desk)

    desk.status(letters.setup().but(secret="wrong"))

    assert 1 == len(desk.around.directory.remembered().credentials)
