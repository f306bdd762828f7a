"""Flags: in what an order differed from the carts that it comes from, for people to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select

from gateway.rules.safeguard_settings import Action, Check
from gateway.rules.safeguards import Flag
from gateway.store.engine import Transaction
from gateway.store.rows import Prepared, columns_of, maker, names_of, values_of
from gateway.store.safeguard_tables import order_flags


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFlag:
    """One difference; without a line it is of the order as a whole."""

    #: row of the order
    order_id: int
    #: payloadID of the version
    payload_id: str
    line_number: int | None
    safeguard: Check
    action: Action
    #: element or attribute
    place: str
    expected: str | None
    found: str | None


_flag = maker(OrderFlag)
_WRITE = Prepared(insert(order_flags).inline(), *names_of(OrderFlag))
_OF_ORDER = (
    select(*columns_of(order_flags, OrderFlag))
    .where(order_flags.c.order_id == bindparam("order"))
    .order_by(order_flags.c.id)
)


def write(tx: Transaction, order_row: int, payload_id: str, flags: Sequence[Flag]) -> None:
    """Write down what was noticed in a version of an order."""
    made = (_made(order_row, payload_id, flag) for flag in flags)
    _WRITE.many(tx, (values_of(each) for each in made))


def _made(order_row: int, payload_id: str, flag: Flag) -> OrderFlag:
    deviation = flag.deviation
    return OrderFlag(
        order_id=order_row,
        payload_id=payload_id,
        line_number=deviation.line.number if deviation.line else None,
        safeguard=deviation.check,
        action=flag.action,
        place=deviation.place,
        expected=deviation.expected,
        found=deviation.found,
    )


def of_order(tx: Transaction, order_row: int) -> list[OrderFlag]:
    """List what was noticed in an order, version by version."""
    return [_flag(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]
