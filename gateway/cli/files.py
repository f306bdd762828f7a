"""The files that travel with documents, as commands tell them: by name and size, never opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from gateway.store import attachments
from gateway.store.attachments import Attachment
from gateway.store.engine import Transaction
from gateway.store.journal import Entry
from gateway.store.states import Direction

COLUMNS: Final = {
    "message": "Message",
    "name": "Name",
    "content_type": "Type",
    "size": "Bytes",
    "digest": "SHA-256",
    "content_id": "Content-ID",
}


def rows(found: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Make rows of files; `message` is the number of the document that they came with."""
    return [asdict(each) | {"message": each.document_id} for each in found]


def of_entry(tx: Transaction, entry: Entry) -> list[dict[str, Any]]:
    """List the files that came or went with a document of the journal."""
    if entry.direction is Direction.IN:
        return rows(attachments.of_document(tx, entry.id))
    if entry.connection_id is None or entry.payload_id is None:
        return []
    return rows(attachments.carried_with(tx, entry.connection_id, entry.payload_id))
