"""Documents of every kind and of every version whose grammar is here: understood, and written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.documents import Document, read
from gateway.cxml.grammar import compiled
from gateway.cxml.kinds import Kind
from gateway.cxml.versions import VERSIONS, declared, fit
from gateway.cxml.vocabulary import vocabulary
from gateway.cxml.writing import write
from tests.canonical import canonical
from tests.dtd_documents import COMPARED, FOLDER, MADE, documents, grammar_of, versions_of
from tests.needs import missing

#: at least so many a run; `make fuzz` asks for many more
EXAMPLES = max(300, settings.default.max_examples if settings.default else 0)
OLDEST = COMPARED[0]
#: says how dates are written, in words that each version fixes anew; it is for parsers, not people
FIXED = ("a-dtype",)
SCHEMA = compiled()

Made = tuple[Kind, etree._Element]
Dated = tuple[Kind, str, etree._Element]


@pytest.fixture(scope="module", autouse=True)
def official() -> Path:
    """The official DTDs, without which nothing can be made."""
    return FOLDER if FOLDER.is_dir() else missing("the official DTDs")


def made() -> st.SearchStrategy[Made]:
    """Draw a kind, and a document of it by the newest grammar."""
    return st.sampled_from(MADE).flatmap(lambda kind: st.tuples(st.just(kind), documents(kind)))


def dated() -> st.SearchStrategy[Dated]:
    """Draw a kind, a version that knows it, and a document by the grammar of that version."""
    return (
        st.sampled_from(MADE)
        .flatmap(lambda kind: st.tuples(st.just(kind), st.sampled_from(versions_of(kind))))
        .flatmap(lambda drawn: st.tuples(*map(st.just, drawn), documents(*drawn)))
    )


def posted(version: str, root: etree._Element, dtd: str) -> Document:
    """Read a document that declares a version."""
    address = f"http://xml.cxml.org/schemas/cXML/{version}/{dtd}.dtd"
    return read(etree.tostring(root, doctype=f'<!DOCTYPE cXML SYSTEM "{address}">'), "text/xml")


def complaints(root: etree._Element, kind: Kind, version: str) -> list[str]:
    """Say what every official grammar from a version on, of those that are here, finds wrong."""
    wanted = [each for each in versions_of(kind) if VERSIONS.index(each) >= VERSIONS.index(version)]
    found = []
    for each in wanted:
        dtd = grammar_of(kind.dtd, each).dtd
        dtd.validate(root)
        found += [f"{each}: {entry.message}" for entry in dtd.error_log]
    return found


def holds_opaque(root: etree._Element) -> bool:
    """Tell whether there is an element that our schemas do not look into."""
    types = vocabulary().types
    return any(types.get((str(node.tag), "")) == "Opaque" for node in root.iter("*"))


@given(drawn=dated())
@settings(max_examples=EXAMPLES)
def test_what_we_write_is_valid_under_every_version_that_knows_it(drawn: Dated) -> None:
    """What any grammar allows is read, and written for it is valid under it and all later ones."""
    kind, version, root = drawn
    event(version)
    etree.strip_attributes(root, *FIXED)

    document = posted(version, root, kind.dtd)
    written = fit(write(document.envelope), version)

    assert (kind, ()) == (document.kind, document.errors)
    assert SCHEMA.validate(root), SCHEMA.error_log
    assert canonical(root) == canonical(written)
    assert [] == complaints(written, kind, version)
    assert holds_opaque(root) or version == declared(written, version)


@given(drawn=made(), version=st.sampled_from(VERSIONS))
def test_a_newer_document_written_for_an_older_version_is_valid(drawn: Made, version: str) -> None:
    """What the version does not know is left out, or the document declares the one that does."""
    kind, root = drawn
    document = read(etree.tostring(root), "text/xml")

    written = fit(write(document.envelope), version)

    assert [] == complaints(written, kind, declared(written, version))
    assert kind is read(etree.tostring(written), "text/xml").kind


@given(drawn=made())
def test_a_document_needs_the_oldest_version_that_knows_it(drawn: Made) -> None:
    """What was compared says of each version whether it knows a document, as its grammar does."""
    kind, root = drawn
    etree.strip_attributes(root, *FIXED)
    needed = declared(root, OLDEST)

    valid = [each for each in versions_of(kind) if grammar_of(kind.dtd, each).dtd.validate(root)]

    # of what is opaque nobody here knows how old it is
    assert needed == valid[0] or holds_opaque(root)
    assert needed in valid
