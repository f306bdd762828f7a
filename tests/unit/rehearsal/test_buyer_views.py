"""What a person sees at the rehearsal's buyer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import html

from gateway.carrier import Carrier
from gateway.cxml.amounts import Money, Total
from gateway.cxml.confirmations import ConfirmationRequest, ConfirmationType
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
    requisitions_page,
    shopping_page,
    trouble_page,
)
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

    assert is_test == ("TEST" in words_of(requisitions_page(desk)))
    assert is_test == ("TEST" in words_of(cart_page(desk, cart(mode))))


def test_visit_without_a_cart_offers_no_order() -> None:
    """Who comes back with nothing is told so, and the list of requisitions stays as it was."""
    desk = Desk(cart(empty=True))
    page = cart_page(desk, cart(empty=True))

    assert "You came back without a cart" in words_of(page)
    assert [] == list(html.fromstring(page).forms)
    assert "No cart has come home yet." in words_of(requisitions_page(desk))


@pytest.mark.parametrize("ordered", [True, False])
def test_cart_is_ordered_once(ordered: bool) -> None:
    """What was ordered is waiting, its page reloads, and it has no button any more."""
    page = requisitions_page(Desk(cart(), ordered=ordered))
    actions = [form.action for form in html.fromstring(page).forms]

    assert ["/shop"] + ["/order"] * (not ordered) == actions
    assert ordered == ("on its way" in words_of(page))
    assert ordered == ("http-equiv" in page)


def test_what_the_supplier_said_is_shown() -> None:
    """The confirmation's type, number and comments stand beside the order."""
    page = requisitions_page(Desk(cart(), word(ConfirmationType.REJECT), ordered=True))

    assert "Order PO-c1 reject by the supplier, confirmation C-1 a < b" in words_of(page)
    assert "http-equiv" not in page


def test_shop_is_framed() -> None:
    """The visit is shown in a frame, and whatever its address holds stays an address."""
    page = shopping_page('http://127.0.0.1:9/start/"><script>')
    (frame,) = html.fromstring(page).iter("iframe")

    assert 'http://127.0.0.1:9/start/"><script>' == frame.get("src")


def test_trouble_is_told() -> None:
    """What went wrong stands on the page, as text."""
    assert "That did not work no <answer>" in words_of(trouble_page("no <answer>"))
