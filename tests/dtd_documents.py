"""Documents made by the rules of the official DTDs: valid ones, and ones with a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.kinds import KINDS, Kind
from gateway.cxml.versions import NEWEST
from gateway.cxml.vocabulary import vocabulary

if TYPE_CHECKING:  # these names are in lxml's stubs alone
    from lxml.etree._dtd import _DTDAttributeDecl, _DTDElementContentDecl

#: the official grammars, one folder a version
FOLDER: Final = Path(__file__).resolve().parents[2] / "shared" / "cxml-dtd"
#: of which the official grammars are here
COMPARED: Final = ("1.1.010", "1.2.014", "1.2.050", NEWEST)
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
#: the kinds that documents are made of
MADE: Final = tuple(KINDS.values())
#: below this depth under its payload a document has only what it must
DEEPEST: Final = 7
WORDS: Final = ("A-1", "blue", "x & y", "<3", "é", "two words", "007", "ЖЖ", "0.50", "a]]>b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One element as a DTD declares it."""

    type: str
    content: _DTDElementContentDecl | None
    attributes: tuple[_DTDAttributeDecl, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """A DTD, and how deep each of its elements is at least."""

    dtd: etree.DTD
    elements: dict[str, Declared]
    depths: dict[str, int]


@cache
def grammar_of(name: str, version: str = NEWEST) -> Grammar:
    """Load the official DTD of a name, such as `Fulfill`."""
    dtd = etree.DTD(str(FOLDER / version / f"{name}.dtd"))
    elements = {
        str(found.name): Declared(
            type=str(found.type),
            content=found.content,
            attributes=tuple(found.iterattributes()),
        )
        for found in dtd.iterelements()
        if not found.prefix
    }
    return Grammar(dtd=dtd, elements=elements, depths=_depths(elements))


def versions_of(kind: Kind) -> list[str]:
    """List the versions whose grammars know a kind of document, as far as they are here."""
    there = [version for version in COMPARED if (FOLDER / version / f"{kind.dtd}.dtd").is_file()]
    return [each for each in there if kind.name in grammar_of(kind.dtd, each).elements]


def _depths(elements: dict[str, Declared]) -> dict[str, int]:
    depths = dict.fromkeys(elements, 99)
    for _ in range(40):
        for name, declared in elements.items():
            depths[name] = 1 + _needed_depth(declared.content, depths)
    return depths


def _needed_depth(content: _DTDElementContentDecl | None, depths: dict[str, int]) -> int:
    if content is None or content.type == "pcdata" or content.occur in {"opt", "mult"}:
        return 0
    if content.type == "element":
        return depths.get(str(content.name), 99)
    sides = [_needed_depth(side, depths) for side in (content.left, content.right)]
    return max(sides) if content.type == "seq" else min(sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes elements by a grammar; `appetite` in per cent is how much that is optional it takes."""

    grammar: Grammar
    dice: Random
    appetite: int

    def element(self, name: str, depth: int) -> etree._Element:
        """Make an element that the grammar accepts."""
        declared = self.grammar.elements[name]
        node = etree.Element(name)
        for attribute in declared.attributes:
            self._attribute(node, attribute)
        if declared.type == "element":
            names = self._names(declared.content, lean=depth >= DEEPEST)
            node.extend(self.element(child, depth + 1) for child in names)
        elif declared.type == "any":
            self._anything(node, depth)
        elif declared.type == "mixed":
            self._mixed(node, declared, depth)
        return node

    def _takes(self) -> bool:
        return self.dice.randrange(100) < self.appetite

    def _attribute(self, node: etree._Element, declared: _DTDAttributeDecl) -> None:
        key = XML_LANG if declared.prefix == "xml" else str(declared.name)
        if declared.prefix not in {None, "xml"} or key.startswith("xmlns"):
            return
        if declared.type in {"id", "idref"}:
            return
        if declared.default == "required" or self._takes():
            node.set(key, self._value(node, declared))

    def _value(self, node: etree._Element, declared: _DTDAttributeDecl) -> str:
        words = [str(word) for word in declared.values()]
        if declared.default == "fixed":
            return str(declared.default_value)
        if words:
            return self.dice.choice(words)
        if str(declared.type).startswith("nmtoken"):
            return _token(self.dice)
        shown = "xml:lang" if declared.prefix == "xml" else str(declared.name)
        return self._text(str(node.tag), shown)

    def _anything(self, node: etree._Element, depth: int) -> None:
        node.text = self._text(str(node.tag), "")
        if node.tag == "Extrinsic" and depth < DEEPEST and self._takes():
            node.append(self.element("Description", depth + 1))

    def _mixed(self, node: etree._Element, declared: Declared, depth: int) -> None:
        node.text = self._text(str(node.tag), "")
        for name in content_names(declared.content):
            if depth < DEEPEST and self._takes():
                child = self.element(name, depth + 1)
                child.tail = self.dice.choice(WORDS)
                node.append(child)

    def _text(self, element: str, attribute: str) -> str:
        declared = vocabulary().types.get((element, attribute), "")
        made = VALUES.get(declared)
        if attribute == "xml:lang" or made is None:
            made = _language if attribute == "xml:lang" else _word
        return made(self.dice)

    def _names(self, content: _DTDElementContentDecl | None, *, lean: bool) -> Iterator[str]:
        if content is None:
            return
        for _ in range(self._times(str(content.occur), lean=lean)):
            if content.type == "element":
                # signatures are of another namespace
                yield from (str(content.name),) if content.name in self.grammar.elements else ()
            elif content.type == "seq":
                yield from self._names(content.left, lean=lean)
                yield from self._names(content.right, lean=lean)
            else:
                sides = [side for side in _sides(content) if self._is_shallow(side) or not lean]
                yield from self._names(self.dice.choice(sides), lean=lean)

    def _times(self, occur: str, *, lean: bool) -> int:
        least = 0 if occur in {"opt", "mult"} else 1
        if lean or occur == "once":
            return least
        more = int(self._takes())
        return least + more if occur != "opt" else more

    def _is_shallow(self, content: _DTDElementContentDecl) -> bool:
        return _needed_depth(content, self.grammar.depths) < 4


def _sides(content: _DTDElementContentDecl) -> Iterator[_DTDElementContentDecl]:
    for side in (content.left, content.right):
        if side is None:
            continue
        if side.type == "or" and side.occur == "once":
            yield from _sides(side)
        else:
            yield side


def content_names(content: _DTDElementContentDecl | None) -> list[str]:
    """List the elements that a content model names."""
    if content is None or content.type == "pcdata":
        return []
    if content.type == "element":
        return [str(content.name)]
    return [*content_names(content.left), *content_names(content.right)]


def _word(dice: Random) -> str:
    return dice.choice(WORDS)


def _token(dice: Random) -> str:
    return dice.choice(("one", "t-2"))


def _language(dice: Random) -> str:
    return dice.choice(("en", "de-DE", "fr"))


def _number(dice: Random) -> str:
    return str(Decimal(dice.randrange(-(10**6), 10**6)) / 100)


def _quantity(dice: Random) -> str:
    return str(Decimal(dice.randrange(1, 10**6)) / 10)


def _count(dice: Random) -> str:
    return str(dice.randrange(10**5))


def _moment(dice: Random) -> str:
    day = f"20{dice.randrange(100):02}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    return day + dice.choice(("", "T10:20:30+01:00", "T23:59:59.5-08:00", "T00:00:00Z"))


#: how a text of each type of our schemas is made
VALUES: Final[dict[str, Callable[[Random], str]]] = {
    "Number": _number,
    "Amount": _number,
    "Quantity": _quantity,
    "Count": _count,
    "xs:integer": _count,
    "Moment": _moment,
    "CurrencyCode": lambda dice: dice.choice(("EUR", "USD", "JPY")),
    "CountryCode": lambda dice: dice.choice(("DE", "FR", "US")),
    "Language": _language,
    "StatusCode": lambda dice: dice.choice(("200", "201", "406", "500")),
    "WebAddress": lambda dice: f"https://shop.example/{dice.randrange(99)}?a=1&b=2",
    "PayloadID": lambda dice: f"{dice.randrange(10**6)}.made@buyer.example",
    "xs:NMTOKEN": _token,
    "xs:NCName": _token,
}


def made_document(kind: Kind, seed: int, appetite: int, version: str = NEWEST) -> etree._Element:
    """Make a whole document of a kind by a version, always the same for the same seed."""
    grammar = grammar_of(kind.dtd, version)
    maker = Maker(grammar=grammar, dice=Random(seed), appetite=appetite)  # noqa: S311
    root = etree.Element("cXML", payloadID=f"{seed}.made@buyer.example", version=version)
    root.set("timestamp", "2026-11-21T20:45:00+00:00")
    if kind.name == "Response":
        root.append(maker.element("Response", 0))
        return root
    root.append(maker.element("Header", DEEPEST - 2))
    carried = etree.SubElement(root, "Message" if kind.name.endswith("Message") else "Request")
    carried.append(maker.element(kind.name, 0))
    return root


def documents(kind: Kind, version: str = NEWEST) -> st.SearchStrategy[etree._Element]:
    """Draw valid documents of a kind by a version; smaller ones first when one of them fails."""
    return st.builds(
        made_document,
        st.just(kind),
        seed=st.integers(0, 2**32),
        appetite=st.integers(0, 40),
        version=st.just(version),
    )
