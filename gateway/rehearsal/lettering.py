"""Reads the bytes of a document as text in such a way that writing it gives the bytes again."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the gateway's front door admits; a document in any other encoding is played as it stands.
_READABLE = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})


@dataclass(frozen=True, slots=True)
class Lettering:
    """A document as text, a byte order mark included, and the codec that gives its bytes back."""

    text: str
    codec: str

    def bytes_of(self, text: str) -> bytes:
        """Write a changed text in the same encoding; what it lacks becomes a reference."""
        return text.encode(self.codec, errors="xmlcharrefreplace")


def read_letters(body: bytes) -> Lettering | None:
    """Read a document by its byte order mark or declaration.

    None when that is not possible in a way that gives the same bytes back.
    """
    codec = _codec_of(body)
    if codec is None:
        return None
    try:
        lettering = Lettering(body.decode(codec), codec)
    except UnicodeDecodeError:
        return None
    return lettering if lettering.bytes_of(lettering.text) == body else None


def _codec_of(body: bytes) -> str | None:
    for mark, codec in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return codec
    declared = _DECLARED.match(body)
    if declared is None:
        return "utf-8"
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
    except LookupError:
        return None
    return name if name in _READABLE else None
