"""Whoever ordered hears of it by mail, in their language, and nobody else does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.cxml.amounts import Money, UnitPrice
from gateway.cxml.confirmations import ConfirmationType, ItemStatus
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.orders import OrderRequest
from gateway.cxml.terms import ControlKeys, OCInstruction, OrderConfirmations
from gateway.rules.parties import Mode
from gateway.store import alerts
from tests import letters
from tests.acceptance.mail.conftest import (
    REQUESTER,
    SETTINGS,
    PostRoom,
    becomes,
    item,
    order,
    part_of,
    said,
    text_of,
    with_extrinsics,
)
from tests.desk import Desk


def test_a_placed_order_is_told_to_its_requester(room: PostRoom) -> None:
    """The mail says what was ordered, comes from the supplier, and answers go to a person."""
    room.desk.post(order("4711", letters.line(1), letters.line(2, part="B-2", price="3.005")))

    (mail,) = room.sent()

    assert "Order 4711 has arrived" == mail["Subject"]
    assert "Jo March <jo@acme.example>" == mail["To"]
    assert "Stub & Sons <orders@stub.example>" == mail["From"]
    assert "kim@stub.example" == mail["Reply-To"]
    assert [("orders@stub.example", [REQUESTER])] == room.sink.envelopes
    for said_of_it in ("Stub & Sons has received your order 4711 of 21 November 2026", "€3.005"):
        assert said_of_it in text_of(mail)
    for said_of_it in ("Ring binder", "B-2", "Total €31.01", "Stub &amp; Sons"):
        assert said_of_it in part_of(mail, "html")


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [
        ("en-US", "Order 4711: not everything will be delivered", "Hello Jo March,"),
        ("fr-CH", "Commande 4711 : une partie ne sera pas livrée", "Bonjour Jo March,"),
        ("de", "Bestellung 4711: nicht alles wird geliefert", "Guten Tag Jo March,"),
        ("nl", "Order 4711: not everything will be delivered", "Hello Jo March,"),
    ],
)
def test_what_will_not_come_is_told_in_the_requesters_language(
    room: PostRoom, language: str, subject: str, greeting: str
) -> None:
    """A rejected line, its reason in the supplier's words, and what comes later and when."""
    placed = order("4711", letters.line(1), letters.line(2), language=language)
    room.desk.post(placed)
    room.desk.post(
        said(
            placed,
            ConfirmationType.DETAIL,
            item(
                1,
                "2",
                becomes(ItemStatus.ACCEPT, "1", delivery_date="2026-11-25T10:00:00+00:00"),
                becomes(ItemStatus.BACKORDERED, "1"),
            ),
            item(2, "2", becomes(ItemStatus.REJECT, "2", why="No longer made")),
        )
    )

    _, mail = room.sent()

    assert subject == mail["Subject"]
    assert greeting in text_of(mail)
    assert language.partition("-")[0].replace("nl", "en") == mail["Content-Language"]
    for part in ("plain", "html"):
        assert "No longer made" in part_of(mail, part)
        assert "25" in part_of(mail, part)


def test_an_order_that_is_not_accepted_has_a_mail_of_its_own(room: PostRoom) -> None:
    """It says why, what to do now, and whom of the company to ask."""
    placed = order("4711", language="de")
    room.desk.post(placed)
    room.desk.post(said(placed, ConfirmationType.REJECT, why="Preis veraltet"))

    _, mail = room.sent()

    assert "Bestellung 4711 wurde nicht angenommen" == mail["Subject"]
    for told in ("Preis veraltet", "Was Sie tun können", "Kim Doe, Stub & Sons", "+49 30 1234"):
        assert told in text_of(mail)
    assert [("placed", "sent"), ("refused", "sent")] == room.states()


def test_an_order_whose_every_line_is_rejected_is_not_accepted(room: PostRoom) -> None:
    """Nothing will come, however it is said."""
    placed = order("4711")
    room.desk.post(placed)
    nothing = item(1, "2", becomes(ItemStatus.REJECT, "2"))
    room.desk.post(said(placed, ConfirmationType.DETAIL, nothing))

    assert [("placed", "waiting"), ("refused", "waiting")] == room.states()


def test_a_new_price_is_told(room: PostRoom) -> None:
    """What the supplier changes stands beside what was ordered."""
    placed = order("4711")
    room.desk.post(placed)
    price = UnitPrice(money=Money(currency="EUR", amount=Decimal("13.00")))
    changed = item(1, "2", becomes(ItemStatus.DETAIL, "2", unit_price=price))
    room.desk.post(said(placed, ConfirmationType.DETAIL, changed))

    _, mail = room.sent()

    assert "Order 4711 is confirmed" == mail["Subject"]
    assert "New price: €13.00 (ordered at €12.50)" in text_of(mail)


# ── who is told ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "email",
    [
        "jo@elsewhere.example",
        "jo@acme.example.evil.example",
        "jo@acme.example\nBcc: eve@evil.example",
    ],
)
def test_nobody_outside_the_allowed_domains_is_told(room: PostRoom, email: str) -> None:
    """An address of another domain, or one that is none, gets nothing; the order goes on."""
    status = room.desk.status(order("4711", email=email.replace("\n", "&#10;")))

    assert 200 == status.code
    assert [] == room.sent()


def test_nobody_is_told_unless_the_connection_allows_it(desk: Desk) -> None:
    """Without mail_domains there are no mails, and nothing is kept of the requester."""
    desk.activate()

    desk.post(order("4711"))

    assert [] == desk.rows("SELECT 1 FROM mails")
    assert [] == desk.rows("SELECT 1 FROM wishes")


