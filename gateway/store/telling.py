"""Tells the requester: puts mails in line for whoever ordered, where the connection allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.orders import Change, OrderRequest
from gateway.languages import language_for
from gateway.mailboxes import is_in
from gateway.rules import fates
from gateway.rules import mails as rules
from gateway.rules.mails import MailKind
from gateway.rules.own_words import concerns_requester, in_language
from gateway.rules.parties import BuyerSettings, Mode, SupplierSettings
from gateway.rules.requester import confirmations_allowed, requester_of
from gateway.store import mails, order_versions, orders, standing, wishes
from gateway.store.connections import Connection
from gateway.store.engine import Transaction
from gateway.store.orders import Order
from gateway.store.states import OrderState, Origin, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What telling about an order needs: where, which, and when."""

    connection: Connection
    order_id: int
    now: datetime


def note_wishes(
    tx: Transaction, about: Telling, order: OrderRequest, lang: str | None, *, is_first: bool
) -> None:
    """
    Keep whom an order wants told, and whether it lets itself be confirmed; `lang` is its.

    A later version that names nobody leaves the requester as it was.
    """
    settings = about.connection.settings
    requester = requester_of(order) if settings.mail_domains else None
    allowed = confirmations_allowed(order)
    if requester is None and allowed and (is_first or not wishes.of_order(tx, about.order_id)):
        return
    buyer = about.connection.buyer.settings
    fallback = buyer.language if isinstance(buyer, BuyerSettings) else None
    wishes.keep(
        tx,
        wishes.Wishes(
            order_id=about.order_id,
            email=requester.email if requester else None,
            name=fates.shown(requester.name) if requester else None,
            language=language_for(requester.language if requester else None, lang, fallback),
            confirmations=allowed,
        ),
    )


def tell_placed(tx: Transaction, about: Telling) -> None:
    """Tell the requester that an order has arrived, or that a person looks at it first."""
    wish = wishes.of_order(tx, about.order_id)
    if wish is None:
        return
    order = orders.by_id(tx, about.order_id)
    if order is None or order.state is OrderState.REJECTED:
        return
    told = _held(order, wish)
    _put(tx, about, order, wish, kind=MailKind.PLACED, told=told | _ordered(tx, order))


def tell_changed(tx: Transaction, about: Telling, change: Change) -> None:
    """Tell the requester that a change or a cancellation of an order has arrived."""
    order, wish = orders.by_id(tx, about.order_id), wishes.of_order(tx, about.order_id)
    if order is None or wish is None or order.state is OrderState.REJECTED:
        return
    kind = MailKind.CANCELLED if change is Change.DELETE else MailKind.CHANGED
    told = _held(order, wish) | {"confirmed": False}
    _put(tx, about, order, wish, kind=kind, told=told | _ordered(tx, order))


def tell_answered(
    tx: Transaction, about: Telling, said: ConfirmationRequest, origin: Origin, version: str | None
) -> None:
    """
    Tell the requester what will come and what not; nothing, when no goods are spoken of.

    The confirmation is written down already. `version` is the payloadID of the version that it
    answers; None: of the one that counts.
    """
    order, wish = orders.by_id(tx, about.order_id), wishes.of_order(tx, about.order_id)
    if order is None or wish is None:
        return
    spoken = order_versions.by_payload_id(tx, order.id, version) if version else None
    rows = _fates(tx, order, said, wish.language)
    kind = rules.answer_kind(
        rows,
        spoken.change if spoken else order.change,
        stands=spoken is None or spoken.payload_id == order.payload_id,
        undone=spoken is not None and spoken.state is VersionState.REFUSED,
    )
    if kind is None:
        return
    why = fates.words_of(said.header.comments)
    told = {
        "why": in_language(why, wish.language) if origin is Origin.GATEWAY else why,
        "by_gateway": origin is Origin.GATEWAY,
        "confirmed": True,
        "of_change": spoken is not None and spoken.change is Change.UPDATE,
    }
    whole = _ordered(tx, order)
    if kind is not MailKind.STANDS:
        whole |= rules.listed(rows)
    _put(tx, about, order, wish, kind=kind, told=told | whole)


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
                "order": fates.shown(order.order_id),
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


def _held(order: Order, wish: wishes.Wishes) -> dict[str, Any]:
    """Say whether a person looks at an order first, and why, where that concerns who ordered."""
    is_held = order.state is OrderState.HELD
    why = concerns_requester(order.reason or "") if is_held else ""
    return {"held": is_held, "why": in_language(why, wish.language)}


def _recipient(connection: Connection, mode: Mode, email: str | None) -> str | None:
    """A test never reaches the requester: it is recorded messages that testers replay."""
    settings = connection.settings
    if email is None or not is_in(email, settings.mail_domains):
        return None
    return settings.test_mail_to if mode is Mode.TEST else email


def _lines(tx: Transaction, order: Order) -> list[fates.Line]:
    return [
        fates.Line(
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


def _fates(
    tx: Transaction, order: Order, said: ConfirmationRequest, language: str
) -> list[dict[str, Any]]:
    """Say what becomes of every line; what we said of one ourselves, in the requester's words."""
    known = standing.word(tx, order, standing.order_lines(tx, order))
    rows = fates.fates(said, _lines(tx, order), known)
    return [each | {"why": in_language(each["why"], language)} for each in rows]


def _ordered(tx: Transaction, order: Order) -> dict[str, Any]:
    listed = rules.listed(rules.placed(_lines(tx, order)))
    return listed | {"total": format(order.total, "f"), "currency": order.currency}
