"""What a person sees at the rehearsal's buyer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import html

from gateway.carrier import Carrier
from gateway.cxml.amounts import Money, Total
from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.items import ItemIn
from gateway.cxml.punchout import (
    BuyerCookie,
    OperationAllowed,
    PunchOutOrderMessage,
    PunchOutOrderMessageHeader,
)
from gateway.cxml.texts import Comments, Description
from gateway.rehearsal.buyer import Buyer, Cart, Word
from gateway.rehearsal.buyer_documents import BuyerDocuments, Correspondence
from gateway.rehearsal.buyer_views import (
    cart_page,
    mail_page,
    requisitions_page,
    shopping_page,
    trouble_page,
)
from gateway.rehearsal.mailbox import Mailbox
from tests import letters


class Desk(Buyer):
    """A buyer who holds one cart, and was told something."""

    def __init__(self, cart: Cart, *words: Word, ordered: bool = False) -> None:
        writes = BuyerDocuments(
            between=Correspondence(buyer=("a", "b"), supplier=("c", "d"), secret="hush")
        )
        super().__init__(
            writes, gateway="http://127.0.0.1:9", carrier=Carrier(), hears_secret="told"
        )
        self._carts = {cart.cookie: cart}
        self._words = list(words)
        self._ordered = {f"PO-{cart.cookie}"} if ordered else set()


def cart(mode: DeploymentMode = DeploymentMode.PRODUCTION, *, empty: bool = False) -> Cart:
    """Make a cart with one line, whose description has markup in it."""
    ordered = letters.line(part="A-1", quantity="2", price="12.50")
    assert ordered.item_detail is not None
    detail = replace(
        ordered.item_detail, descriptions=(Description(lang="en", inner="Pen &lt;b&gt; &amp; é"),)
    )
    item = ItemIn(quantity=ordered.quantity, item_id=ordered.item_id, item_detail=detail)
    message = PunchOutOrderMessage(
        buyer_cookie=BuyerCookie(inner="c1"),
        header=PunchOutOrderMessageHeader(
            operation_allowed=OperationAllowed.EDIT,
            total=Total(money=Money(currency="EUR", amount=Decimal("25.00"))),
        ),
        items=() if empty else (item,),
    )
    return Cart(cookie="c1", payload_id="1@a", mode=mode, message=message)


def word(kind: ConfirmationType) -> Word:
    """Say something about the order of that cart."""
    said = letters.confirmation(letters.order("PO-c1"), kind).body
    assert isinstance(said, ConfirmationRequest)
    comments = (Comments(lang="en", inner="a &lt; b"),)
    header = replace(said.header, confirm_id="C-1", comments=comments)
    return Word(
        order_id="PO-c1",
        payload_id="3@a",
        mode=DeploymentMode.PRODUCTION,
        confirmation=replace(said, header=header),
    )


def words_of(page: str) -> str:
    """Read the words of a page as a person does."""
    (main,) = html.fromstring(page).iter("main")
    return " ".join(" ".join(main.itertext()).split())


def test_cart_shows_every_line() -> None:
    """Part, words, quantity and price stand there as they came, markup as text."""
    told = words_of(cart_page(Desk(cart()), cart()))

    assert "Cart c1 25.00 EUR" in told
    assert "A-1 Pen <b> & é 2 EA 12.50 EUR" in told


@pytest.mark.parametrize(
    ("mode", "is_test"), [(DeploymentMode.TEST, True), (DeploymentMode.PRODUCTION, False)]
)
def test_test_cart_says_so(mode: DeploymentMode, is_test: bool) -> None:
    """What is a test is marked, wherever it stands beside what is real."""
    desk = Desk(cart(mode))

    assert is_test == ("TEST" in words_of(requisitions_page(desk, Mailbox())))
    assert is_test == ("TEST" in words_of(cart_page(desk, cart(mode))))


def test_visit_without_a_cart_offers_no_order() -> None:
    """Who comes back with nothing is told so, and the list of requisitions stays as it was."""
    desk = Desk(cart(empty=True))
    page = cart_page(desk, cart(empty=True))

    assert "You came back without a cart" in words_of(page)
    assert [] == list(html.fromstring(page).forms)
    assert "No cart has come home yet." in words_of(requisitions_page(desk, Mailbox()))


@pytest.mark.parametrize("ordered", [True, False])
def test_cart_is_ordered_once(ordered: bool) -> None:
    """What was ordered is waiting, its page reloads, and it has no button any more."""
    page = requisitions_page(Desk(cart(), ordered=ordered), Mailbox())
    actions = [form.action for form in html.fromstring(page).forms]

    assert ["/shop"] + ["/order"] * (not ordered) == actions
    assert ordered == ("on its way" in words_of(page))
    assert ordered == ("http-equiv" in page)


def test_what_the_supplier_said_is_shown() -> None:
    """The confirmation's type, number and comments stand beside the order."""
    desk = Desk(cart(), word(ConfirmationType.REJECT), ordered=True)
    page = requisitions_page(desk, Mailbox())

    assert "Order PO-c1 reject by the supplier, confirmation C-1 a < b" in words_of(page)
    assert "http-equiv" not in page


def test_what_becomes_of_each_line_is_shown() -> None:
    """Part by part, with its reason, and the names of files that came along."""
    heard = word(ConfirmationType.DETAIL)
    parts = [
        ConfirmationStatus(type=ItemStatus.ACCEPT, quantity=Decimal(1)),
        ConfirmationStatus(
            type=ItemStatus.REJECT,
            quantity=Decimal(2),
            comments=(Comments(lang="en", inner="Sold out"),),
        ),
    ]
    item = ConfirmationItem(line_number=1, quantity=Decimal(3), statuses=tuple(parts))
    said = replace(heard.confirmation, items=(item,))
    desk = Desk(cart(), replace(heard, confirmation=said, files=("terms.pdf",)), ordered=True)

    told = words_of(requisitions_page(desk, Mailbox()))

    assert "Line 1: 1 accept, 2 reject Sold out" in told
    assert "With it: terms.pdf" in told


def test_mails_about_an_order_are_shown() -> None:
    """The requester's mails stand beside the order, and open as they were sent."""
    mailbox = Mailbox()
    mailbox.take("jo@buyer.example", b"Subject: Order PO-c1 is <here>\r\n\r\nIt is.\r\n")
    (mail,) = mailbox.about("PO-c1")

    page = requisitions_page(Desk(cart(), ordered=True), mailbox)

    assert "Mail to jo@buyer.example Order PO-c1 is <here>" in words_of(page)
    assert 'href="/mails/1"' in page
    assert "It is." in words_of(mail_page(mail))


def test_shop_is_framed() -> None:
    """The visit is shown in a frame, and whatever its address holds stays an address."""
    page = shopping_page('http://127.0.0.1:9/start/"><script>')
    (frame,) = html.fromstring(page).iter("iframe")

    assert 'http://127.0.0.1:9/start/"><script>' == frame.get("src")


def test_trouble_is_told() -> None:
    """What went wrong stands on the page, as text."""
    assert "That did not work no <answer>" in words_of(trouble_page("no <answer>"))
