"""The DOCTYPE: looked at and taken out before any parser sees the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import finding
from gateway.cxml.refusal import Unreadable

#: what a public identifier may hold, but for the apostrophe (XML 1.0, production 13)
_PUBLIC: Final = r"- \r\na-zA-Z0-9()+,./:=?;!*#@$_%"
_DOCTYPE: Final = re.compile(
    r"<!DOCTYPE[ \t\r\n]+([^\s\"'<>\[\]]+)"
    rf"(?:[ \t\r\n]+(?:SYSTEM|PUBLIC[ \t\r\n]+(?:\"[{_PUBLIC}']*\"|'[{_PUBLIC}]*'))"
    r"[ \t\r\n]+(?:\"([^\"<>]*)\"|'([^'<>]*)'))?[ \t\r\n]*>"
)
#: what stands before the end of a DOCTYPE or the beginning of its internal subset
_BEFORE_SUBSET: Final = re.compile(r"<!DOCTYPE(?:[^\"'<>\[]|\"[^\"]*\"|'[^']*')*+\[")
_SPACES: Final = re.compile(r"[ \t\r\n]*")
_NAME: Final = "cXML"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolog:
    """A document without its DOCTYPE, its lines where they were; `system_id` is what it named."""

    text: str
    has_doctype: bool
    system_id: str | None


def without_doctype(text: str, lines_before: int) -> Prolog:
    """
    Take the DOCTYPE out of a document whose declaration is gone already.

    libxml2 would silently drop undefined entities from attributes were it left in place, and would
    apply the defaults of an internal subset. Raises Unreadable on an internal subset, a second
    DOCTYPE, a name other than cXML, or one that cannot be read.
    """
    start = _after_misc(text, 0)
    if not text.startswith("<!DOCTYPE", start):
        return Prolog(text=text, has_doctype=False, system_id=None)
    line = lines_before + text.count("\n", 0, start) + 1
    match = _DOCTYPE.match(text, start)
    if match is None:
        subset = _BEFORE_SUBSET.match(text, start)
        raise Unreadable(
            finding(Code.DOCTYPE_SUBSET if subset else Code.DOCTYPE_MALFORMED, line=line)
        )
    if match.group(1) != _NAME:
        raise Unreadable(finding(Code.DOCTYPE_NAME, line=line))
    end = match.end()
    following = _after_misc(text, end)
    if text.startswith("<!DOCTYPE", following):
        second = lines_before + text.count("\n", 0, following) + 1
        raise Unreadable(finding(Code.DOCTYPE_TWICE, line=second))
    rest = text[:start] + "\n" * text.count("\n", start, end) + text[end:]
    return Prolog(text=rest, has_doctype=True, system_id=match.group(2) or match.group(3))


def _after_misc(text: str, position: int) -> int:
    """Find where white space, comments and processing instructions end; they hide a DOCTYPE."""
    while True:
        position = _SPACES.match(text, position).end()  # type: ignore[union-attr] # it matches nothing too
        if text.startswith("<!--", position):
            position = _past(text, "-->", position + 4)
        elif text.startswith("<?", position):
            position = _past(text, "?>", position + 2)
        else:
            return position


def _past(text: str, end: str, position: int) -> int:
    found = text.find(end, position)
    return len(text) if found < 0 else found + len(end)
