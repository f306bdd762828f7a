"""Tells the requester: puts mails in line for whoever ordered, where the connection allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.orders import OrderRequest
from gateway.languages import language_for
from gateway.mailboxes import is_in
from gateway.rules import mails as rules
from gateway.rules.mails import MailKind
from gateway.rules.parties import BuyerSettings, Mode, SupplierSettings
from gateway.rules.requester import confirmations_allowed, requester_of
from gateway.store import mails, orders, wishes
from gateway.store.connections import Connection
from gateway.store.engine import Transaction
from gateway.store.orders import Order
from gateway.store.states import OrderState, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What telling about an order needs: where, which, and when."""

    connection: Connection
    order_id: int
    now: datetime


def note_wishes(tx: Transaction, about: Telling, order: OrderRequest, lang: str | None) -> None:
    """Keep whom an order wants told, and whether it lets itself be confirmed; `lang` is its."""
    settings = about.connection.settings
    requester = requester_of(order) if settings.mail_domains else None
    allowed = confirmations_allowed(order)
    if requester is None and allowed:
        return
    buyer = about.connection.buyer.settings
    fallback = buyer.language if isinstance(buyer, BuyerSettings) else None
    wishes.keep(
        tx,
        wishes.Wishes(
            order_id=about.order_id,
            email=requester.email if requester else None,
            name=rules.shown(requester.name) if requester else None,
            language=language_for(requester.language if requester else None, lang, fallback),
            confirmations=allowed,
        ),
    )


def tell_placed(tx: Transaction, about: Telling) -> None:
    """Tell the requester that an order has arrived, or that a person looks at it first."""
    order, wish = orders.by_id(tx, about.order_id), wishes.of_order(tx, about.order_id)
    if order is None or wish is None or order.state is OrderState.REJECTED:
        return
    lines = _lines(tx, order)
    told = {"rows": rules.placed(lines), "held": order.state is OrderState.HELD}
    _put(tx, about, order, wish, kind=MailKind.PLACED, told=told | _total(order, lines))


def tell_answered(
    tx: Transaction, about: Telling, said: ConfirmationRequest, origin: Origin
) -> None:
    """Tell the requester what will come and what not; nothing, when no goods are spoken of."""
    order, wish = orders.by_id(tx, about.order_id), wishes.of_order(tx, about.order_id)
    if order is None or wish is None:
        return
    lines = _lines(tx, order)
    rows = rules.fates(said, lines)
    if not rows:
        return
    kind = MailKind.REFUSED if rules.is_refusal(rows) else MailKind.ANSWERED
    told = {
        "rows": rows,
        "why": rules.words_of(said.header.comments),
        "by_gateway": origin is Origin.GATEWAY,
    }
    _put(tx, about, order, wish, kind=kind, told=told | _total(order, lines))


def _put(  # noqa: PLR0913 - what a mail is made of
    tx: Transaction,
    about: Telling,
    order: Order,
    wish: wishes.Wishes,
    *,
    kind: MailKind,
    told: dict[str, Any],
) -> None:
    recipient = _recipient(about.connection, order.mode, wish.email)
    if recipient is None:
        return
    connection = about.connection
    supplier = connection.supplier
    assert isinstance(supplier.settings, SupplierSettings)  # noqa: S101 - told to the type checker
    contact = rules.representative(connection.settings, supplier.settings)
    mails.put(
        tx,
        mails.NewMail(
            kind=kind,
            connection_id=connection.id,
            order_id=order.id,
            mode=order.mode,
            recipient=recipient,
            language=wish.language,
            content={
                "order": rules.shown(order.order_id),
                "ordered": order.order_date,
                "name": wish.name or "",
                "meant_for": wish.email,
                "supplier": contact.company or supplier.name,
                "representative": contact.model_dump(),
                **told,
            },
        ),
        about.now,
    )


def _recipient(connection: Connection, mode: Mode, email: str | None) -> str | None:
    """A test never reaches the requester: it is recorded messages that testers replay."""
    settings = connection.settings
    if email is None or not is_in(email, settings.mail_domains):
        return None
    return settings.test_mail_to if mode is Mode.TEST else email


def _lines(tx: Transaction, order: Order) -> list[rules.Line]:
    return [
        rules.Line(
            number=line.number,
            part=line.supplier_part_id,
            description=line.description or "",
            quantity=line.quantity,
            unit=line.unit_of_measure or "",
            price=line.unit_price,
            currency=line.currency,
        )
        for line in orders.lines(tx, order.id)
    ]


def _total(order: Order, lines: Sequence[rules.Line]) -> dict[str, Any]:
    return {
        "total": format(order.total, "f"),
        "currency": order.currency,
        "more": max(0, len(lines) - rules.MOST_LINES),
    }
