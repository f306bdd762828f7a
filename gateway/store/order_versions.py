"""Versions: every OrderRequest that belongs to an order, how far each has come, and its repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, literal, select, union_all, update
from sqlalchemy import insert as plain_insert

from gateway.cxml.orders import Change, OrderType
from gateway.rules import order_states
from gateway.rules.parties import Role
from gateway.rules.prices import Basis, of_one
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.order_tables import order_lines, order_repeats, order_versions, orders
from gateway.store.rows import Prepared, columns_of, maker, names_of, values_of
from gateway.store.states import VersionState
from gateway.store.tables import events, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version of an order to be stored; `number` counts from 1 in the order of arrival."""

    order_id: int
    number: int
    change: Change
    #: orderVersion, where given
    said_version: Decimal | None
    payload_id: str
    #: of the request alone, without payloadID
    digest: str
    order_type: OrderType
    #: as written
    order_date: str
    total: Decimal
    currency: str
    state: VersionState
    state_reason: str | None
    #: JSON, one object a difference
    differences: Sequence[dict[str, Any]]
    document_id: int
    came_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(NewVersion):
    """A version of an order."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A version that came once more, under another payloadID; `order_id` is the order's row."""

    order_id: int
    number: int
    payload_id: str
    document_id: int
    came_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order; `position` counts from 1 in the order of the document."""

    position: int
    #: stays with the line for life: the buyer's lineNumber, where given
    number: int
    #: the buyer's, where given
    line_number: int | None
    quantity: Decimal
    supplier_part_id: str
    auxiliary_id: str | None
    description: str | None
    unit_price: Decimal | None
    #: for so many units of another measure, of which so many are one of the line; None: for one
    price_basis: Decimal | None = None
    price_factor: Decimal | None = None
    currency: str | None
    unit_of_measure: str | None

    @property
    def basis(self) -> Basis | None:
        """For how much `unit_price` is; None for one unit of the line."""
        if self.price_basis is None:
            return None
        return Basis(quantity=self.price_basis, factor=self.price_factor or Decimal(1))

    @property
    def price_of_one(self) -> Decimal | None:
        """What one unit costs."""
        return None if self.unit_price is None else of_one(self.unit_price, self.basis)


_version = maker(Version)
_repeat = maker(Repeat)
_line = maker(OrderLine)
_ADD = Prepared(
    insert(order_versions).on_conflict_do_nothing().returning(order_versions.c.id),
    *names_of(NewVersion),
    "lines_of",
)
_LINES_IN = Prepared(insert(order_lines).inline(), *names_of(OrderLine), "order_id", "version")
_OF_ORDER = (
    select(*columns_of(order_versions, Version))
    .where(order_versions.c.order_id == bindparam("order"))
    .order_by(order_versions.c.number)
)
_REPEAT = plain_insert(order_repeats)
_REPEATS = (
    select(*columns_of(order_repeats, Repeat))
    .where(order_repeats.c.order_id == bindparam("order"))
    .order_by(order_repeats.c.id)
)
_LINES = (
    select(*columns_of(order_lines, OrderLine))
    .join(
        order_versions,
        (order_versions.c.order_id == order_lines.c.order_id)
        & (order_versions.c.lines_of == order_lines.c.version),
    )
    .where(
        order_versions.c.order_id == bindparam("order"),
        order_versions.c.number == bindparam("number"),
    )
    .order_by(order_lines.c.position)
)
_HIGHEST_LINE = select(func.max(order_lines.c.number)).where(
    order_lines.c.order_id == bindparam("order")
)
_UNDER = union_all(
    *(
        select(table.c.order_id, table.c.number)
        .join(orders, orders.c.id == table.c.order_id)
        .where(
            table.c.payload_id == bindparam("payload"),
            orders.c.connection_id == bindparam("connection"),
        )
        for table in (order_versions, order_repeats)
    )
)
# To the post, or into the feed of a supplier without cXML.
_POSTED = select(literal(0).label("place"), outbox.c.id, outbox.c.payload_id).where(
    outbox.c.order_id == bindparam("order"),
    outbox.c.towards == Role.SUPPLIER,
    outbox.c.kind == "OrderRequest",
)
_TOLD = select(literal(1).label("place"), events.c.id, events.c.payload_id).where(
    events.c.order_id == bindparam("order"), events.c.version.is_not(None)
)
_HANDED_OVER = union_all(_POSTED, _TOLD).subquery()
_PASSED_ON = select(_HANDED_OVER.c.payload_id).order_by(_HANDED_OVER.c.place, _HANDED_OVER.c.id)
_HOLD_ORDER = select(orders.c.id).where(orders.c.id == bindparam("order")).with_for_update()
_MOVE = (
    update(order_versions)
    .where(
        order_versions.c.order_id == bindparam("order"),
        order_versions.c.number == bindparam("moved"),
    )
    .values(state=bindparam("new_state"), state_reason=bindparam("why"))
)
_LEAVE = (
    update(order_versions)
    .where(
        order_versions.c.order_id == bindparam("order"),
        order_versions.c.number == bindparam("cancelling"),
    )
    .values(lines_of=bindparam("left"))
)
_TELL = (
    update(orders)
    .where(orders.c.id == bindparam("order"))
    .values(version=bindparam("standing"), state=bindparam("new_state"), reason=bindparam("why"))
)


def add(tx: Transaction, new: NewVersion, lines: Sequence[OrderLine]) -> bool:
    """Store a version with its lines; False when its number is taken."""
    values = values_of(new) | {"differences": list(new.differences), "lines_of": new.number}
    if _ADD.value(tx, **values) is None:
        return False
    owner = {"order_id": new.order_id, "version": new.number}
    _LINES_IN.many(tx, ({**values_of(line), **owner} for line in lines))
    return True


def add_repeat(tx: Transaction, repeat: Repeat) -> None:
    """Link a payloadID to the version that came once more under it."""
    tx.execute(_REPEAT, values_of(repeat))


def hold(tx: Transaction, order_row: int) -> None:
    """Keep an order as it is until the end of the transaction, whoever else wants to change it."""
    tx.execute(_HOLD_ORDER, {"order": order_row})


def of_order(tx: Transaction, order_row: int) -> list[Version]:
    """List the versions of an order, the first one first."""
    return [_version(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]


def by_payload_id(tx: Transaction, order_row: int, payload_id: str) -> Version | None:
    """Find the version of an order that came under a payloadID first."""
    return next((each for each in of_order(tx, order_row) if each.payload_id == payload_id), None)


def repeats(tx: Transaction, order_row: int) -> list[Repeat]:
    """List what came once more of an order."""
    return [_repeat(row) for row in tx.execute(_REPEATS, {"order": order_row})]


def lines(tx: Transaction, order_row: int, number: int) -> list[OrderLine]:
    """List the lines of a version in the order of its document."""
    wanted = {"order": order_row, "number": number}
    return [_line(row) for row in tx.execute(_LINES, wanted)]


def highest_line(tx: Transaction, order_row: int) -> int:
    """Tell the highest number that a line of any version has; 0 when there is none."""
    highest: int | None = tx.execute(_HIGHEST_LINE, {"order": order_row}).scalar()
    return highest or 0


def under(tx: Transaction, connection_id: int, payload_id: str) -> tuple[int, int] | None:
    """Find the order's row and the version that came under a payloadID, once or once more."""
    wanted = {"connection": connection_id, "payload": payload_id}
    row = tx.execute(_UNDER, wanted).first()
    return None if row is None else (row.order_id, row.number)


