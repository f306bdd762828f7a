"""Orders: one purchase order a row, by connection, mode and the buyer's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select

from gateway.cxml.orders import Change, OrderType
from gateway.rules import order_states
from gateway.rules.parties import Mode
from gateway.store import order_versions as versions
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.order_tables import order_versions, orders
from gateway.store.order_versions import NewVersion, OrderLine
from gateway.store.rows import Prepared, maker
from gateway.store.states import OrderState, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order to be placed, as its first version says it."""

    connection_id: int
    mode: Mode
    #: the buyer's number, as written
    order_id: str
    state: VersionState
    payload_id: str
    #: of the request alone, without payloadID
    digest: str
    #: as written
    order_date: str
    total: Decimal
    currency: str
    #: why it is held or refused
    reason: str | None = None
    document_id: int
    received_at: datetime
    #: `new`, unless the order was placed by a change of one that we never had
    change: Change = Change.NEW
    #: orderVersion, where given
    said_version: Decimal | None = None
    order_type: OrderType = OrderType.REGULAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order that was placed, as the version that counts now says it."""

    id: int
    connection_id: int
    mode: Mode
    order_id: str
    #: of the version that counts, from 1
    version: int
    state: OrderState
    reason: str | None
    #: of the first version
    received_at: datetime
    change: Change
    said_version: Decimal | None
    order_type: OrderType
    payload_id: str
    digest: str
    order_date: str
    total: Decimal
    currency: str
    document_id: int


_OF_ORDER = ("id", "connection_id", "mode", "order_id", "version", "state", "reason", "received_at")
_order = maker(Order)
_PLACE = Prepared(
    insert(orders).on_conflict_do_nothing().returning(orders.c.id),
    *("connection_id", "mode", "order_id", "version", "state", "reason", "received_at"),
)
_SELECT = select(
    *(
        orders.c[field.name] if field.name in _OF_ORDER else order_versions.c[field.name]
        for field in fields(Order)
    )
).join(
    order_versions,
    (order_versions.c.order_id == orders.c.id) & (order_versions.c.number == orders.c.version),
)
_BY_ID = _SELECT.where(orders.c.id == bindparam("order"))
_BY_NUMBER = Prepared(
    _SELECT.where(
        orders.c.connection_id == bindparam("connection"),
        orders.c.mode == bindparam("as_mode"),
        orders.c.order_id == bindparam("number"),
    )
)
_LISTED = _SELECT.order_by(orders.c.id.desc()).limit(bindparam("most"))


def place(tx: Transaction, order: NewOrder, lines: Sequence[OrderLine]) -> int | None:
    """Place an order with its lines; None when (connection, mode, number) is taken."""
    first = _first(order)
    values = {
        "connection_id": order.connection_id,
        "mode": order.mode,
        "order_id": order.order_id,
        "version": first.number,
        "state": order_states.state([first]),
        "reason": order.reason,
        "received_at": order.received_at,
    }
    row: int | None = _PLACE.value(tx, **values)
    if row is not None:
        versions.add(tx, replace(first, order_id=row), lines)
    return row


def _first(order: NewOrder) -> NewVersion:
    return NewVersion(
        order_id=0,
        number=1,
        change=order.change,
        said_version=order.said_version,
        payload_id=order.payload_id,
        digest=order.digest,
        order_type=order.order_type,
        order_date=order.order_date,
        total=order.total,
        currency=order.currency,
        state=order.state,
        state_reason=order.reason,
        differences=(),
        document_id=order.document_id,
        came_at=order.received_at,
    )


def revise(tx: Transaction, version: NewVersion, lines: Sequence[OrderLine]) -> bool:
    """Give an order its next version; False when somebody else has just given it one."""
    if not versions.add(tx, version, lines):
        return False
    versions.tell(tx, version.order_id)
    return True


def by_id(tx: Transaction, order_row: int) -> Order | None:
    """Find an order by its row."""
    row = tx.execute(_BY_ID, {"order": order_row}).first()
    return None if row is None else _order(row)


def by_number(tx: Transaction, connection_id: int, mode: Mode, order_id: str) -> Order | None:
    """Find an order by the buyer's number."""
    row = _BY_NUMBER.first(tx, connection=connection_id, as_mode=mode, number=order_id)
    return None if row is None else _order(row)


def by_payload_id(tx: Transaction, connection_id: int, payload_id: str) -> Order | None:
    """Find an order by a payloadID that it, a version of it or a repeat came under."""
    found = versions.under(tx, connection_id, payload_id)
    return None if found is None else by_id(tx, found[0])


def lines(tx: Transaction, order_row: int) -> list[OrderLine]:
    """List the lines of an order as they are now, in the order of the document."""
    order = by_id(tx, order_row)
    return [] if order is None else versions.lines(tx, order_row, order.version)


def set_state(
    tx: Transaction,
    order_row: int,
    state: str,
    reason: str | None,
    *,
    payload_id: str | None = None,
) -> None:
    """
    Say how far an order has come, and why: the version that came under `payload_id`.

    Without one the version that counts. An order is what its versions say together.
    """
    versions.move(tx, order_row, VersionState(state), reason, payload_id=payload_id)


def listed(  # noqa: PLR0913 - each is one way to narrow the list
    tx: Transaction,
    *,
    connection: int | None = None,
    mode: Mode | None = None,
    state: str | None = None,
    limit: int = 50,
    before_id: int | None = None,
) -> list[Order]:
    """List orders, the newest first; the last one's row is `before_id` of the next page."""
    wanted = {
        orders.c.connection_id: connection,
        orders.c.mode: mode,
        orders.c.state: state,
    }
    conditions = [column == value for column, value in wanted.items() if value is not None]
    if before_id is not None:
        conditions.append(orders.c.id < before_id)
    return [_order(row) for row in tx.execute(_LISTED.where(*conditions), {"most": limit})]
