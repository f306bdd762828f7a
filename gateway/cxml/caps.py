"""The caps of the front door, each checked as cheaply as the document allows."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import finding
from gateway.cxml.limits import Limits
from gateway.cxml.refusal import Unreadable

#: shortest attribute together with the space before it: ` a=""`
_SHORTEST_ATTRIBUTE: Final = 5

#: so far reaches the declaration that stands in front of every document, in bytes
_DECLARED: Final = 38

# What is not closed runs to the end, so that a body of nothing but openings is read once.
_MARKUP: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|<([^\s/!?<>\"'=](?:[^\"'<>]|\"[^\"<]*\"|'[^'<]*')*+)>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(rb"=\s*(?:\"[^\"]*\"|'[^']*')")


def check_counts(markup: bytes, limits: Limits) -> None:
    """
    Refuse too many elements or attributes before a tree of them is built.

    Raises Unreadable. Counting signs gives an upper bound for next to nothing; only a document
    that passes it is counted exactly.
    """
    equals = markup.count(b"=")
    crowded = equals > limits.max_attributes and _has_long_tag(markup, limits)
    if crowded or equals + markup.count(b"<") > limits.max_nodes:
        _count(markup, limits)


def _has_long_tag(markup: bytes, limits: Limits) -> bool:
    # No tag holds a "<", so one with too many attributes is a long stretch without any.
    return _may_stretch(markup, (limits.max_attributes + 1) * _SHORTEST_ATTRIBUTE)


def _may_stretch(markup: bytes, length: int) -> bool:
    """Tell whether a stretch of `length` bytes may have no "<"; at least half of it has none."""
    # A stretch as long as two steps holds one whole step, wherever it begins.
    step = (length + 1) // 2
    ends = range(step, len(markup) + 1, step)
    return any(markup.find(b"<", end - step, end) < 0 for end in ends)


def _count(markup: bytes, limits: Limits) -> None:
    nodes = 0
    for found in _MARKUP.finditer(markup):
        tag = found.group(1)
        if tag is None:
            continue
        attributes = len(_ATTRIBUTE.findall(tag)) if b"=" in tag else 0
        nodes += 1 + attributes
        if attributes > limits.max_attributes:
            _refuse(Code.TOO_MANY_ATTRIBUTES, limits.max_attributes, _line(markup, found.start()))
        if nodes > limits.max_nodes:
            _refuse(Code.TOO_MANY_NODES, limits.max_nodes, _line(markup, found.start()))


def _line(markup: bytes, position: int) -> int:
    return markup.count(b"\n", 0, position) + 1


def check_tree(root: etree._Element, markup: bytes, limits: Limits) -> None:
    """
    Refuse a tree that is too deep, or that holds too long a text.

    Raises Unreadable. `markup` is what the tree was read from; where it shows that no text can be
    too long, the tree is not walked.
    """
    if _deeper_than(limits.max_depth)(root):
        _refuse(Code.TOO_DEEP, limits.max_depth, None)
    if _may_hold_long_text(markup, limits):
        for node in root.iter():
            _check_texts(node, limits)


def _may_hold_long_text(markup: bytes, limits: Limits) -> bool:
    if len(markup) <= limits.max_text_bytes:
        return False
    # Without comments, CDATA sections and instructions (the first one is our declaration) a text
    # is one stretch without any "<", and so is a tag with its attributes.
    # A single sign is found ten times as fast as two, and most documents hold neither.
    in_pieces = (b"!" in markup and b"<!" in markup) or (
        markup.find(b"?", _DECLARED) > 0 and markup.find(b"<?", 2) > 0
    )
    return in_pieces or _may_stretch(markup, limits.max_text_bytes)


@cache
def _deeper_than(depth: int) -> etree.XPath:
    # A fixed question to libxml2, about thirty times as fast as walking the tree in Python.
    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")


def _check_texts(node: etree._Element, limits: Limits) -> None:
    for text in (node.text, node.tail, *node.attrib.values()):
        if text and _is_too_long(text, limits.max_text_bytes):
            _refuse(Code.TEXT_BEYOND_LIMIT, limits.max_text_bytes, node.sourceline)


def _is_too_long(text: str, most: int) -> bool:
    # No character takes more than four bytes, so most texts need not be encoded to be measured.
    return len(text) * 4 > most and len(text.encode()) > most


def _refuse(code: Code, limit: int, line: int | None) -> None:
    raise Unreadable(finding(code, line=line, limit=f"{limit}"))
