"""Attachments: the files that came with a document, sealed as they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from gateway.cxml.mime import Part
from gateway.store.engine import Transaction
from gateway.store.post_tables import outbox
from gateway.store.rows import columns_of, maker
from gateway.store.tables import attachments, documents
from gateway.vault import Vault

#: what they are sealed for
PURPOSE: Final = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What is told of a file; `name` is the sender's word for it and never a path."""

    #: row of the document in the journal
    document_id: int
    position: int
    name: str | None
    content_type: str
    content_id: str | None
    #: bytes, its transfer encoding undone, as is the SHA-256 in `digest`
    size: int
    digest: str


_attachment = maker(Attachment)
_COLUMNS = columns_of(attachments, Attachment)
_INSERT = insert(attachments)
_IN_TURN = (attachments.c.document_id, attachments.c.position)
_OF_DOCUMENT = (
    select(*_COLUMNS).where(attachments.c.document_id == bindparam("document")).order_by(*_IN_TURN)
)
_OF_ORDER = (
    select(*_COLUMNS)
    .join(documents, documents.c.id == attachments.c.document_id)
    .where(documents.c.order_id == bindparam("order"))
    .order_by(*_IN_TURN)
)
_CONTENT = (
    select(attachments.c.content)
    .where(attachments.c.document_id == bindparam("document"))
    .order_by(attachments.c.position)
)
_ERASE = (
    update(attachments)
    .where(attachments.c.document_id == bindparam("document"))
    .values(content=None)
)
_CARRIED = select(outbox.c.attachments_of).where(
    outbox.c.connection_id == bindparam("connection"),
    outbox.c.payload_id == bindparam("payload"),
    outbox.c.attachments_of.is_not(None),
)


def write(tx: Transaction, document_id: int, parts: Sequence[Part], vault: Vault) -> None:
    """Store the files that came with a document of the journal."""
    rows = [
        {
            "document_id": document_id,
            "position": position,
            "name": part.name,
            "content_type": part.content_type,
            "content_id": part.content_id,
            "size": len(part.body),
            "digest": sha256(part.body).hexdigest(),
            "content": vault.seal(part.sent, PURPOSE),
        }
        for position, part in enumerate(parts, start=1)
    ]
    if rows:
        tx.execute(_INSERT, rows)


def of_document(tx: Transaction, document_id: int) -> list[Attachment]:
    """List the files that came with a document of the journal, in their order."""
    return [_attachment(row) for row in tx.execute(_OF_DOCUMENT, {"document": document_id})]


def of_order(tx: Transaction, order_row: int) -> list[Attachment]:
    """List the files of everything that came in about an order, the oldest first."""
    return [_attachment(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]


def carried_with(tx: Transaction, connection_id: int, payload_id: str) -> list[Attachment]:
    """List the files that are carried on with a document."""
    wanted = {"connection": connection_id, "payload": payload_id}
    document_id = tx.execute(_CARRIED, wanted).scalars().first()
    return [] if document_id is None else of_document(tx, document_id)


def opened(tx: Transaction, document_id: int, vault: Vault) -> list[bytes]:
    """Open the files that came with a document of the journal, as they are carried on."""
    sealed = tx.execute(_CONTENT, {"document": document_id}).scalars()
    return [vault.open(content, PURPOSE) for content in sealed if content is not None]


def erase(tx: Transaction, document_id: int) -> None:
    """Forget what was in the files that came with a document; what is told of them stays."""
    tx.execute(_ERASE, {"document": document_id})
