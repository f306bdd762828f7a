"""Puts our secret into the Sender of a document that is about to leave, and out of what returns."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from gateway.cxml.masking import MASK
from gateway.errors import GatewayFault

#: where the secret stands (Common.mod: Credential holds Identity, then SharedSecret)
PLACE: Final = [b"cXML", b"Header", b"Sender", b"Credential"]
TOKEN: Final = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^>]*+>"
    rb"|<(?P<end>/?)(?P<name>[^\s/>!?]++)"
    rb"""(?:[^"'>/]++|"[^"]*+"|'[^']*+'|/(?!>))*+(?P<empty>/?)>""",
    re.DOTALL,
)


def with_secret(document: bytes, secret: str) -> bytes:
    """Give the document with `SharedSecret` in its first Sender credential, else byte for byte.

    The stored bytes are cut open rather than written anew, so that every try sends the same.
    Raises GatewayFault when the document has no such place.
    """
    place = _end_of_credential(document)
    # Numeric references for whatever is not ASCII fit every encoding that a document can have.
    written = escape(secret, quote=False).encode("ascii", "xmlcharrefreplace")
    return b"%b<SharedSecret>%b</SharedSecret>%b" % (document[:place], written, document[place:])


def without_secret(words: str, secret: str | None) -> str:
    """Mask our own secret where the other side repeats it."""
    if not secret:
        return words
    return words.replace(secret, MASK).replace(escape(secret), MASK)


def _end_of_credential(document: bytes) -> int:
    path: list[bytes] = []
    for token in TOKEN.finditer(document):
        if token["name"] is None:
            continue
        if token["end"]:
            if path == PLACE:
                return token.start()
            del path[-1:]
        elif not token["empty"]:
            path.append(token["name"])
    raise GatewayFault("A document in the outbox has no Sender credential for our secret.")
