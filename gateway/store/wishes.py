"""Wishes: whom an order wants told of it, and whether its buyer takes confirmations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, case, func, select

from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.mail_tables import wishes
from gateway.store.rows import Prepared, columns_of, maker, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What one order wishes; an order without a row wishes nothing in particular."""

    order_id: int
    #: of the requester, well formed; whether it is written to, the connection decides each time
    email: str | None
    name: str | None
    #: one that we speak
    language: str
    #: whether the order lets itself be confirmed
    confirmations: bool


_wishes = maker(Wishes)
_PUT = insert(wishes)
_NEW = _PUT.excluded
_KEEP = _PUT.on_conflict_do_update(
    index_elements=[wishes.c.order_id],
    set_={
        "email": func.coalesce(_NEW.email, wishes.c.email),
        "name": case((_NEW.email.is_(None), wishes.c.name), else_=_NEW.name),
        "language": case((_NEW.email.is_(None), wishes.c.language), else_=_NEW.language),
        "confirmations": _NEW.confirmations,
    },
)
_OF_ORDER = Prepared(
    select(*columns_of(wishes, Wishes)).where(wishes.c.order_id == bindparam("order"))
)


def keep(tx: Transaction, wish: Wishes) -> None:
    """Keep what an order wishes; one that names nobody leaves the requester that it had."""
    tx.execute(_KEEP, values_of(wish))


def of_order(tx: Transaction, order_row: int) -> Wishes | None:
    """Give what an order wishes; None for nothing in particular."""
    row = _OF_ORDER.first(tx, order=order_row)
    return None if row is None else _wishes(row)


def takes_confirmations(tx: Transaction, order_row: int) -> bool:
    """Tell whether an order lets itself be confirmed; else what is said of it is only stored."""
    wish = of_order(tx, order_row)
    return wish is None or wish.confirmations
