"""Versions of cXML: which there are, which one a document needs, and how it is fitted to one.

cXML only ever grew: what is valid under one version is valid under every later one. So a document
may declare any version from the oldest on that knows all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from lxml import etree

from gateway.cxml.binding import XML_LANG
from gateway.cxml.growth import FIRST, GROWTH, SEVERAL, SPARED
from gateway.cxml.vocabulary import vocabulary

#: what we write unless a connection says otherwise
NEWEST: Final = "1.2.071"
#: what a document may declare; not every number was published, and each stands for what came before
VERSIONS: Final = (FIRST, *(f"1.2.{number:03}" for number in range(1, 72)))

_RANKS: Final = {version: rank for rank, version in enumerate(VERSIONS)}


def newest(*versions: str) -> str:
    """Give the newest of some versions."""
    return max(versions, key=_RANKS.__getitem__)


def declared(root: etree._Element, wanted: str) -> str:
    """
    Tell which version a document shall declare: the one that is wanted, if that knows all of it.

    Otherwise the oldest one that does.
    """
    return wanted if wanted == NEWEST else newest(wanted, *_needs(root))


def fit(root: etree._Element, wanted: str) -> etree._Element:
    """
    Leave out of a document of ours what the wanted version does not know; changes the tree.

    What the document is about stays, and so does whatever stands where something has to.
    """
    if wanted != NEWEST:
        target = newest(wanted, *(_since(str(each.tag)) for each in _payloads(root)))
        _fit(root, target)
    return root


def _payloads(root: etree._Element) -> Iterator[etree._Element]:
    # also those of documents inside, such as a copy
    for carrying in root.iter("Request", "Message", "Response"):
        yield from carrying


def _fit(node: etree._Element, target: str) -> None:
    parent = str(node.tag)
    for key in [key for key in node.attrib if _is_newer(_of_attribute(parent, str(key)), target)]:
        del node.attrib[key]
    if vocabulary().types.get((parent, "")) == "Opaque":
        return
    unknown = [child for child in node if _is_newer(_of_child(node, child), target)]
    if len(unknown) < len(node) or (node.text or "").strip():
        for child in unknown:
            node.remove(child)
    for child in node:
        _fit(child, target)


def _is_newer(version: str, than: str) -> bool:
    return _RANKS[version] > _RANKS[than]


# ── what a document needs ─────────────────────────────────────────────────────────────────────


def _needs(root: etree._Element) -> Iterator[str]:
    """Tell for every part of a document since when it is known."""
    yield _since(str(root.tag))
    for node in root.iter(etree.Element):
        name = str(node.tag)
        for key, text in node.attrib.items():
            yield _of_attribute(name, str(key), str(text))
        for child in node:
            yield _of_child(node, child)
        yield from (
            version
            for (element, spared), version in SPARED.items()
            if element == name and node.find(spared) is None
        )


def _since(element: str) -> str:
    """Tell since when an element is known; what we know nothing of may be of the newest."""
    known = element in vocabulary().elements
    return _brought().get((element, ""), FIRST) if known else NEWEST


def _of_attribute(element: str, key: str, text: str = "") -> str:
    name = "@xml:lang" if key == XML_LANG else f"@{key}"
    return newest(_part(element, name), _part(element, f"{name}={text}"))


def _of_child(node: etree._Element, child: etree._Element) -> str:
    parent, name = str(node.tag), str(child.tag)
    is_first = node.find(name) is child
    again = FIRST if is_first else SEVERAL.get((parent, name), FIRST)
    return newest(_since(name), _part(parent, name), again)


def _part(element: str, part: str) -> str:
    return _brought().get((element, part), FIRST)


@cache
def _brought() -> dict[tuple[str, str], str]:
    """Give (element, part) to the version that brought it; the part is empty for the element."""
    found: dict[tuple[str, str], str] = {}
    for version, grew in GROWTH.items():
        found |= {(element, ""): version for element in grew.elements}
        for element, parts in grew.parts.items():
            found |= {(element, part): version for part in parts}
    return found
