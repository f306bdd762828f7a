"""Take a message with attachments apart, by the mail library alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from catalog_stub.cxml.reading import UnreadableDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a document; the shop tells of it and never opens it."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A document, and the files that came with it."""

    document: bytes
    attachments: tuple[Attachment, ...] = ()


def take_apart(raw: bytes, content_type: str) -> Parcel:
    """Return the document in a body, and the files beside it; raises `UnreadableDocument`."""
    if not content_type.strip().lower().startswith("multipart/"):
        return Parcel(document=raw)
    head = " ".join(content_type.split()).encode("latin-1", "replace")
    message = message_from_bytes(b"Content-Type: %b\r\n\r\n%b" % (head, raw))
    parts = [part for part in message.walk() if not part.is_multipart()]
    if message.defects or not message.is_multipart():
        raise UnreadableDocument("The message with attachments cannot be taken apart.")
    start = message.get_param("start")
    document = next((part for part in parts if part["content-id"] == start), parts[0])
    files = (part for part in parts if part is not document)
    return Parcel(
        document=_content(document), attachments=tuple(_attachment(part) for part in files)
    )


def _attachment(part: Message) -> Attachment:
    content = _content(part)
    name = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    return Attachment(
        name="".join(letter for letter in name if letter.isprintable())[:200],
        media_type=part.get_content_type(),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
