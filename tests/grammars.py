"""Two judges of documents: the official DTDs, which lie beside the repository, and our schemas."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree

from gateway.cxml.grammar import compiled

VERSION: Final = "1.2.071"


def official_faults(document: bytes, shared: Path, dtd: str = "cXML") -> list[str]:
    """Say what the official grammar has against a document."""
    judge = _official(shared / "cxml-dtd" / VERSION / f"{dtd}.dtd")
    judge.validate(_read(document))
    return [str(entry) for entry in judge.error_log]


def own_faults(document: bytes) -> list[str]:
    """Say what our schemas have against a document."""
    judge = compiled()
    judge.validate(_read(document))
    return [str(entry) for entry in judge.error_log]


@cache
def _official(file: Path) -> etree.DTD:
    with file.open("rb") as opened:
        return etree.DTD(opened)


def _read(document: bytes) -> etree._Element:
    quiet = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(document, quiet)
