"""Follow-ups: what came after an order, which of it stands, and what it says line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, select, update

from gateway.rules.parties import Mode, Role
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.follow_up_tables import follow_up_lines, follow_ups
from gateway.store.rows import Prepared, columns_of, maker, names_of, values_of
from gateway.store.tables import orders


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowUp:
    """A document that follows one order or several."""

    connection_id: int
    mode: Mode
    sender: Role
    kind: str
    #: the sender's: shipmentID, invoiceID, receiptID …
    number: str | None
    operation: str
    #: of its kind: planned, lineLevelCreditMemo, paid …
    type: str | None
    payload_id: str
    #: of the request alone, without payloadID
    digest: str
    #: gateway.rules.invoices.Result
    result: str | None
    #: what was odd about it, for people
    remarks: Sequence[str]
    document_id: int
    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(NewFollowUp):
    """A document that followed; it stands until it is replaced or withdrawn."""

    id: int
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLine:
    """What a follow-up says of a line; without a line number, of the order as a whole."""

    #: row of the order; None: no order that we know
    order_id: int | None
    #: from 1, in the order of the document
    position: int
    line_number: int | None = None
    quantity: Decimal | None = None
    unit_of_measure: str | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    #: whether it changes how much was shipped, invoiced or taken in
    counts: bool = True
    #: gateway.rules.invoices.Verdict
    verdict: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine(FollowUpLine):
    """A line with the follow-up that it belongs to."""

    follow_up_id: int


_follow_up = maker(FollowUp)
_kept_line = maker(KeptLine)
_INSERT = insert(follow_ups).on_conflict_do_nothing().returning(follow_ups.c.id)
_LINES_IN = Prepared(insert(follow_up_lines).inline(), *names_of(FollowUpLine), "follow_up_id")
_SELECT = select(*columns_of(follow_ups, FollowUp))
_BY_NUMBER = (
    _SELECT.where(
        follow_ups.c.connection_id == bindparam("connection"),
        follow_ups.c.sender == bindparam("side"),
        follow_ups.c.kind == bindparam("of_kind"),
        follow_ups.c.number == bindparam("of_number"),
    )
    .order_by(follow_ups.c.stands.desc(), follow_ups.c.id.desc())
    .limit(1)
)
_IN_MODE = _BY_NUMBER.where(follow_ups.c.mode == bindparam("as_mode"))
_BY_PAYLOAD = (
    _SELECT.where(
        follow_ups.c.payload_id == bindparam("payload"),
        follow_ups.c.connection_id == bindparam("connection"),
    )
    .order_by(follow_ups.c.id.desc())
    .limit(1)
)
_MINE = select(follow_up_lines.c.follow_up_id).where(
    follow_up_lines.c.order_id == bindparam("order")
)
_OF_ORDER = _SELECT.where(follow_ups.c.id.in_(_MINE)).order_by(follow_ups.c.id)
_LINES: Select[Any] = select(*columns_of(follow_up_lines, KeptLine)).order_by(
    follow_up_lines.c.follow_up_id, follow_up_lines.c.position
)
_LINES_OF = _LINES.where(follow_up_lines.c.follow_up_id == bindparam("follow_up"))
_LINES_OF_ORDER = _LINES.where(follow_up_lines.c.order_id == bindparam("order"))
_COUNTED = (
    _LINES_OF_ORDER.join(follow_ups, follow_ups.c.id == follow_up_lines.c.follow_up_id)
    .where(
        follow_ups.c.kind == bindparam("of_kind"),
        follow_ups.c.stands,
        follow_ups.c.id != bindparam("without"),
    )
    .where(follow_up_lines.c.counts)
)
_END = update(follow_ups).where(follow_ups.c.id == bindparam("follow_up")).values(stands=False)
# In the order of their rows, so that two documents never wait for each other.
_HOLD = (
    select(orders.c.id)
    .where(orders.c.id.in_(bindparam("rows", expanding=True)))
    .order_by(orders.c.id)
    .with_for_update()
)


def hold(tx: Transaction, order_rows: Sequence[int]) -> None:
    """Keep everybody else from following these orders until the end of the transaction."""
    if order_rows:
        tx.execute(_HOLD, {"rows": sorted(set(order_rows))}).all()


def write(
    tx: Transaction, new: NewFollowUp, lines: Sequence[FollowUpLine], *, stands: bool
) -> int | None:
    """Write a follow-up down with its lines; None when another of its number stands."""
    values = values_of(new) | {"remarks": list(new.remarks), "stands": stands}
    row: int | None = tx.execute(_INSERT, values).scalar()
    if row is not None:
        _LINES_IN.many(tx, ({**values_of(line), "follow_up_id": row} for line in lines))
    return row


def end(tx: Transaction, row: int) -> None:
    """Say that a follow-up was replaced or withdrawn."""
    tx.execute(_END, {"follow_up": row})


def by_number(  # noqa: PLR0913 - a number is one of its kind, sender and mode
    tx: Transaction,
    *,
    connection_id: int,
    sender: Role,
    kind: str,
    number: str,
    mode: Mode | None = None,
) -> FollowUp | None:
    """Find a follow-up by its sender's number: the one that stands, or else the newest."""
    wanted: dict[str, object] = {
        "connection": connection_id,
        "side": sender,
        "of_kind": kind,
        "of_number": number,
    }
    row = (
        tx.execute(_BY_NUMBER, wanted)
        if mode is None
        else tx.execute(_IN_MODE, wanted | {"as_mode": mode})
    ).first()
    return None if row is None else _follow_up(row)


def by_payload_id(tx: Transaction, connection_id: int, payload_id: str) -> FollowUp | None:
    """Find a follow-up by the payloadID that it came under."""
    wanted = {"connection": connection_id, "payload": payload_id}
    row = tx.execute(_BY_PAYLOAD, wanted).first()
    return None if row is None else _follow_up(row)


def of_order(tx: Transaction, order_row: int) -> list[FollowUp]:
    """List what followed an order, the oldest first."""
    return [_follow_up(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]


def lines(tx: Transaction, row: int) -> list[KeptLine]:
    """List the lines of a follow-up, of whatever order."""
    return [_kept_line(line) for line in tx.execute(_LINES_OF, {"follow_up": row})]


def lines_of_order(tx: Transaction, order_row: int) -> list[KeptLine]:
    """List everything that follow-ups say of an order, the oldest follow-up first."""
    return [_kept_line(line) for line in tx.execute(_LINES_OF_ORDER, {"order": order_row})]


def counted(
    tx: Transaction, order_row: int, kind: str, *, without: int | None = None
) -> list[KeptLine]:
    """List the lines that count of what stands of a kind; `without` one that is being replaced."""
    wanted = {"order": order_row, "of_kind": kind, "without": without or 0}
    return [_kept_line(line) for line in tx.execute(_COUNTED, wanted)]
