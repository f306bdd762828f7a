"""Confirmations: what was said about an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from gateway.rules.parties import Mode
from gateway.store.engine import Transaction
from gateway.store.rows import columns_of, maker, values_of
from gateway.store.states import Origin
from gateway.store.tables import confirmations


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConfirmation:
    """What is said about an order; `order_id` is its row."""

    order_id: int
    mode: Mode
    origin: str
    type: str
    confirm_id: str | None
    payload_id: str
    #: as written
    notice_date: str
    comments: str | None
    #: JSON, one object a line
    lines: Sequence[dict[str, Any]]
    operation: str = "new"
    #: row of the confirmation that this one takes the place of
    replaces_id: int | None = None
    #: payloadID of the version of the order that it speaks of; None: of the one at that moment
    about: str | None = None
    #: what was odd about it, for people
    remarks: Sequence[str] = ()
    document_id: int | None
    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(NewConfirmation):
    """What was said about an order."""

    id: int
    origin: Origin


_confirmation = maker(Confirmation)
_INSERT = insert(confirmations).returning(confirmations.c.id)
_OF_ORDER = (
    select(*columns_of(confirmations, Confirmation))
    .where(confirmations.c.order_id == bindparam("order"))
    .order_by(confirmations.c.id)
)


def write(tx: Transaction, new: NewConfirmation) -> int:
    """Write a confirmation down; returns its row."""
    values = values_of(new) | {"lines": list(new.lines), "remarks": list(new.remarks)}
    row: int = tx.execute(_INSERT, values).scalar_one()
    return row


def of_order(tx: Transaction, order_row: int) -> list[Confirmation]:
    """List what was said about an order, the oldest first."""
    return [_confirmation(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]
