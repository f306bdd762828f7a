"""Orders: one purchase order a row, by connection, mode and the buyer's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select, update

from gateway.rules.parties import Mode
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.rows import Prepared, columns_of, maker, names_of, values_of
from gateway.store.states import OrderState
from gateway.store.tables import order_lines, orders


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order to be placed."""

    connection_id: int
    mode: Mode
    #: the buyer's number, as written
    order_id: str
    state: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(NewOrder):
    """An order that was placed."""

    id: int
    state: OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order; `position` counts from 1 in the order of the document."""

    position: int
    #: the buyer's, where given
    line_number: int | None
    quantity: Decimal
    supplier_part_id: str
    auxiliary_id: str | None
    description: str | None
    unit_price: Decimal | None
    currency: str | None
    unit_of_measure: str | None


_order = maker(Order)
_line = maker(OrderLine)
_PLACE = Prepared(
    insert(orders).on_conflict_do_nothing().returning(orders.c.id), *names_of(NewOrder)
)
_LINES_IN = Prepared(insert(order_lines).inline(), *names_of(OrderLine), "order_id")
_SELECT = select(*columns_of(orders, Order))
_BY_ID = _SELECT.where(orders.c.id == bindparam("order"))
_BY_NUMBER = Prepared(
    _SELECT.where(
        orders.c.connection_id == bindparam("connection"),
        orders.c.mode == bindparam("as_mode"),
        orders.c.order_id == bindparam("number"),
    )
)
_BY_PAYLOAD = (
    _SELECT.where(
        orders.c.payload_id == bindparam("payload"),
        orders.c.connection_id == bindparam("connection"),
    )
    .order_by(orders.c.id)
    .limit(1)
)
_LISTED = _SELECT.order_by(orders.c.id.desc()).limit(bindparam("most"))
_LINES = (
    select(*columns_of(order_lines, OrderLine))
    .where(order_lines.c.order_id == bindparam("order"))
    .order_by(order_lines.c.position)
)
_SET_STATE = (
    update(orders)
    .where(orders.c.id == bindparam("order"))
    .values(state=bindparam("new_state"), reason=bindparam("new_reason"))
)
_SENT = (
    update(orders)
    .where(
        orders.c.id == bindparam("order"),
        orders.c.state.in_([OrderState.RECEIVED, OrderState.HELD, OrderState.FAILED]),
    )
    .values(state=OrderState.SENT, reason=None)
)


def place(tx: Transaction, order: NewOrder, lines: Sequence[OrderLine]) -> int | None:
    """Place an order with its lines; None when (connection, mode, number) is taken."""
    row: int | None = _PLACE.value(tx, **values_of(order))
    if row is not None:
        _LINES_IN.many(tx, ({**values_of(line), "order_id": row} for line in lines))
    return row


def by_id(tx: Transaction, order_row: int) -> Order | None:
    """Find an order by its row."""
    row = tx.execute(_BY_ID, {"order": order_row}).first()
    return None if row is None else _order(row)


def by_number(tx: Transaction, connection_id: int, mode: Mode, order_id: str) -> Order | None:
    """Find an order by the buyer's number."""
    row = _BY_NUMBER.first(tx, connection=connection_id, as_mode=mode, number=order_id)
    return None if row is None else _order(row)


def by_payload_id(tx: Transaction, connection_id: int, payload_id: str) -> Order | None:
    """Find an order by the payloadID that it came under."""
    wanted = {"connection": connection_id, "payload": payload_id}
    row = tx.execute(_BY_PAYLOAD, wanted).first()
    return None if row is None else _order(row)


def lines(tx: Transaction, order_row: int) -> list[OrderLine]:
    """List the lines of an order in the order of the document."""
    return [_line(row) for row in tx.execute(_LINES, {"order": order_row})]


def set_state(tx: Transaction, order_row: int, state: str, reason: str | None) -> None:
    """Say how far an order has come, and why."""
    tx.execute(_SET_STATE, {"order": order_row, "new_state": state, "new_reason": reason})


def sent(tx: Transaction, order_row: int) -> None:
    """Say that the supplier took an order, unless it was answered already and has come further."""
    tx.execute(_SENT, {"order": order_row})


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
