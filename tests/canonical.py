"""Documents in one form, so that two can be compared by what they say."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Final

from lxml import etree

from gateway.cxml.binding import plans_by_tag
from gateway.cxml.writing import straighten

#: what the standard assumes where an attribute is absent, and what we write in any case
DEFAULTS: Final = {
    ("OrderRequestHeader", "type"): "new",
    ("OrderRequestHeader", "orderType"): "regular",
    ("ShipNoticeHeader", "operation"): "new",
    ("InvoiceDetailRequestHeader", "operation"): "new",
    ("InvoiceDetailRequestHeader", "purpose"): "standard",
    ("ReceiptRequestHeader", "operation"): "new",
    ("ReceiptItem", "type"): "received",
}
#: `.34` and `12.` are written as `0.34` and `12`
_POINT_FIRST: Final = re.compile(r"(-?)(\.[0-9]+)")
_POINT_LAST: Final = re.compile(r"(-?[0-9]+)\.")


def canonical(root: etree._Element) -> list[str]:
    """
    Say a document line by line: elements, attributes and texts in the standard's order.

    Comments, white space around texts, defaults and the spelling of numbers say nothing.
    """
    copied = deepcopy(root)
    etree.strip_tags(copied, etree.Comment)
    plans = plans_by_tag()
    for node in copied.iter("*"):
        if str(node.tag) in plans:
            straighten(node, plans[str(node.tag)])
    return list(_lines(copied, ""))


def _lines(node: etree._Element, path: str) -> list[str]:
    here = f"{path}/{node.tag!s}"
    attributes = {str(key): _value(str(text)) for key, text in node.items()}
    given = {key: text for key, text in attributes.items() if not _is_default(node, key, text)}
    lines = [f"{here} {sorted(given.items())} {_value(node.text or '')!r}"]
    for child in node:
        lines += _lines(child, here)
        if (child.tail or "").strip():
            lines.append(f"{here} {_value(child.tail or '')!r}")
    return lines


def _is_default(node: etree._Element, key: str, text: str) -> bool:
    return DEFAULTS.get((str(node.tag), key)) == text


def _value(text: str) -> str:
    text = text.strip(" \t\r\n")
    if first := _POINT_FIRST.fullmatch(text):
        return f"{first.group(1)}0{first.group(2)}"
    last = _POINT_LAST.fullmatch(text)
    return last.group(1) if last else text