def test_a_foreign_address_that_comes_first_ends_the_search(room: PostRoom) -> None:
    """Nobody else of the company is told in place of whoever ordered."""
    room.desk.post(with_extrinsics(order("4711"), UserEmail="amy@elsewhere.example"))

    assert [] == room.sent()


def test_below_a_domain_is_allowed_by_a_star(room: PostRoom) -> None:
    """`*.acme.example` means every domain below it."""
    room.desk.load(letters.parties() + SETTINGS.replace('"acme.example"', '"*.acme.example"'))

    room.desk.post(order("1", email="jo@paris.acme.example"))
    room.desk.post(order("2", email="jo@acme.example"))

    assert ["Jo March <jo@paris.acme.example>"] == [mail["To"] for mail in room.sent()]


# ── tests ─────────────────────────────────────────────────────────────────────────────────────


def test_a_test_never_reaches_a_requester(room: PostRoom) -> None:
    """Recorded orders are played again in test; real people hear nothing of it."""
    room.desk.post(order("4711").but(mode=DeploymentMode.TEST))

    assert [] == room.sent()


def test_mails_of_tests_go_to_one_address_and_say_so(room: PostRoom) -> None:
    """The connection's test_mail_to gets them, with TEST in front and whom they were meant for."""
    room.desk.load(letters.parties() + SETTINGS + 'test_mail_to = "qa@stub.example"\n')
    room.desk.post(order("4711").but(mode=DeploymentMode.TEST))

    mails = room.sent()

    assert [["qa@stub.example"]] * 2 == [to for _, to in room.sink.envelopes]
    assert ["TEST: Order 4711 has arrived", "TEST: Order 4711 is confirmed"] == [
        mail["Subject"] for mail in mails
    ]
    for part in ("plain", "html"):
        assert "Nothing is delivered and nothing is charged." in part_of(mails[0], part)
        assert "This mail was meant for jo@acme.example." in part_of(mails[0], part)


def test_test_and_real_mails_are_kept_apart(room: PostRoom) -> None:
    """The same number as a test and for real is two orders, and each mail says which."""
    room.desk.load(letters.parties() + SETTINGS + 'test_mail_to = "qa@stub.example"\n')
    room.desk.post(order("4711"))
    room.desk.post(order("4711").but(mode=DeploymentMode.TEST))

    rows = room.desk.rows("SELECT mode, recipient FROM mails ORDER BY id")

    assert {(Mode.ACTIVE, REQUESTER), (Mode.TEST, "qa@stub.example")} == {
        (row["mode"], row["recipient"]) for row in rows
    }


# ── repeats ───────────────────────────────────────────────────────────────────────────────────


def test_an_order_that_is_sent_again_is_told_once(room: PostRoom) -> None:
    """A repeated document, and the same order under another payloadID, bring no second mail."""
    placed = order("4711")
    room.desk.post(placed)
    room.desk.post(placed)
    room.desk.post(placed.but(payload_id=letters.fresh_id()))

    assert [("placed", "waiting")] == room.states()


def test_the_operators_are_told_of_an_alert(room: PostRoom) -> None:
    """An alert goes to every address of GATEWAY_ALERT_MAIL, in one mail."""
    words = "It has been away since <noon> & longer."
    with room.desk.around.database.transaction() as tx:
        alerts.alert(
            tx, "away", title="The shop does not answer", words=words, now=room.means.clock.now()
        )

    (mail,) = room.sent()

    assert [["ops@stub.example", "night@stub.example"]] == [to for _, to in room.sink.envelopes]
    assert "The shop does not answer" == mail["Subject"]
    assert "since <noon> & longer" in text_of(mail)
    assert "since &lt;noon&gt; &amp; longer" in part_of(mail, "html")


# ── what the buyer does not want confirmed ────────────────────────────────────────────────────


def test_a_connection_without_confirmations_stores_and_tells_them(room: PostRoom) -> None:
    """With `confirmations = "none"` nothing is carried to the buyer; the requester still hears."""
    room.desk.load(letters.parties() + SETTINGS + 'confirmations = "none"\n')
    placed = order("4711")
    room.desk.post(placed)

    status = room.desk.status(said(placed, ConfirmationType.ACCEPT))

    assert "The confirmation is stored; the buyer takes none." in status.content
    assert [] == room.desk.rows("SELECT 1 FROM outbox WHERE towards = 'buyer'")
    assert ["Order 4711 has arrived", "Order 4711 is confirmed"] == [
        mail["Subject"] for mail in room.sent()
    ]


@pytest.mark.parametrize(
    ("in_header", "in_line", "carried"),
    [
        (None, None, True),
        ("notAllowed", None, False),
        ("notAllowed", "allowed", True),
    ],
)
def test_an_order_says_whether_it_may_be_confirmed(
    desk: Desk, in_header: str | None, in_line: str | None, *, carried: bool
) -> None:
    """Coupa's ControlKeys/OCInstruction counts, the line's before the header's."""
    line = replace(letters.line(1), control_keys=instruction(in_line))
    placed = order("4711", line)
    assert isinstance(placed.body, OrderRequest)
    header = replace(placed.body.header, control_keys=instruction(in_header))
    placed = placed.but(body=replace(placed.body, header=header))
    desk.activate()
    desk.post(placed)

    desk.post(said(placed, ConfirmationType.ACCEPT))

    assert carried == bool(desk.rows("SELECT 1 FROM outbox WHERE towards = 'buyer'"))
    assert [{"type": "accept"}] == desk.rows("SELECT type FROM confirmations")


def instruction(value: str | None) -> ControlKeys | None:
    """Say whether confirmations are wanted."""
    if value is None:
        return None
    return ControlKeys(confirmations=OCInstruction(value=OrderConfirmations(value)))
