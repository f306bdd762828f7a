"""Documents from the field: how many of them are understood, and what is lost of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lxml import etree

from gateway.cxml.documents import Document
from gateway.cxml.writing import write
from tests.canonical import canonical
from tests.corpus import NO_KIND, NOT_UNDERSTOOD, rows, understood
from tests.dtd_documents import grammar_of

#: so many of a hundred must be understood
WANTED: Final = 95


def test_nearly_all_that_the_field_sends_is_understood(shared: Path) -> None:
    """Of the kinds that are known here, the few that are not understood are known with reasons."""
    names = [row["file"] for row in rows(shared)]
    lost = {name for name in names if understood(shared / "corpus" / name) is None}
    of_a_kind = len(names) - len(NO_KIND)

    assert {**NOT_UNDERSTOOD, **NO_KIND}.keys() == lost
    assert (of_a_kind - len(NOT_UNDERSTOOD)) * 100 >= WANTED * of_a_kind


def test_nothing_of_a_valid_document_of_the_field_is_lost(shared: Path) -> None:
    """What the official DTDs accept says the same after it was read and written again."""
    dtds = [grammar_of(name).dtd for name in ("cXML", "Fulfill", "InvoiceDetail")]
    read_ones = [understood(shared / "corpus" / row["file"]) for row in rows(shared)]
    valid = [
        document
        for document in read_ones
        if document and not document.errors and any(dtd.validate(document.root) for dtd in dtds)
    ]

    changed = [
        document.envelope.payload_id
        for document in valid
        if canonical(document.root) != canonical(_again(document))
    ]

    assert [] == changed
    assert len(valid) > 80


def test_older_versions_of_the_field_are_understood(shared: Path) -> None:
    """From the first on, whatever version a document of the field declares."""
    versions = {
        row["dtd_declared"].partition("/")[0]
        for row in rows(shared)
        if understood(shared / "corpus" / row["file"])
    }

    assert {"1.1.010", "1.2.011", "1.2.014", "1.2.036", "1.2.050", "1.2.071"} <= versions


def _again(document: Document) -> etree._Element:
    return etree.fromstring(etree.tostring(write(document.envelope)))
