"""Multipart messages, taken apart and put together: a document, and the files beside it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import PurePosixPath
from quopri import decodestring
from typing import Final
from urllib.parse import unquote

from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding, finding
from gateway.cxml.inner import whole_text
from gateway.cxml.limits import DEFAULT_LIMITS, Limits
from gateway.cxml.phrases import phrase
from gateway.cxml.refusal import Unreadable

#: headers that mean something else when a part has them twice
_ONCE: Final = ("content-type", "content-id", "content-transfer-encoding", "content-disposition")
_XML: Final = re.compile(r"(?:text|application)/(?:[\w.-]+\+)?xml", re.ASCII)
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]", re.ASCII)
_HEAD_END: Final = re.compile(rb"(?:\A|\r?\n)\r?\n")
#: folds of a header among them
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+[ \t]*")
_UNSHOWN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
#: only these mean anything in a part (RFC 2046, section 5.1)
_ABOUT_PART: Final = re.compile(r"content-[a-z-]+", re.IGNORECASE | re.ASCII)
_XML_TYPE: Final = "text/xml; charset=UTF-8"
_AS_IT_IS: Final = ("Content-Transfer-Encoding", "8bit")
#: so much of a file's name is kept, in characters
_LONGEST_NAME: Final = 200
_LONGEST_CONTENT_TYPE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    One part of a multipart message, its transfer encoding undone.

    `content_type` is the header as it was sent, text/plain where there was none; `name` is what the
    sender calls the file, fit to be shown and never to be used as a path. `sent` is what is carried
    on: the headers that say something about the part, each on one line, and its body as it came.
    """

    content_type: str
    content_id: str | None = None
    name: str | None = None
    body: bytes = field(repr=False)
    sent: bytes = field(default=b"", repr=False, compare=False)

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A document and what travels with it, in the order in which it was sent."""

    document: Part
    attachments: tuple[Part, ...]


def is_multipart(content_type: str | None) -> bool:
    """Tell whether a body of this Content-Type has parts."""
    return content_type is not None and content_type.lstrip().lower().startswith("multipart/")


def parts_of(body: bytes, content_type: str, limits: Limits = DEFAULT_LIMITS) -> Parcel:
    """
    Take a multipart/related or multipart/mixed body apart; both are treated alike.

    The document is the part that `start` names, or else the first that is XML. Raises Unreadable
    for a body that cannot be taken apart without guessing, or that is beyond the limits.
    """
    header = _header(content_type)
    parts = [
        part_of(raw, limits) for raw in _raw_parts(body, _parameter(header, "boundary"), limits)
    ]
    _refuse_doubles(parts)
    document = _document(parts, _parameter(header, "start"))
    attachments = tuple(part for part in parts if part is not document)
    if any(len(part.body) > limits.max_attachment_bytes for part in attachments):
        raise _beyond(Code.ATTACHMENT_TOO_LARGE, limits.max_attachment_bytes)
    return Parcel(document=document, attachments=attachments)


def message_of(document: bytes, files: Sequence[bytes]) -> tuple[bytes, str]:
    """
    Put a document and files into one multipart/related message; gives it and its Content-Type.

    Each file is a `Part.sent`. The same document and files make the same message, and nobody can
    write the boundary into either: it is made of both.
    """
    digest = sha256(document)
    for file in files:
        digest.update(sha256(file).digest())
    boundary, root = digest.hexdigest()[:48], f"<document.{digest.hexdigest()[48:]}@gateway>"
    first = _carried((("Content-Type", _XML_TYPE), ("Content-ID", root), _AS_IT_IS), document)
    pieces = (b"--%b\r\n%b\r\n" % (boundary.encode(), each) for each in (first, *files))
    kind = f'multipart/related; boundary="{boundary}"; type="text/xml"; start="{root}"'
    return b"".join(pieces) + b"--%b--\r\n" % boundary.encode(), kind


def _carried(headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """Write a part as it is carried on: its headers, each on one line, and its body."""
    lines = "".join(f"{name}: {_CONTROLS.sub(' ', said).strip()}\r\n" for name, said in headers)
    return b"%b\r\n%b" % (lines.encode("latin-1"), body)


def attachment_findings(
    root: etree._Element, attachments: Sequence[Part] = ()
) -> tuple[Finding, ...]:
    """
    Hold what a document names as attached against what travels with it.

    A file that is named and not there is an error; one that is there and not named is an advice.
    """
    carried = {part.content_id for part in attachments if part.content_id}
    named = {node: cid for node in root.iter("URL") if (cid := _cid_of(node)) is not None}
    found = [
        finding(
            Code.ATTACHMENT_MISSING, line=node.sourceline, path=node.getroottree().getpath(node)
        )
        for node, cid in named.items()
        if cid not in carried
    ]
    unnamed = [part for part in attachments if part.content_id not in named.values()]
    found += [finding(Code.ATTACHMENT_UNNAMED)] if unnamed else []
    return tuple(found)


def _cid_of(node: etree._Element) -> str | None:
    """Give the Content-ID that an attachment's address names; None for any other address."""
    above = node.getparent()
    scheme, colon, rest = whole_text(node).strip().partition(":")
    if above is None or above.tag != "Attachment" or not colon or scheme.strip().lower() != "cid":
        return None
    # the guide's own example has a space behind the colon
    return _bare(unquote(rest))


