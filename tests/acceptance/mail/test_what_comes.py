"""Mails say of every line what becomes of it, and say it in one language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gateway.cxml.amounts import Money, UnitPrice
from gateway.cxml.confirmations import ConfirmationType, ItemStatus
from gateway.cxml.items import ItemDetail, ItemID, ItemIn
from gateway.cxml.texts import Description
from gateway.rules.cart_matches import BroughtLine
from tests import letters
from tests.acceptance.mail.conftest import (
    SETTINGS,
    PostRoom,
    becomes,
    item,
    order,
    part_of,
    said,
    text_of,
)

CART_LINE = BroughtLine(
    line_number=1,
    supplier_part_id="A-1",
    key="k7qd2flxab",
    auxiliary_id="red",
    quantity=Decimal(2),
    unit_price=Decimal("12.50"),
    currency="EUR",
    unit_of_measure="EA",
    description="Ring binder",
)
TAMPERED = letters.line(1, auxiliary=f"{CART_LINE.key}.red", price="0.01")
REJECTING = 'safeguards = {{ actions = {{ price = "{}" }} }}\n'
#: words that stand in any English sentence of ours, and in none of German or French
ENGLISH = {"the", "The", "were", "not", "Some", "your", "Order"}


def test_a_line_that_nobody_spoke_of_is_still_open(room: PostRoom) -> None:
    """Rejecting one line of two is no refusal of the order: the mail tells the lines apart."""
    placed = order("4711", letters.line(1), letters.line(2, part="B-2"))
    room.desk.post(placed)
    rejected = item(2, "2", becomes(ItemStatus.REJECT, "2", why="No longer made"))
    room.desk.post(said(placed, ConfirmationType.DETAIL, rejected))

    *_, mail = room.sent()

    assert "Order 4711: not everything will be delivered" == mail["Subject"]
    lost, _, still_open = text_of(mail).partition("This is not decided yet")
    assert "No longer made" in lost
    assert "A-1: 2 EA" in still_open


def test_what_was_confirmed_before_still_comes(room: PostRoom) -> None:
    """A later word on one line leaves the others as they were confirmed."""
    placed = order("4711", letters.line(1), letters.line(2, part="B-2"))
    room.desk.post(placed)
    room.desk.post(said(placed, ConfirmationType.ACCEPT))
    rejected = item(2, "2", becomes(ItemStatus.REJECT, "2", why="Broken"))
    room.desk.post(said(placed, ConfirmationType.DETAIL, rejected))

    *_, mail = room.sent()

    assert "not decided" not in text_of(mail)
    assert "A-1: 2 EA" in text_of(mail).partition("This will be delivered\r\n")[2]


def test_the_last_line_that_is_rejected_ends_the_order(room: PostRoom) -> None:
    """Line by line rejected is an order that is not accepted, as soon as nothing is left."""
    placed = order("4711", letters.line(1), letters.line(2, part="B-2"))
    room.desk.post(placed)
    for number in (1, 2):
        gone = item(number, "2", becomes(ItemStatus.REJECT, "2"))
        room.desk.post(said(placed, ConfirmationType.DETAIL, gone))

    assert [("placed", "waiting"), ("answered", "waiting"), ("refused", "waiting")] == room.states()


def test_of_a_large_order_the_mail_shows_first_what_does_not_come(room: PostRoom) -> None:
    """A rejected line is never among those that the mail has no room for."""
    placed = order("4711", *(letters.line(number) for number in range(1, 122)))
    room.desk.post(placed)
    gone = item(121, "2", becomes(ItemStatus.REJECT, "2", why="No longer made"))
    room.desk.post(said(placed, ConfirmationType.EXCEPT, gone))

    *_, mail = room.sent()

    assert "Order 4711: not everything will be delivered" == mail["Subject"]
    assert "No longer made" in text_of(mail)
    assert "And 21 more lines." in text_of(mail)


def test_what_comes_instead_is_named(room: PostRoom) -> None:
    """A substitute is told with its own name, number and price."""
    placed = order("4711")
    room.desk.post(placed)
    substitute = ItemIn(
        quantity=Decimal(2),
        item_id=ItemID(supplier_part_id="L-8"),
        item_detail=ItemDetail(
            unit_price=UnitPrice(money=Money(currency="EUR", amount=Decimal("14.00"))),
            descriptions=(Description(lang="en", inner="Lamp &amp; bulb"),),
            unit_of_measure="EA",
        ),
    )
    replaced = item(1, "2", becomes(ItemStatus.DETAIL, "2", item_in=substitute))
    room.desk.post(said(placed, ConfirmationType.REPLACE, replaced))

    *_, mail = room.sent()

    assert "Instead: Lamp & bulb (L-8)" in text_of(mail)
    assert "New price: €14.00 (ordered at €12.50)" in text_of(mail)
    assert "Instead: Lamp &amp; bulb (L-8)" in part_of(mail, "html")


@pytest.mark.parametrize(
    ("action", "language", "reason"),
    [
        ("reject-line", "de", "Zeile 1: Der Stückpreis ist nicht der aus dem Warenkorb."),
        ("reject-order", "fr", "Ligne 1 : Le prix unitaire n'est pas celui du panier."),
    ],
)
def test_what_the_gateway_rejects_is_told_in_the_requesters_language(
    room: PostRoom, action: str, language: str, reason: str
) -> None:
    """Every sentence of ours is said anew, of a line and of the order."""
    room.desk.load(letters.parties() + SETTINGS + REJECTING.format(action))
    room.desk.bring(CART_LINE)
    room.desk.post(order("4711", TAMPERED, letters.line(2, part="B-2"), language=language))

    *_, mail = room.sent()

    assert reason in " ".join(text_of(mail).split())
    assert not ENGLISH & set(text_of(mail).split())


def test_what_was_left_out_is_told_again_behind_the_suppliers_word(room: PostRoom) -> None:
    """When the supplier accepts the rest, our part of that answer is in German too."""
    room.desk.load(letters.parties() + SETTINGS + REJECTING.format("reject-line"))
    room.desk.bring(CART_LINE)
    placed = order("4711", TAMPERED, letters.line(2, part="B-2"), language="de")
    room.desk.post(placed)
    room.desk.post(said(placed, ConfirmationType.ACCEPT))

    *_, mail = room.sent()

    assert "Die Zeile wurde nicht angenommen und nicht an den Lieferanten" in text_of(mail)
    assert "B-2: 2 EA" in text_of(mail).partition("Das wird geliefert")[2]


def test_why_an_order_waits_for_a_person_is_told(room: PostRoom) -> None:
    """Whoever ordered learns at once what is not as in the cart, in their language."""
    room.desk.load(letters.parties() + SETTINGS + REJECTING.format("hold"))
    room.desk.bring(CART_LINE)
    room.desk.post(order("4711", TAMPERED, language="de"))

    (mail,) = room.sent()

    assert "Bestellung 4711 wird geprüft" == mail["Subject"]
    for part in ("plain", "html"):
        assert "Zeile 1: Der Stückpreis ist nicht der aus dem Warenkorb." in part_of(mail, part)


def test_without_a_reason_nothing_is_to_be_put_right(room: PostRoom) -> None:
    """A refusal that says nothing leaves the steps that can be gone."""
    placed = order("4711")
    room.desk.post(placed)
    room.desk.post(said(placed, ConfirmationType.REJECT))

    *_, mail = room.sent()

    assert "the reason" not in text_of(mail)
    assert "Open the catalogue of your procurement system again" in text_of(mail)


def test_payment_that_is_asked_for_is_nobodys_mail(room: PostRoom) -> None:
    """`requestToPay` speaks of money between the companies, and of no goods."""
    placed = order("4711")
    room.desk.post(placed)
    room.desk.post(said(placed, ConfirmationType.REQUEST_TO_PAY))

    assert [("placed", "waiting")] == room.states()
