"""Cart lines: what came home, line by line, so that an order can be held against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select

from gateway.rules.cart_matches import BroughtLine, HeldLine
from gateway.rules.parties import Mode
from gateway.store.dialects import is_any
from gateway.store.engine import Transaction
from gateway.store.rows import Prepared, columns_of, maker, names_of, values_of
from gateway.store.tables import cart_lines, sessions

_held = maker(HeldLine)
_LINES_IN = Prepared(
    insert(cart_lines).inline(), *names_of(BroughtLine), "session_id", "connection_id", "mode"
)
_WHERE = [cart_lines.c[name] for name in ("id", "session_id", "connection_id", "mode")]
_WHEN = func.coalesce(sessions.c.ended_at, sessions.c.touched_at)
_HELD: Select[Any] = (
    select(*columns_of(cart_lines, BroughtLine), *_WHERE, _WHEN)
    .join(sessions, sessions.c.id == cart_lines.c.session_id)
    .order_by(cart_lines.c.id.desc())
)
_KEYED = Prepared(_HELD.where(is_any(cart_lines.c.key, "keys")))
# A part comes home again and again; only the last time that it did so in the same way counts.
_LATEST = (
    select(func.max(cart_lines.c.id))
    .where(
        cart_lines.c.connection_id == bindparam("connection"),
        is_any(cart_lines.c.supplier_part_id, "parts"),
    )
    .group_by(
        cart_lines.c.supplier_part_id,
        cart_lines.c.auxiliary_id,
        cart_lines.c.unit_price,
        cart_lines.c.currency,
        cart_lines.c.unit_of_measure,
        cart_lines.c.mode,
    )
)
_OF_PARTS = Prepared(_HELD.where(cart_lines.c.id.in_(_LATEST)))


def bring(
    tx: Transaction,
    lines: Sequence[BroughtLine],
    *,
    session_id: int,
    connection_id: int,
    mode: Mode,
) -> None:
    """Keep the lines that a visit brings home."""
    owner = {"session_id": session_id, "connection_id": connection_id, "mode": mode}
    _LINES_IN.many(tx, ({**values_of(line), **owner} for line in lines))


def keyed(tx: Transaction, keys: Iterable[str]) -> dict[str, list[HeldLine]]:
    """Find the lines of every connection that went home with these keys, newest first."""
    wanted = sorted(set(keys))
    found: dict[str, list[HeldLine]] = defaultdict(list)
    if wanted:
        for line in map(_held, _KEYED.rows(tx, keys=wanted)):
            found[line.key or ""].append(line)
    return found


def of_parts(
    tx: Transaction, connection_id: int, parts: Iterable[str]
) -> dict[str, list[HeldLine]]:
    """Find the lines of one connection that brought these parts home, newest first."""
    wanted = sorted(set(parts))
    found: dict[str, list[HeldLine]] = defaultdict(list)
    if wanted:
        for line in map(_held, _OF_PARTS.rows(tx, connection=connection_id, parts=wanted)):
            found[line.supplier_part_id].append(line)
    return found
