"""Cuts a saved message around its document, so that what travels with it stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gateway.cxml.saved import beheaded

_DOCUMENT: Final = re.compile(rb"(?:<\?xml|<cXML).*?</cXML\s*>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapping:
    """What stands around a document in its message; the type is None where nothing is said."""

    content_type: str | None = None
    before: bytes = b""
    after: bytes = b""

    def around(self, document: bytes) -> bytes:
        """Put a document into the message."""
        return self.before + document + self.after


def unwrapped(content: bytes) -> tuple[bytes, Wrapping]:
    """
    Find the document in a message that was saved with its headers.

    Where it is written in some transfer encoding, the whole body is the document.
    """
    content_type, body = beheaded(content)
    found = _DOCUMENT.search(body)
    if found is None:
        return body, Wrapping(content_type=content_type)
    before, after = body[: found.start()], body[found.end() :]
    return found.group(), Wrapping(content_type=content_type, before=before, after=after)
