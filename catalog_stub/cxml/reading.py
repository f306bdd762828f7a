"""Turn received bytes into a document tree, safely: no DTD, no entity, no network."""

from __future__ import annotations

import re

from lxml import etree

_DECLARED_TYPE = re.compile(
    rb"""<!DOCTYPE\s+[\w:.-]+                          # the name of the root
         (?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:"[^"]*"|'[^']*')){1,2})?
         \s*>                                          # no [ in sight: no internal subset""",
    re.VERBOSE,
)


class UnreadableDocument(Exception):
    """The document is not cXML that this shop reads."""


def parse(raw: bytes) -> etree._Element:
    """Return the root of a cXML document; raises `UnreadableDocument`.

    A plain DOCTYPE is taken away before the parser sees it, so that no DTD can matter; one with an
    internal subset, or one that is spelled so that it cannot be recognised, is refused.
    """
    plain = _DECLARED_TYPE.sub(b"", raw.strip(), count=1)
    # A parser belongs to one thread, so each call has its own.
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(plain, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("The document is not well-formed XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("A document type with declarations of its own is refused.")
    if root.tag != "cXML":
        raise UnreadableDocument("The root element is not cXML.")
    return root


def text_at(element: etree._Element, path: str) -> str | None:
    """Return the text of the first element under `path`, trimmed, or None if there is none."""
    found = element.find(path)
    if found is None:
        return None
    return "".join(str(part) for part in found.itertext()).strip() or None


def attribute_at(element: etree._Element, path: str, name: str) -> str | None:
    """Return an attribute of the first element under `path`, trimmed, or None."""
    found = element.find(path)
    if found is None:
        return None
    return found.get(name, "").strip() or None
