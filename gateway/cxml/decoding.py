"""Bytes to text: one encoding out of a short list, on which everything that names one agrees."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding, finding
from gateway.cxml.phrases import phrase
from gateway.cxml.refusal import Unreadable

#: what XML calls white space
SPACE: Final = " \t\r\n"

#: the names under which each encoding is asked for, to the codec that reads it
_CODECS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "iso8859-1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_SHOWN: Final = {"utf-8": "UTF-8", "ascii": "US-ASCII", "cp1252": "windows-1252"}

# The marks of UTF-32 begin with those of UTF-16, so they are looked for first.
_REFUSED_STARTS: Final = (
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    b"\x4c\x6f\xa7\x94",  # "<?xm" in EBCDIC
    b"\x2b\x2f\x76",  # the byte order mark in UTF-7
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CHARSET: Final = re.compile(
    r";\s*charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^;\s]*))", re.IGNORECASE
)
_MEDIA_TYPE: Final = re.compile(r"(?:text|application)/(?:[\w.-]+\+)?xml", re.IGNORECASE | re.ASCII)
_DECLARATION: Final = re.compile(
    r"<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:\"([^\"<]*)\"|'([^'<]*)')"
    r"(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:\"([^\"<]*)\"|'([^'<]*)'))?"
    r"(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:\"(?:yes|no)\"|'(?:yes|no)'))?[ \t\r\n]*\?>"
)
_MARK_SAID: Final = phrase("byte order mark")
_CHARSET_SAID: Final = phrase("charset parameter")
_CHARSET_AGAIN: Final = phrase("charset parameter after it")
_DECLARATION_SAID: Final = phrase("XML declaration")
#: within so many bytes white space must end and the declaration with it
_BEGINNING: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document as text; its declaration is taken off, `lines_before` line ends went with it."""

    text: str
    lines_before: int
    findings: tuple[Finding, ...]


def decode(body: bytes, content_type: str | None) -> Decoded:
    """
    Read the bytes of an XML document as text.

    UTF-8, US-ASCII, ISO-8859-1, windows-1252, and UTF-16 with a byte order mark are taken; byte
    order mark, charset parameter and declaration must agree. Raises Unreadable otherwise.
    """
    mark, marked = _mark(body)
    charset = _charset(content_type)
    declaration, spaces = _declaration(body, mark, marked)
    declared = _first(declaration, 3, 4) if declaration else None
    codec = _agreed(marked, _known(charset), _known(declared))
    text = _read(body[len(mark) :], codec)
    if "\0" in text:
        raise Unreadable(finding(Code.CHARACTER_REFUSED, line=_line(text, text.index("\0"))))
    if declaration is None:
        return Decoded(text=text, lines_before=0, findings=_odd_type(content_type))
    end = spaces + declaration.end()
    return Decoded(
        text=text[end:],
        lines_before=text.count("\n", 0, end),
        findings=_odd_type(content_type) + _odd_start(spaces),
    )


def _mark(body: bytes) -> tuple[bytes, str | None]:
    if not body:
        raise Unreadable(finding(Code.BODY_EMPTY))
    if body.startswith(_REFUSED_STARTS):
        raise Unreadable(finding(Code.ENCODING_REFUSED))
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return mark, codec
    if b"\0" in body[:4]:
        # UTF-16 or UTF-32 without a mark: which one would be a guess.
        raise Unreadable(finding(Code.ENCODING_REFUSED))
    return b"", None


def _charset(content_type: str | None) -> str | None:
    if content_type is None:
        return None
    found = [double or single or plain for double, single, plain in _CHARSET.findall(content_type)]
    if len({name.strip().lower() for name in found}) > 1:
        raise _contradiction(_CHARSET_SAID, _CHARSET_AGAIN)
    return found[0].strip() or None if found else None


def _declaration(body: bytes, mark: bytes, marked: str | None) -> tuple[re.Match[str] | None, int]:
    # Every encoding on the list that needs no mark writes a declaration in the bytes of US-ASCII.
    beginning = body[len(mark) : _BEGINNING].decode(marked or "iso-8859-1", "replace")
    stripped = beginning.lstrip(SPACE)
    if not stripped.startswith("<"):
        raise Unreadable(finding(Code.NOT_XML if body[len(mark) :].strip() else Code.BODY_EMPTY))
    spaces = len(beginning) - len(stripped)
    if not stripped.startswith(("<?xml ", "<?xml\t", "<?xml\r", "<?xml\n")):
        return None, spaces
    line = beginning.count("\n", 0, spaces) + 1
    declaration = _DECLARATION.match(stripped)
    if declaration is None:
        reason = phrase("its XML declaration cannot be read")
        raise Unreadable(finding(Code.NOT_WELL_FORMED, line=line, reason=reason))
    if _first(declaration, 1, 2) != "1.0":
        raise Unreadable(finding(Code.XML_VERSION, line=line))
    return declaration, spaces


def _first(match: re.Match[str], one: int, other: int) -> str | None:
    return match.group(other) if match.group(one) is None else match.group(one)


def _known(name: str | None) -> str | None:
    if name is None:
        return None
    codec = _CODECS.get(name.lower().replace("_", "-"))
    if codec is None:
        raise Unreadable(finding(Code.ENCODING_REFUSED))
    return codec


def _agreed(marked: str | None, charset: str | None, declared: str | None) -> str:
    if charset and declared and not _same(charset, declared):
        raise _contradiction(_CHARSET_SAID, _DECLARATION_SAID)
    named = charset or declared
    if marked is None:
        if named is not None and named.startswith("utf-16"):
            raise Unreadable(finding(Code.ENCODING_REFUSED))
        return named or "utf-8"
    if charset and not _same(marked, charset):
        raise _contradiction(_MARK_SAID, _CHARSET_SAID)
    if declared and not _same(marked, declared):
        raise _contradiction(_MARK_SAID, _DECLARATION_SAID)
    return marked


def _same(one: str, other: str) -> bool:
    # "UTF-16" leaves the order of bytes to the mark.
    return one == other or ("utf-16" in {one, other} and one[:6] == other[:6])


def _contradiction(first: str, second: str) -> Unreadable:
    return Unreadable(finding(Code.ENCODING_CONTRADICTED, first=first, second=second))


def _read(body: bytes, codec: str) -> str:
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(codec, "replace")
        shown = _SHOWN.get(codec, codec.upper())
        line = before.count("\n") + 1
        raise Unreadable(finding(Code.BYTES_NOT_IN_ENCODING, line=line, encoding=shown)) from error


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _odd_type(content_type: str | None) -> tuple[Finding, ...]:
    if content_type is None:
        return ()
    media_type = content_type.partition(";")[0].strip()
    return () if _MEDIA_TYPE.fullmatch(media_type) else (finding(Code.CONTENT_TYPE),)


def _odd_start(spaces: int) -> tuple[Finding, ...]:
    return (finding(Code.SPACE_BEFORE_DECLARATION, line=1),) if spaces else ()
