"""Changes documents as documents, so that what comes out is mostly still one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Final

from lxml import etree

from gateway.cxml.safety import new_parser

Change = Callable[[etree._Element, etree._Element, Random], None]

#: what is said where something else is expected
VALUES: Final = (
    "",
    " ",
    "0",
    "-1",
    ".5",
    "1e3",
    "NaN",
    "9" * 30,
    "\u0661\u0662",
    "1,5",
    "ZZZ",
    "EUR",
    "yes",
    "New",
    "test",
    "production",
    "2026-13-45",
    "2026-11-21T10:00:00Z",
    "javascript:alert(1)",
    "a@b",
    "x" * 2000,
    "\U0001f600",
    "]]>&lt;",
)
NAMES: Final = (
    *("cXML", "Header", "From", "To", "Sender", "Credential", "Identity", "SharedSecret"),
    *("Request", "Response", "Message", "Status", "OrderRequest", "PunchOutSetupRequest"),
    *("ItemOut", "ItemIn", "ItemID", "Money", "Extrinsic", "Comments", "URL", "x"),
)
ATTRIBUTES: Final = (
    *("payloadID", "timestamp", "domain", "quantity", "lineNumber", "currency", "type"),
    *("operation", "deploymentMode", "orderID", "isoCountryCode", "name", "x"),
    "{http://www.w3.org/XML/1998/namespace}lang",
)


def changed(body: bytes, seed: int) -> bytes | None:
    """Change one to four things in a document; None when it is none."""
    random = Random(seed)  # noqa: S311 - a test that can be repeated
    try:
        root = etree.fromstring(body, new_parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
    for _ in range(random.randint(1, 4)):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        random.choice(CHANGES)(random.choice(nodes), random.choice(nodes), random)
    encoding = random.choice(["UTF-8", "UTF-8", "UTF-16", "ISO-8859-1"])
    return etree.tostring(root, encoding=encoding, xml_declaration=random.random() < 0.7)


def _set_attribute(node: etree._Element, _other: etree._Element, random: Random) -> None:
    node.set(random.choice([*node.keys(), *ATTRIBUTES]), random.choice(VALUES))


def _drop_attribute(node: etree._Element, _other: etree._Element, random: Random) -> None:
    if node.attrib:
        del node.attrib[random.choice(node.keys())]


def _set_text(node: etree._Element, _other: etree._Element, random: Random) -> None:
    node.text = random.choice(VALUES)


def _set_tail(node: etree._Element, _other: etree._Element, random: Random) -> None:
    if node.getparent() is not None:
        node.tail = random.choice(VALUES)


def _rename(node: etree._Element, other: etree._Element, random: Random) -> None:
    node.tag = random.choice([*NAMES, other.tag])


def _drop(node: etree._Element, _other: etree._Element, _random: Random) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _repeat(node: etree._Element, _other: etree._Element, _random: Random) -> None:
    if node.getparent() is not None:
        node.addnext(deepcopy(node))


def _graft(node: etree._Element, other: etree._Element, random: Random) -> None:
    other.insert(random.randint(0, len(other)), deepcopy(node))


def _interrupt(node: etree._Element, _other: etree._Element, random: Random) -> None:
    node.insert(0, random.choice([etree.Comment("a"), etree.ProcessingInstruction("b", "c")]))


CHANGES: Final[tuple[Change, ...]] = (
    _set_attribute,
    _drop_attribute,
    _set_text,
    _set_tail,
    _rename,
    _drop,
    _repeat,
    _graft,
    _interrupt,
)
