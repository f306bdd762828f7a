"""The inside of an element as text: whole, however comments, CDATA or children split it."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

from lxml import etree

from gateway.cxml.safety import fragment

_TAG: Final = re.compile(r"<[^>]*>")
_ESCAPED: Final = re.compile(r"[&<>\r]")


def whole_text(node: etree._Element) -> str:
    """Give the whole text of an element and of everything in it; never just its first piece."""
    if len(node) == 0:
        return node.text or ""
    return "".join(node.itertext())


def inner_xml(node: etree._Element) -> str:
    """Give everything inside an element as XML text, children and white space included."""
    if len(node) == 0:
        return _escaped(node.text or "")
    parts = [_escaped(node.text or "")]
    parts += [etree.tostring(child, encoding="unicode") for child in node]
    return "".join(parts)


def put_inner(node: etree._Element, inner: str) -> None:
    """
    Set what is inside an element from the text that `inner_xml` gave.

    Raises lxml.etree.XMLSyntaxError when it is not the inside of an element.
    """
    if "<" not in inner and "&" not in inner:
        node.text = inner
        return
    parsed = fragment(inner)
    node.text = parsed.text
    node.extend(list(parsed))


def _escaped(text: str) -> str:
    if not _ESCAPED.search(text):
        return text
    # a carriage return would otherwise be read back as a line feed
    return escape(text, quote=False).replace("\r", "&#13;")


def plain(inner: str) -> str:
    """Give the words alone of what `inner_xml` gave, without the elements between them."""
    return unescape(_TAG.sub("", inner)).strip()
