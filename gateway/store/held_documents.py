"""Held documents: addressed, sealed, and kept back until a person releases their order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, select

from gateway.store.engine import Transaction
from gateway.store.rows import columns_of, maker, values_of
from gateway.store.safeguard_tables import held_documents

#: what they are sealed for
PURPOSE: Final = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A version of an order on its way to the supplier; the document is sealed."""

    #: row of the order
    order_id: int
    payload_id: str
    document: bytes
    kept_at: datetime
    #: row of the document in the journal whose attachments go with it
    attachments_of: int | None = None


_held = maker(HeldDocument)
_KEEP = insert(held_documents)
_OF_ORDER = (
    select(*columns_of(held_documents, HeldDocument))
    .where(held_documents.c.order_id == bindparam("order"))
    .order_by(held_documents.c.id)
)
_LET_GO = delete(held_documents).where(held_documents.c.order_id == bindparam("order"))


def keep(tx: Transaction, document: HeldDocument) -> None:
    """Keep a document back, behind the others of its order."""
    tx.execute(_KEEP, values_of(document))


def of_order(tx: Transaction, order_row: int) -> list[HeldDocument]:
    """List what is kept back of an order, the oldest first."""
    return [_held(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]


def let_go(tx: Transaction, order_row: int) -> None:
    """Forget what was kept back of an order: it goes on, or never will."""
    tx.execute(_LET_GO, {"order": order_row})