def _bare(content_id: str) -> str:
    return content_id.strip().removeprefix("<").removesuffix(">").strip()


def _raw_parts(body: bytes, boundary: str, limits: Limits) -> list[bytes]:
    """Cut a body at its boundaries; what stands before the first and after the last is left out."""
    if not _BOUNDARY.fullmatch(boundary):
        raise _broken(phrase("its Content-Type names no boundary that can be one"))
    marks = re.compile(
        rb"^--%b(--)?[ \t]*(?:\r?\n|\Z)" % re.escape(boundary.encode()), re.MULTILINE
    )
    found = list(islice(marks.finditer(body), limits.max_parts + 2))
    last = next((number for number, mark in enumerate(found) if mark.group(1)), len(found))
    if last > limits.max_parts:
        raise _beyond(Code.TOO_MANY_PARTS, limits.max_parts)
    if last in (0, len(found)):
        raise _broken(phrase("a boundary is missing, at its end or throughout"))
    between = pairwise(found[: last + 1])
    return [_between(body, one, other) for one, other in between]


def _between(body: bytes, one: re.Match[bytes], other: re.Match[bytes]) -> bytes:
    """Cut one part out; the line end before a boundary belongs to that, and is like the others."""
    part = body[one.end() : other.start()].removesuffix(b"\n")
    return part.removesuffix(b"\r") if one.group().endswith(b"\r\n") else part


def part_of(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> Part:
    """Read one part, as it came or as `Part.sent` keeps it. Raises Unreadable."""
    head_end = _HEAD_END.search(raw, 0, limits.max_part_header_bytes + 4)
    if head_end is None or head_end.start() > limits.max_part_header_bytes:
        raise _broken(phrase("a part has no end of its headers, or too many of them"))
    head = HeaderParser().parsestr(raw[: head_end.start()].decode("latin-1"))
    if any(len(head.get_all(name, ())) > 1 for name in _ONCE):
        raise _broken(phrase("a part has a header twice that may stand there only once"))
    content_type = str(head.get("content-type", "text/plain"))
    if is_multipart(content_type):
        raise _broken(phrase("a part has parts of its own"))
    body = raw[head_end.end() :]
    return Part(
        content_type=_shown(content_type[:_LONGEST_CONTENT_TYPE]),
        content_id=_bare(_shown(str(head.get("content-id", "")))) or None,
        name=_name(head),
        body=_decoded(body, str(head.get("content-transfer-encoding", ""))),
        sent=_carried(((n, str(v)) for n, v in head.items() if _ABOUT_PART.fullmatch(n)), body),
    )


def _shown(header: str) -> str:
    """Give a header's value on one line, without signs that cannot be seen."""
    return _UNSHOWN.sub("", _CONTROLS.sub(" ", header)).strip()


def _decoded(body: bytes, encoding: str) -> bytes:
    encoding = encoding.strip().lower()
    if encoding in ("", "7bit", "8bit", "binary"):
        return body
    if encoding == "quoted-printable":
        return decodestring(body)
    if encoding != "base64":
        raise _broken(phrase("a part has a Content-Transfer-Encoding that is not known"))
    try:
        return b64decode(b"".join(body.split()), validate=True)
    except ValueError as fault:
        raise _broken(phrase("a part says that it is Base64, and is not")) from fault


def _name(head: Message) -> str | None:
    """Give the last piece of a file's name, without signs that cannot be seen."""
    try:
        said = head.get_filename() or ""
    except ValueError:  # RFC 2231 lets a sender name any codec, such as one that reads nothing
        return None
    # and such a codec can give half a character, which nothing can write
    said = said.encode("utf-8", "ignore").decode()
    last = PurePosixPath(_UNSHOWN.sub("", said).replace("\\", "/")).name
    return last[-_LONGEST_NAME:].strip() or None


def _header(content_type: str) -> Message:
    header = Message()
    header["Content-Type"] = " ".join(content_type[:_LONGEST_CONTENT_TYPE].split())
    return header


def _parameter(header: Message, name: str) -> str:
    said = header.get_param(name)
    # three pieces where it names a codec and a language, which none of ours needs
    return "" if said is None else said if isinstance(said, str) else said[2]


def _document(parts: list[Part], start: str) -> Part:
    if start:
        wanted = _bare(start)
        found = next((part for part in parts if part.content_id == wanted), None)
    else:
        found = next((part for part in parts if _XML.fullmatch(part.media_type)), None)
    if found is None:
        raise _broken(phrase("no part of it is the document"))
    return found


def _refuse_doubles(parts: list[Part]) -> None:
    counts = Counter(part.content_id for part in parts if part.content_id)
    if any(count > 1 for count in counts.values()):
        raise Unreadable(finding(Code.CONTENT_ID_TWICE))


def _beyond(code: Code, limit: int) -> Unreadable:
    return Unreadable(finding(code, limit=f"{limit}"))


def _broken(reason: str) -> Unreadable:
    return Unreadable(finding(Code.MIME_BROKEN, reason=reason))
