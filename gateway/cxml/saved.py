"""Finds the document in a file as somebody saved it: alone, in a form, or as a whole message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.parser import HeaderParser
from typing import Final

from gateway.cxml.findings import Finding
from gateway.cxml.forms import carried, form_fields
from gateway.cxml.limits import DEFAULT_LIMITS, Limits
from gateway.cxml.mime import Parcel, is_multipart, parts_of

_FORM: Final = "application/x-www-form-urlencoded"
_FIELD: Final = re.compile(rb"(?:\A|&)cxml(?:-base64|-urlencoded)?=", re.IGNORECASE)
#: the first line of a request or an answer, perhaps, then headers, then an empty line
_HEAD: Final = re.compile(
    rb"(?:[A-Z]{3,10} \S++ HTTP/[0-9.]++\r?\n|HTTP/[0-9.]++ [^\n]*+\n)?+"
    rb"((?:[!-9;-~]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)++)\r?\n"
)
_BOUNDARY_LINE: Final = re.compile(rb"--([!#-~]{1,70})[ \t]*\r?\n")
#: so far into a file its headers may reach
_LONGEST_HEAD: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The document that was found in a file, and what was said about it there."""

    document: bytes
    content_type: str | None = None
    parcel: Parcel | None = None
    findings: tuple[Finding, ...] = ()


def opened(content: bytes, limits: Limits = DEFAULT_LIMITS) -> Saved:
    """
    Look into a file: a document, a form, a multipart body, or a message with its headers.

    Raises Unreadable for a form or a multipart body that cannot be taken apart.
    """
    content_type, body = beheaded(content)
    stripped = content.lstrip(b" \t\r\n") if body is content else body
    return _body(stripped, body, content_type, limits)


def beheaded(content: bytes) -> tuple[str | None, bytes]:
    """Take the headers off a message that was saved whole; gives its Content-Type and its body."""
    head = _HEAD.match(content, 0, _LONGEST_HEAD)
    if head is None:
        return None, content
    told = HeaderParser().parsestr(head.group(1).decode("latin-1")).get("content-type")
    return " ".join(str(told).split()) if told else None, content[head.end() :]


def _body(stripped: bytes, whole: bytes, content_type: str | None, limits: Limits) -> Saved:
    boundary = _BOUNDARY_LINE.match(stripped)
    if content_type is None and boundary is not None:
        content_type = f'multipart/related; boundary="{boundary.group(1).decode("ascii")}"'
    if content_type is not None and is_multipart(content_type):
        parcel = parts_of(stripped, content_type, limits)
        return Saved(
            document=parcel.document.body,
            content_type=parcel.document.content_type,
            parcel=parcel,
        )
    if (content_type or "").lower().startswith(_FORM) or _FIELD.search(stripped[:_LONGEST_HEAD]):
        form = carried(form_fields(stripped))
        return Saved(document=form.document, findings=form.findings)
    return Saved(document=whole, content_type=content_type)
