"""What a person sees at the buyer: requisitions, the shop in a frame, the cart that came home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.cxml.amounts import Money
from gateway.cxml.confirmations import ConfirmationItem
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.inner import plain
from gateway.cxml.items import ItemIn
from gateway.rehearsal.buyer import Buyer, Cart, Word
from gateway.rehearsal.mailbox import Mailbox, Received
from gateway.rehearsal.news import News

_TEMPLATES: Final = Environment(
    loader=PackageLoader("gateway.rehearsal"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a cart, as it is shown."""

    part: str
    description: str
    quantity: str
    price: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the supplier said, as it is shown."""

    type: str
    confirm_id: str
    comments: str
    #: one sentence a line of the order
    lines: Sequence[str]
    files: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisition:
    """A cart and what became of it, as they are shown."""

    cookie: str
    is_test: bool
    total: str
    lines: Sequence[Line]
    order_id: str
    is_ordered: bool
    words: Sequence[Said]
    news: Sequence[News]
    mails: Sequence[Received]

    @property
    def is_waiting(self) -> bool:
        """Whether it was ordered and the supplier has said nothing yet."""
        return self.is_ordered and not self.words


def requisitions_page(buyer: Buyer, mailbox: Mailbox) -> str:
    """
    Show every cart that came home, the latest first; it reloads while an order is waiting.

    Beside an order stands what its requester found in the mailbox.
    """
    shown = [_requisition(buyer, cart, mailbox) for cart in buyer.carts() if cart.message.items]
    waiting = any(requisition.is_waiting for requisition in shown)
    return _page("requisitions.html", "Requisitions", requisitions=shown, waiting=waiting)


def shopping_page(address: str) -> str:
    """Show the visit at this address in a frame, as procurement systems do."""
    return _page("shopping.html", "Shopping", address=address)


def cart_page(buyer: Buyer, cart: Cart) -> str:
    """Show what the browser brought: a cart, or that the shopper came back without one."""
    if not cart.message.items:
        return _page("cart.html", "You came back without a cart", requisition=None)
    requisition = _requisition(buyer, cart, Mailbox())
    return _page("cart.html", "Your cart came home", requisition=requisition)


def mail_page(mail: Received) -> str:
    """Show a mail as its recipient sees it."""
    return _page("mail.html", mail.subject, mail=mail)


def trouble_page(why: str) -> str:
    """Say why something did not work."""
    return _page("trouble.html", "That did not work", why=why)


def order_number(cart: Cart) -> str:
    """Make the number of the order that a cart becomes."""
    return f"PO-{cart.cookie}"


def _page(template: str, title: str, **facts: object) -> str:
    return _TEMPLATES.get_template(template).render(facts, title=title)


def _requisition(buyer: Buyer, cart: Cart, mailbox: Mailbox) -> Requisition:
    number = order_number(cart)
    return Requisition(
        cookie=cart.cookie,
        is_test=cart.mode is DeploymentMode.TEST,
        total=_money(cart.message.header.total.money),
        lines=[_line(item) for item in cart.message.items],
        order_id=number,
        is_ordered=buyer.has_ordered(number),
        words=[_said(word) for word in buyer.words(number)],
        news=buyer.news(number),
        mails=mailbox.about(number),
    )


def _line(item: ItemIn) -> Line:
    detail = item.item_detail
    return Line(
        part=item.item_id.supplier_part_id,
        description=next((plain(each.inner) for each in detail.descriptions), ""),
        quantity=f"{item.quantity:f} {detail.unit_of_measure}",
        price=_money(detail.unit_price.money),
    )


def _said(word: Word) -> Said:
    header = word.confirmation.header
    return Said(
        type=header.type.value,
        confirm_id=header.confirm_id or "",
        comments=" ".join(plain(each.inner) for each in header.comments),
        lines=[_of_line(item) for item in word.confirmation.items],
        files=word.files,
    )


def _of_line(item: ConfirmationItem) -> str:
    """Say what becomes of a line, part by part."""
    parts = [
        " ".join([f"{status.quantity:f} {status.type.value}", *(each.words for each in why)])
        for status in item.statuses
        for why in [status.comments]
    ]
    return f"Line {item.line_number}: {', '.join(parts)}"


def _money(money: Money) -> str:
    return f"{money.amount:f} {money.currency}"
