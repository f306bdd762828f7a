"""Documents of every kind, made by the official DTDs: accepted, understood, and lost nothing of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.binding import plans_by_tag
from gateway.cxml.documents import read
from gateway.cxml.grammar import compiled
from gateway.cxml.kinds import Kind
from gateway.cxml.writing import straighten, write
from tests.canonical import canonical
from tests.dtd_documents import FOLDER, MADE, documents, grammar_of
from tests.dtd_mutants import mutants
from tests.needs import missing

#: at least so many a run; `make fuzz` asks for many more
EXAMPLES = max(300, settings.default.max_examples if settings.default else 0)
SCHEMA = compiled()

Made = tuple[Kind, etree._Element]
Mutated = tuple[Kind, tuple[etree._Element, str]]


def of_any_kind(draw_from: object) -> st.SearchStrategy[tuple[Kind, object]]:
    """Draw a kind, and something of that kind."""
    assert callable(draw_from)
    return st.sampled_from(MADE).flatmap(lambda kind: st.tuples(st.just(kind), draw_from(kind)))


@pytest.fixture(scope="module", autouse=True)
def official() -> Path:
    """The official DTDs, without which nothing can be made."""
    return FOLDER if FOLDER.is_dir() else missing("the official DTDs")


@given(drawn=of_any_kind(documents))
@settings(max_examples=EXAMPLES)
def test_what_the_dtd_allows_our_schemas_accept(drawn: Made) -> None:
    """Whatever is built by the official grammar is valid under ours."""
    kind, root = drawn

    assert grammar_of(kind.dtd).dtd.validate(root), grammar_of(kind.dtd).dtd.error_log
    assert SCHEMA.validate(root), SCHEMA.error_log


@given(drawn=of_any_kind(mutants))
@settings(max_examples=EXAMPLES)
def test_what_the_dtd_forbids_our_schemas_reject(drawn: Mutated) -> None:
    """A document with one fault in its structure is refused by both grammars."""
    kind, (root, fault) = drawn
    assume(not grammar_of(kind.dtd).dtd.validate(root))
    note(fault)

    assert not SCHEMA.validate(root)


@given(drawn=of_any_kind(documents))
@settings(max_examples=EXAMPLES)
def test_a_valid_document_is_understood_and_nothing_of_it_is_lost(drawn: Made) -> None:
    """What is read and written again is valid and says the same, to the last attribute."""
    kind, root = drawn
    dtd = grammar_of(kind.dtd).dtd

    document = read(etree.tostring(root), "text/xml")
    written = write(document.envelope)

    assert kind is document.kind
    assert () == document.errors
    assert canonical(root) == canonical(written)
    assert dtd.validate(written), dtd.error_log


@given(drawn=of_any_kind(documents))
def test_a_valid_document_is_in_order_already(drawn: Made) -> None:
    """Putting children into the standard's order moves none that stood right."""
    _, root = drawn
    plans = plans_by_tag()
    before = etree.tostring(root)

    for node in [found for found in root.iter("*") if str(found.tag) in plans]:
        straighten(node, plans[str(node.tag)])

    assert before == etree.tostring(root)
