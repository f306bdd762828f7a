"""What the schemas know by name: their folder, the elements, and the type of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree

from gateway.cxml.safety import parse
from gateway.errors import Misconfigured

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
#: the module that joins the others
ROOT_MODULE: Final = "cxml.xsd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The names of all elements, and the types of texts and attributes as far as they are typed."""

    elements: frozenset[str]
    #: (element, attribute) to the name of its type; the attribute is empty for the element's text
    types: Mapping[tuple[str, str], str]
    #: the same, to the words that may stand there
    words: Mapping[tuple[str, str], tuple[str, ...]]


@cache
def schema_folder() -> Path:
    """
    Find the folder of the XSDs, in an installed package or in the source tree.

    Raises Misconfigured when it is in neither.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "schemas" / "cxml", package.parent / "schemas" / "cxml"):
        if (folder / ROOT_MODULE).is_file():
            return folder
    raise Misconfigured("The schemas of cXML are not installed; install the package again.")


@cache
def vocabulary() -> Vocabulary:
    """Read the names and types out of the XSDs, once."""
    roots = [parse(file.read_bytes()).root for file in sorted(schema_folder().glob("*.xsd"))]
    words_of_types = {
        str(node.get("name")): _words(node)
        for root in roots
        for node in root.iter(_XS + "simpleType")
    }
    elements = [node for root in roots for node in root.iterchildren(_XS + "element")]
    types: dict[tuple[str, str], str] = {}
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for element in elements:
        for attribute, declared, node in _declared(element):
            place = (str(element.get("name")), attribute)
            types[place] = declared
            words[place] = words_of_types.get(declared) or (_words(node) if attribute else ())
    return Vocabulary(
        elements=frozenset(str(element.get("name")) for element in elements),
        types=types,
        words={place: found for place, found in words.items() if found},
    )


def _declared(element: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    extension = element.find(f"{_XS}complexType/{_XS}simpleContent/{_XS}extension")
    text = element.get("type") if extension is None else extension.get("base")
    yield "", text or "", element
    for attribute in element.iter(_XS + "attribute"):
        name = attribute.get("name") or attribute.get("ref") or ""
        yield name, attribute.get("type") or attribute.get("ref") or "", attribute


def _words(node: etree._Element) -> tuple[str, ...]:
    return tuple(str(found.get("value")) for found in node.iter(_XS + "enumeration"))
