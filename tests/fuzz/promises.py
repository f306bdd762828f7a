"""What holds of the reader of documents, whatever bytes it is given."""

from __future__ import annotations

import time
from typing import Final

from gateway.cxml import documents
from gateway.cxml.documents import Document
from gateway.cxml.masking import masked
from gateway.cxml.mime import is_multipart, parts_of
from gateway.cxml.saved import opened
from gateway.errors import Refused

#: the first byte of an input chooses what the header says; the rest is the body
CONTENT_TYPES: Final = (
    "text/xml",
    None,
    "text/xml; charset=utf-8",
    "application/xml;charset='ISO-8859-1'",
    'text/xml; charset="utf-16"',
    "multipart/related; boundary=x",
    "",
)
#: processor time for one input of at most 64 KiB, far beyond what an honest one takes
LONGEST_SECONDS: Final = 2.0


def check(chosen: bytes) -> bool:
    """
    Read a document and hold the reader to its word; gives whether the document was taken.

    Raises AssertionError where the word is broken. Whatever else comes out is a broken promise
    too: nothing but a Refused may.
    """
    content_type = CONTENT_TYPES[chosen[0] % len(CONTENT_TYPES)] if chosen else None
    body = chosen[1:]
    began = time.process_time()
    _open(body, content_type)
    document = _read(body, content_type)
    took = time.process_time() - began
    assert took < LONGEST_SECONDS, f"reading {len(body)} bytes took {took:.1f} s"
    again = _read(body, content_type)
    if isinstance(document, str) or isinstance(again, str):
        assert document == again
        return False
    _hold(document, again)
    return not document.errors


def _read(body: bytes, content_type: str | None) -> Document | str:
    try:
        return documents.read(body, content_type)
    except Refused as refusal:
        return f"{refusal.code} {refusal.message}"


def _open(body: bytes, content_type: str | None) -> None:
    """Take it for a form or a message with parts, as a file that somebody saved may be one."""
    try:
        saved = opened(body)
        parcel = saved.parcel
        if content_type is not None and is_multipart(content_type):
            parcel = parts_of(body, content_type)
        if parcel is not None:
            documents.read_parcel(parcel)
    except Refused:
        return


def _hold(document: Document, again: Document) -> None:
    assert document.envelope == again.envelope
    assert document.findings == again.findings
    assert document.digest() == again.digest()
    assert masked(document.root) == masked(again.root)
    if not document.errors:
        _hold_written(document)


def _hold_written(document: Document) -> None:
    kept = documents.read(documents.write(document.envelope))
    assert not kept.errors, kept.errors
    # what nobody knows may move behind what is known, but not one sign of it is lost
    assert sorted(repr(document.envelope)) == sorted(repr(kept.envelope))
    assert kept.envelope == documents.read(documents.write(kept.envelope)).envelope
