"""Sessions: PunchOut visits, opened → started → returned, cancelled or expired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Row, bindparam, insert, or_, select, update

from gateway.rules.cart_matches import BroughtLine
from gateway.rules.carts import Cart
from gateway.rules.parties import Mode
from gateway.rules.visits import Visit
from gateway.store import cart_lines
from gateway.store.engine import Transaction
from gateway.store.rows import columns_of, values_of
from gateway.store.states import Operation, SessionState
from gateway.store.tables import sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A visit to be opened; tokens are known by their digests alone."""

    connection_id: int
    mode: Mode
    operation: str
    setup_payload_id: str
    language: str | None
    #: inner XML, character for character
    buyer_cookie: str
    #: None: no address to bring the cart to was given
    return_address: str | None
    visit: Visit
    start_digest: str
    shop_digest: str
    return_digest: str
    opened_at: datetime
    start_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(NewSession):
    """A visit, as far as it has come."""

    id: int
    operation: Operation
    state: SessionState
    started_at: datetime | None
    #: when shopper or shop last did something
    touched_at: datetime
    ended_at: datetime | None
    #: as the shop put it; None until then
    cart: Cart | None
    #: the sealed PunchOutOrderMessage, once it is made
    message: bytes | None
    message_payload_id: str | None


_COLUMNS = columns_of(sessions, Session)
_INSERT = insert(sessions).returning(sessions.c.id)
_SELECT = select(*_COLUMNS)
_BY_ID = _SELECT.where(sessions.c.id == bindparam("session"))
_BY_START = _SELECT.where(sessions.c.start_digest == bindparam("digest"))
_BY_SHOP = _SELECT.where(sessions.c.shop_digest == bindparam("digest"))
_BY_RETURN = _SELECT.where(sessions.c.return_digest == bindparam("digest"))
_LISTED = _SELECT.order_by(sessions.c.id.desc()).limit(bindparam("most"))
# One statement decides who is first; whoever comes later finds the state changed.
_START = (
    update(sessions)
    .where(
        sessions.c.start_digest == bindparam("digest"),
        sessions.c.state == SessionState.OPENED,
        sessions.c.start_until >= bindparam("now"),
    )
    .values(state=SessionState.STARTED, started_at=bindparam("now"), touched_at=bindparam("now"))
    .returning(*_COLUMNS)
)
_STARTED = update(sessions).where(
    sessions.c.id == bindparam("session"), sessions.c.state == SessionState.STARTED
)
_PUT_CART = _STARTED.values(cart=bindparam("new_cart"), touched_at=bindparam("now"))
_END = partial(_STARTED.values, ended_at=bindparam("now"), touched_at=bindparam("now"))
_MESSAGE: Final[dict[str, Any]] = {
    "message": bindparam("sealed"),
    "message_payload_id": bindparam("payload"),
}
_CANCEL = _END(state=SessionState.CANCELLED, **_MESSAGE)
_RETURN = _END(state=SessionState.RETURNED, **_MESSAGE).returning(
    sessions.c.connection_id, sessions.c.mode
)
_EXPIRE = (
    update(sessions)
    .where(
        sessions.c.state.in_([SessionState.OPENED, SessionState.STARTED]),
        or_(
            sessions.c.touched_at < bindparam("idle_since"),
            sessions.c.opened_at < bindparam("opened_before"),
        ),
    )
    .values(state=SessionState.EXPIRED, ended_at=bindparam("now"))
)


def open_(tx: Transaction, new: NewSession) -> int:
    """Open a visit; returns its row."""
    values = values_of(new)
    values["visit"] = new.visit.model_dump_json()
    values["state"] = SessionState.OPENED
    values["touched_at"] = new.opened_at
    row: int = tx.execute(_INSERT, values).scalar_one()
    return row


def by_id(tx: Transaction, session_id: int) -> Session | None:
    """Find a visit by its row."""
    return _found(tx.execute(_BY_ID, {"session": session_id}).first())


def by_start_digest(tx: Transaction, digest: str) -> Session | None:
    """Find a visit by the token of its start page."""
    return _found(tx.execute(_BY_START, {"digest": digest}).first())


def by_shop_digest(tx: Transaction, digest: str) -> Session | None:
    """Find a visit by the token that the shop was handed."""
    return _found(tx.execute(_BY_SHOP, {"digest": digest}).first())


def by_return_digest(tx: Transaction, digest: str) -> Session | None:
    """Find a visit by the token of its way home."""
    return _found(tx.execute(_BY_RETURN, {"digest": digest}).first())


def start(tx: Transaction, start_digest: str, now: datetime) -> Session | None:
    """Start a visit; None when the token is unknown, used or too old. Only one caller ever wins."""
    return _found(tx.execute(_START, {"digest": start_digest, "now": now}).first())


def put_cart(tx: Transaction, session_id: int, cart: Cart, now: datetime) -> bool:
    """Keep what the shop put into the cart; False when the visit is not going on."""
    values = {"session": session_id, "new_cart": cart.model_dump_json(), "now": now}
    return tx.execute(_PUT_CART, values).rowcount == 1


def cancel(
    tx: Transaction,
    session_id: int,
    now: datetime,
    message: bytes | None = None,
    payload_id: str | None = None,
) -> bool:
    """
    End a visit without a cart; False when it was not going on.

    The sealed message is what still goes to the buyer, if anything does.
    """
    values = {"session": session_id, "sealed": message, "payload": payload_id, "now": now}
    return tx.execute(_CANCEL, values).rowcount == 1


def return_(  # noqa: PLR0913, PLR0917 - what a return consists of
    tx: Transaction,
    session_id: int,
    message: bytes,
    payload_id: str,
    now: datetime,
    lines: Sequence[BroughtLine],
) -> bool:
    """
    End a visit with its cart; False when somebody was first, or it was not going on.

    `message` is the sealed PunchOutOrderMessage, which reloads send again.
    """
    values = {"session": session_id, "sealed": message, "payload": payload_id, "now": now}
    row = tx.execute(_RETURN, values).first()
    if row is None:
        return False
    cart_lines.bring(
        tx, lines, session_id=session_id, connection_id=row.connection_id, mode=row.mode
    )
    return True


def expire(tx: Transaction, now: datetime, *, idle: timedelta, absolute: timedelta) -> int:
    """End the visits in which nothing happened for `idle`, or that are older than `absolute`."""
    moments = {"now": now, "idle_since": now - idle, "opened_before": now - absolute}
    return tx.execute(_EXPIRE, moments).rowcount


def listed(
    tx: Transaction,
    *,
    connection: int | None = None,
    limit: int = 50,
    before_id: int | None = None,
) -> list[Session]:
    """List visits, the newest first; the last one's row is `before_id` of the next page."""
    conditions = []
    if connection is not None:
        conditions.append(sessions.c.connection_id == connection)
    if before_id is not None:
        conditions.append(sessions.c.id < before_id)
    return [_session(row) for row in tx.execute(_LISTED.where(*conditions), {"most": limit})]


def _found(row: Row[Any] | None) -> Session | None:
    return None if row is None else _session(row)


def _session(row: Row[Any]) -> Session:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    values["visit"] = Visit.model_validate(values["visit"])
    if values["cart"] is not None:
        values["cart"] = Cart.model_validate(values["cart"])
    return Session(**values)
