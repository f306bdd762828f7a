"""How much of a document is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The caps of the front door; a document exactly at a limit is taken."""

    #: a document as it arrived, in bytes
    max_body_bytes: int = 4_194_304
    #: a document and the files that travel with it, as they arrived, in bytes
    max_message_bytes: int = 20_971_520
    #: elements inside each other; the first element is at depth 1; libxml2 itself ends at 256
    max_depth: int = 64
    #: elements and attributes together
    max_nodes: int = 250_000
    #: attributes of one element, namespace declarations among them
    max_attributes: int = 256
    #: the text of one element between two tags, or of one attribute, in bytes of UTF-8
    max_text_bytes: int = 262_144
    #: parts of a multipart message, the document among them
    max_parts: int = 32
    #: the headers of one part, in bytes
    max_part_header_bytes: int = 8_192
    #: one file that travels with a document, in bytes, once its transfer encoding is undone
    max_attachment_bytes: int = 10_485_760

    @classmethod
    def of(cls, settings: object) -> Self:
        """Take the limits from something that has each of them by its name, as the settings do."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


DEFAULT_LIMITS: Final = Limits()
