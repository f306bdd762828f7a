"""Audit: who changed what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from gateway.store.engine import Transaction
from gateway.store.rows import columns_of, maker
from gateway.store.tables import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change."""

    id: int
    moment: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


_entry = maker(AuditEntry)
_INSERT = insert(audit)
_LISTED = (
    select(*columns_of(audit, AuditEntry)).order_by(audit.c.id.desc()).limit(bindparam("most"))
)


def write(  # noqa: PLR0913 - the columns of a change
    tx: Transaction,
    *,
    now: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
) -> None:
    """Write down a change; the detail is JSON and holds no secret."""
    tx.execute(
        _INSERT,
        {
            "moment": now,
            "actor": actor,
            "action": action,
            "subject": subject,
            "detail": dict(detail),
        },
    )


def listed(tx: Transaction, *, limit: int = 50, subject: str | None = None) -> list[AuditEntry]:
    """List changes, the newest first."""
    statement = _LISTED if subject is None else _LISTED.where(audit.c.subject == subject)
    return [_entry(row) for row in tx.execute(statement, {"most": limit})]
