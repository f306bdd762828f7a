"""Documents with one fault in their structure, made from valid ones."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Final

from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.kinds import Kind
from gateway.cxml.vocabulary import vocabulary
from tests.dtd_documents import Grammar, documents, grammar_of

#: an element and an attribute that no DTD knows
STRANGE: Final = "Strange"


def mutant(root: etree._Element, kind: Kind, seed: int) -> tuple[etree._Element, str]:
    """
    Change one thing in a copy of a document, and say what.

    What our schemas leave open on purpose is left alone: opaque elements, and the inside of those
    that hold anything. The change may leave the document valid.
    """
    made, dice, grammar = deepcopy(root), Random(seed), grammar_of(kind.dtd)  # noqa: S311
    nodes = [node for node in made.iter("*") if not _is_open(node)]
    faults = list(FAULTS.items())
    while True:
        node = dice.choice(nodes)
        name, fault = dice.choice(faults)
        if fault(node, grammar, dice):
            return made, f"{name} in {node.tag!s}"


def _is_open(node: etree._Element) -> bool:
    types = vocabulary().types
    above = [node, *node.iterancestors()]
    return any(types.get((str(each.tag), "")) == "Opaque" for each in above)


def _holds_anything(node: etree._Element, grammar: Grammar) -> bool:
    return grammar.elements[str(node.tag)].type == "any"


def _loses_attribute(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    if node.attrib:
        del node.attrib[dice.choice(list(node.attrib))]
        return True
    return False


def _gets_attribute(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    node.set(STRANGE.lower(), "1")
    return True


def _gets_odd_word(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    if node.tag == "cXML":  # signatureVersion: signatures are a wildcard in our schemas
        return False
    declared = grammar.elements[str(node.tag)].attributes
    words = [str(each.name) for each in declared if each.type == "enumeration" and not each.prefix]
    if words:
        node.set(dice.choice(words), STRANGE)
    return bool(words)


def _loses_child(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    if len(node) and not _holds_anything(node, grammar):
        node.remove(dice.choice(list(node)))
        return True
    return False


def _repeats_child(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    if len(node) and not _holds_anything(node, grammar):
        child = dice.choice(list(node))
        child.addnext(deepcopy(child))
        return True
    return False


def _swaps_children(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    pairs = [(one, one.getnext()) for one in node]
    unlike = [(one, two) for one, two in pairs if two is not None and one.tag != two.tag]
    if not unlike or _holds_anything(node, grammar):
        return False
    one, two = dice.choice(unlike)
    two.addnext(one)
    return True


def _gets_child(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    if _holds_anything(node, grammar):
        return False
    child = etree.Element(dice.choice((STRANGE, "Money", "URL", "Total", "ItemOut")))
    node.insert(dice.randrange(len(node) + 1), child)
    return True


def _gets_text(node: etree._Element, grammar: Grammar, dice: Random) -> bool:
    if grammar.elements[str(node.tag)].type in {"element", "empty"}:
        node.text = STRANGE
        return True
    return False


#: what is done, and how; each tells whether it could be done there
FAULTS: Final[dict[str, Callable[[etree._Element, Grammar, Random], bool]]] = {
    "attribute gone": _loses_attribute,
    "attribute of no meaning": _gets_attribute,
    "word of no meaning": _gets_odd_word,
    "child gone": _loses_child,
    "child twice": _repeats_child,
    "children swapped": _swaps_children,
    "child too many": _gets_child,
    "text out of place": _gets_text,
}


def mutants(kind: Kind) -> st.SearchStrategy[tuple[etree._Element, str]]:
    """Draw documents of a kind in which one thing is changed, and what that is."""
    return st.builds(mutant, documents(kind), st.just(kind), st.integers(0, 2**32))
