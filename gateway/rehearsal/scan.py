"""Where elements stand in a text, to the character, even when the text is not well-formed.

This is no parser and must never be used as one: nothing is decided by what it finds. lxml does not
tell where a value begins and ends, and a document that was printed anew would no longer be the one
that was recorded: its encoding, comments, white space and faults are what it is there for.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Possessive quantifiers: text that is no markup costs one look, however hostile it is.
_MARKUP = re.compile(
    r"""
    (?P<skip> <!--(?:[^-]|-(?!->))*+-->
            | <\?(?:[^?]|\?(?!>))*+\?>
            | <!DOCTYPE[^<>\[]*+(?:\[[^\]]*+\]\s*+)?>
            | <!\[CDATA\[(?P<literal>(?:[^\]]|\](?!\]>))*+)\]\]> )
  | </(?P<close>[^\s<>/]++)\s*+>
  | <(?P<open>[^\s<>/!?="']++)(?P<attributes>(?:[^"'<>]|"[^"]*+"|'[^']*+')*+)>
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"']++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, from the first character to the one after the last."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Cut the stretch out of the text."""
        return text[self.start : self.end]


@dataclass(slots=True, kw_only=True)
class Element:
    """One element: its path from the root, and where its values and its content stand."""

    path: tuple[str, ...]
    name_end: int
    attributes: dict[str, Span] = field(default_factory=dict)
    inside: Span | None = None


def elements(text: str) -> list[Element]:
    """List the elements in the order of their start tags; one never closed has no `inside`."""
    found: list[Element] = []
    unclosed: list[tuple[Element, int]] = []
    for markup in _MARKUP.finditer(text):
        if name := markup["open"]:
            parents = unclosed[-1][0].path if unclosed else ()
            element = Element(
                path=(*parents, name),
                name_end=markup.end("open"),
                attributes=dict(_attributes(text, Span(*markup.span("attributes")))),
            )
            found.append(element)
            if not markup["attributes"].endswith("/"):
                unclosed.append((element, markup.end()))
        elif markup["close"] and unclosed and unclosed[-1][0].path[-1] == markup["close"]:
            closed, start = unclosed.pop()
            closed.inside = Span(start, markup.start())
    return found


def words(content: str) -> str:
    """Read the text of some content: comments dropped, CDATA and references opened, trimmed."""
    pieces: list[str] = []
    position = 0
    for markup in _MARKUP.finditer(content):
        pieces.append(html.unescape(content[position : markup.start()]))
        pieces.append(markup["literal"] or "")
        position = markup.end()
    pieces.append(html.unescape(content[position:]))
    return "".join(pieces).strip()


def _attributes(text: str, within: Span) -> Iterator[tuple[str, Span]]:
    for attribute in _ATTRIBUTE.finditer(text, within.start, within.end):
        yield attribute[1], Span(*attribute.span(2 if attribute[2] is not None else 3))
