"""Takes a document out of the form in which a browser carries a cart home."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes

from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding, finding
from gateway.cxml.refusal import Unreadable

#: fields of a form, far more than any procurement system posts
_MOST_FIELDS: Final = 100
_BASE64: Final = "cxml-base64"
#: where the document itself stands; the second is not of the standard, but of the field
_WRITTEN_OUT: Final = ("cxml-urlencoded", "cxml")
_DECLARATION: Final = re.compile(rb"\A\s*<\?xml[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a form carried; `findings` are about the form alone."""

    document: bytes
    findings: tuple[Finding, ...] = ()


def form_fields(body: bytes) -> dict[str, bytes]:
    """
    Read a form's fields, their names in lower case; the first of a name counts.

    Raises Unreadable for more fields than any form has.
    """
    try:
        pairs = parse_qsl(
            body.decode("latin-1").strip(),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as fault:
        raise Unreadable(finding(Code.FORM_BROKEN)) from fault
    # written as latin-1, so that signs that nobody escaped are bytes again
    return {
        name.strip().lower(): value.encode("utf-8", "surrogateescape")
        for name, value in reversed(pairs)
    }


def carried(fields: Mapping[str, bytes]) -> Carried:
    """
    Take the document out of whichever field it travels in; cxml-base64 is looked for first.

    Raises Unreadable where no field carries one.
    """
    if _BASE64 in fields:
        return Carried(document=_unpacked(fields[_BASE64]))
    name = next((name for name in _WRITTEN_OUT if name in fields), None)
    if name is None:
        raise Unreadable(finding(Code.FORM_BROKEN))
    return _written_out(fields[name])


def _unpacked(field: bytes) -> bytes:
    # "+" is a space in a form, and whoever forgot to escape it lost it; lines may be broken
    whole = field.replace(b" ", b"+").translate(None, b"\r\n\t")
    try:
        return b64decode(whole, validate=True)
    except ValueError as fault:
        raise Unreadable(finding(Code.FORM_BROKEN)) from fault


def _written_out(field: bytes) -> Carried:
    findings: list[Finding] = []
    if field.lstrip()[:3].upper() == b"%3C":
        # a space is written in one of two ways, by whole documents at a time
        field = unquote_to_bytes(field if b"%20" in field else field.replace(b"+", b" "))
        findings.append(finding(Code.FORM_ENCODED_TWICE))
    if not field.isascii():
        findings.append(finding(Code.FORM_NOT_ASCII))
    # its encoding is that of the form, whatever the declaration says (cXML guide, section 3.1.12)
    declaration = _DECLARATION.match(field)
    if declaration is not None:
        field = b"\n" * declaration.group().count(b"\n") + field[declaration.end() :]
    return Carried(document=field, findings=tuple(findings))