def passed_on(tx: Transaction, order_row: int) -> list[str]:
    """List the payloadIDs of the versions that were handed over, the latest last."""
    return list(tx.execute(_PASSED_ON, {"order": order_row}).scalars())


# ── how far they have come ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A version, as far as its state goes."""

    number: int
    change: Change
    lines_of: int
    state: VersionState
    state_reason: str | None
    payload_id: str


_step = maker(_Step)
_STEPS = Prepared(
    select(*columns_of(order_versions, _Step))
    .where(order_versions.c.order_id == bindparam("order"))
    .order_by(order_versions.c.number)
)


def move(
    tx: Transaction,
    order_row: int,
    state: VersionState,
    reason: str | None,
    *,
    payload_id: str | None = None,
) -> None:
    """
    Say how far a version has come, and so its order.

    The version that came under `payload_id`, once or once more; without one, or where none did, the
    one that the order's state is told by.
    """
    steps = _kept(tx, order_row)
    named = _named(tx, steps, order_row, payload_id) if payload_id else None
    _moved(tx, order_row, steps, named or order_states.speaking(steps), (state, reason))


def sent(tx: Transaction, order_row: int, payload_id: str, doubt: str | None = None) -> None:
    """
    Say that the supplier took a version, unless it was answered and has come further.

    `doubt`: why somebody should look whether it really has it.
    """
    steps = _kept(tx, order_row)
    named = _named(tx, steps, order_row, payload_id)
    if named is not None and named.state in order_states.UNSENT:
        _moved(tx, order_row, steps, named, (VersionState.SENT, doubt))


def held(tx: Transaction, order_row: int, payload_id: str, reason: str) -> None:
    """Say that a version waits for a person, unless it was answered and has come further."""
    steps = _kept(tx, order_row)
    named = _named(tx, steps, order_row, payload_id)
    if named is not None and named.state is VersionState.RECEIVED:
        _moved(tx, order_row, steps, named, (VersionState.HELD, reason))


def tell(tx: Transaction, order_row: int) -> None:
    """Let an order be in the state that its versions say."""
    _tell(tx, order_row, _steps(tx, order_row))


def _kept(tx: Transaction, order_row: int) -> list[_Step]:
    hold(tx, order_row)
    return _steps(tx, order_row)


def _steps(tx: Transaction, order_row: int) -> list[_Step]:
    return [_step(row) for row in _STEPS.rows(tx, order=order_row)]


def _named(
    tx: Transaction, steps: Sequence[_Step], order_row: int, payload_id: str
) -> _Step | None:
    own = next((each for each in steps if each.payload_id == payload_id), None)
    if own is not None:
        return own
    again = {each.payload_id: each.number for each in repeats(tx, order_row)}
    return next((each for each in steps if each.number == again.get(payload_id)), None)


def _moved(
    tx: Transaction,
    order_row: int,
    steps: Sequence[_Step],
    moved: _Step,
    into: tuple[VersionState, str | None],
) -> None:
    state, reason = into
    tx.execute(
        _MOVE, {"order": order_row, "moved": moved.number, "new_state": state, "why": reason}
    )
    after = replace(moved, state=state, state_reason=reason)
    _tell(tx, order_row, [after if each is moved else each for each in steps])


def _tell(tx: Transaction, order_row: int, steps: Sequence[_Step]) -> None:
    _leave(tx, order_row, steps)
    told = order_states.speaking(steps)
    tx.execute(
        _TELL,
        {
            "order": order_row,
            "standing": told.number,
            "new_state": order_states.state(steps),
            "why": told.state_reason,
        },
    )


def _leave(tx: Transaction, order_row: int, steps: Sequence[_Step]) -> None:
    """Let each cancellation leave the lines that stand without it; what it found may be refused."""
    for step in (each for each in steps if each.change is Change.DELETE):
        left = order_states.cancelled_by(steps, step).number
        if step.lines_of != left:
            tx.execute(_LEAVE, {"order": order_row, "cancelling": step.number, "left": left})
