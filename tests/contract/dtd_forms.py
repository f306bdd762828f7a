"""Content models and attributes in one form, out of the official DTDs and out of our schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:  # these names are in lxml's stubs alone
    from lxml.etree._dtd import _DTDAttributeDecl, _DTDElementContentDecl, _DTDElementDecl

XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_DTD_OCCURS: Final = {"once": "", "opt": "?", "mult": "*", "plus": "+"}
_XSD_OCCURS: Final = {
    ("1", "1"): "",
    ("0", "1"): "?",
    ("0", "unbounded"): "*",
    ("1", "unbounded"): "+",
}
#: types of ours whose elements hold text alone
_TEXTS: Final = ("TextInLanguage", "TextMaybeInLanguage")


def dtd_forms(file: Path) -> dict[str, str]:
    """Give the form of every element of a DTD that belongs to cXML itself."""
    with file.open("rb") as opened:
        declared = etree.DTD(opened).iterelements()
    return {str(element.name): _dtd_form(element) for element in declared if not element.prefix}


def xsd_forms(folder: Path) -> dict[str, str]:
    """Give the form of every element that our schemas describe; opaque ones are left out."""
    roots = [etree.parse(file).getroot() for file in sorted(folder.glob("*.xsd"))]
    elements = [node for root in roots for node in root.iterchildren(XS + "element")]
    described = [node for node in elements if node.get("type") != "Opaque"]
    return {str(node.get("name")): _xsd_form(node) for node in described}


def _dtd_form(element: _DTDElementDecl) -> str:
    attributes = sorted(_dtd_attribute(found) for found in element.iterattributes())
    return f"{_dtd_content(element)} [{' '.join(found for found in attributes if found)}]"


def _dtd_content(element: _DTDElementDecl) -> str:
    if element.content is None:
        return str(element.type)
    if element.type == "mixed":
        names = sorted(name for name in _dtd_names(element.content) if name)
        return f"mixed({'|'.join(names)})"
    return _joined(*_dtd_model(element.content))


def _dtd_names(content: _DTDElementContentDecl | None) -> Iterator[str]:
    if content is None:
        return
    if content.type == "element":
        yield str(content.name)
    yield from _dtd_names(content.left)
    yield from _dtd_names(content.right)


def _dtd_model(content: _DTDElementContentDecl) -> tuple[str, list[str]]:
    occurs = _DTD_OCCURS[str(content.occur)]
    if content.type == "element":
        return "", [f"{content.name}{occurs}"]
    sign = "," if content.type == "seq" else "|"
    parts = [part for side in (content.left, content.right) for part in _flat(sign, side)]
    return (sign, parts) if not occurs else ("", [f"({sign.join(parts)}){occurs}"])


def _flat(sign: str, content: _DTDElementContentDecl | None) -> list[str]:
    if content is None:
        return []
    inner, parts = _dtd_model(content)
    return parts if inner in {"", sign} else [f"({inner.join(parts)})"]


def _joined(sign: str, parts: list[str]) -> str:
    return sign.join(parts)


def _dtd_attribute(found: _DTDAttributeDecl) -> str:
    name = f"{found.prefix}:{found.name}" if found.prefix else str(found.name)
    if name.startswith("xmlns"):
        return ""
    words = "|".join(sorted(found.values())) if found.type == "enumeration" else ""
    needed = "!" if found.default == "required" else ""
    return f"{name}{needed}" + (f"({words})" if words else "")


def _xsd_form(element: etree._Element) -> str:
    attributes = sorted(_xsd_attribute(node) for node in _xsd_attributes(element))
    return f"{_xsd_content(element)} [{' '.join(attributes)}]"


def _xsd_attributes(element: etree._Element) -> Iterator[etree._Element]:
    yield from element.iter(XS + "attribute")
    if element.get("type") in _TEXTS:
        needed = "required" if element.get("type") == "TextInLanguage" else "optional"
        yield etree.Element(XS + "attribute", ref="xml:lang", use=needed)


def _xsd_attribute(node: etree._Element) -> str:
    name = node.get("name") or node.get("ref")
    needed = "!" if node.get("use") == "required" else ""
    words = "|".join(sorted(_xsd_words(node)))
    return f"{name}{needed}" + (f"({words})" if words else "")


def _xsd_words(node: etree._Element) -> list[str]:
    found = [str(word.get("value")) for word in node.iter(XS + "enumeration")]
    return found or WORDS.get(node.get("type", ""), [])


def _xsd_content(element: etree._Element) -> str:
    inside = element.find(XS + "complexType")
    if inside is None:
        return "any" if element.get("type") == "Anything" else "mixed()"
    if inside.find(XS + "complexContent") is not None:
        return "any"
    if inside.find(XS + "simpleContent") is not None:
        return "mixed()"
    if inside.get("mixed") == "true":
        names = sorted(str(node.get("ref")) for node in inside.iter(XS + "element"))
        return f"mixed({'|'.join(names)})"
    model = [node for node in inside if node.tag in {XS + "sequence", XS + "choice"}]
    return _joined(*_xsd_model(model[0])) if model else "empty"


def _xsd_model(node: etree._Element) -> tuple[str, list[str]]:
    occurs = _XSD_OCCURS[node.get("minOccurs", "1"), node.get("maxOccurs", "1")]
    if node.tag == XS + "element":
        return "", [f"{node.get('ref')}{occurs}"]
    sign = "," if node.tag == XS + "sequence" else "|"
    parts = [part for child in node for part in _xsd_flat(sign, child)]
    if not occurs:
        return ("" if len(parts) == 1 else sign), parts
    return "", [f"({sign.join(parts)}){occurs}"]


def _xsd_flat(sign: str, node: etree._Element) -> list[str]:
    inner, parts = _xsd_model(node)
    return parts if inner in {"", sign} else [f"({inner.join(parts)})"]


def _named_words(folder: Path) -> dict[str, list[str]]:
    types = etree.parse(folder / "types.xsd").getroot().iterchildren(XS + "simpleType")
    return {
        str(node.get("name")): [str(word.get("value")) for word in node.iter(XS + "enumeration")]
        for node in types
    }


WORDS: Final = _named_words(Path(__file__).resolve().parents[2] / "schemas" / "cxml")
