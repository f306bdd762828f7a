"""Documents from the field: how many of them are understood, and what is lost of them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree

from gateway.cxml.documents import Document, read
from gateway.cxml.kinds import KINDS
from gateway.cxml.writing import write
from gateway.errors import Refused
from tests.canonical import canonical
from tests.dtd_documents import grammar_of

#: of kinds that are known here, and yet not understood
NOT_UNDERSTOOD: Final = {
    "cu-communityapps--cuelectronicinvoicetestaction.java-l96.xml": "its cXML is in a namespace",
    "kuali--electronicinvoicefixture.xml": "its cXML is in a namespace",
    "kazz12211--sgml.orderrequest.xml": "its DOCTYPE carries declarations",
    "punchoutcarewell--setuprequestparsertest.php-l54.xml": "an attack: its DOCTYPE has entities",
}
#: of no kind that is known here
NO_KIND: Final = {
    "dpassarelli--index.spec.js-l261.xml": "a FakeResponse where a Response stands",
    "friendsofcxml--cataloguploadrequest.xml": "CatalogUploadRequest",
    "friendsofcxml--productactivitymessage.xml": "ProductActivityMessage",
    "friendsofcxml--quote-request.xml": "QuoteRequest",
    "friendsofcxml--quotemessage.xml": "QuoteMessage",
    "mstrhakr--endpoint-test.go-l115.xml": "an empty cXML",
    "njp970--qa-live.py-l632.xml": "the source of an attack, with no payload",
    "njp970--qa-live.py-l660.xml": "an attack, with no payload",
    "punchoutcarewell--xmlsecuritytest.php-l26.xml": "an attack, with no payload",
    "vphantom--garbage-request.xml": "a GarbageRequest",
}
#: so many of a hundred must be understood
WANTED: Final = 95


def field_documents(shared: Path) -> list[str]:
    """Name the documents of the corpus that are well-formed; templates are none."""
    with (shared / "corpus" / "INDEX.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [r["file"] for r in rows if r["kind"] == "document" and r["well_formed"] == "yes"]


@cache
def understood(file: Path) -> Document | None:
    """Read a document into its class, as `gateway check` does; None when that is not possible."""
    try:
        document = read(file.read_bytes())
    except Refused:
        return None
    known = document.kind.cls is not None or document.kind is KINDS["Response"]
    return document if known else None


def test_nearly_all_that_the_field_sends_is_understood(shared: Path) -> None:
    """Of the kinds that are known here, the few that are not understood are known with reasons."""
    names = field_documents(shared)
    lost = {name for name in names if understood(shared / "corpus" / name) is None}
    of_a_kind = len(names) - len(NO_KIND)

    assert {**NOT_UNDERSTOOD, **NO_KIND}.keys() == lost
    assert (of_a_kind - len(NOT_UNDERSTOOD)) * 100 >= WANTED * of_a_kind


def test_nothing_of_a_valid_document_of_the_field_is_lost(shared: Path) -> None:
    """What the official DTDs accept says the same after it was read and written again."""
    dtds = [grammar_of(name).dtd for name in ("cXML", "Fulfill", "InvoiceDetail")]
    read_ones = [understood(shared / "corpus" / name) for name in field_documents(shared)]
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
    with (shared / "corpus" / "INDEX.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    declared = {row["file"]: row["dtd_declared"].partition("/")[0] for row in rows}
    names = [name for name in field_documents(shared) if name not in {**NOT_UNDERSTOOD, **NO_KIND}]

    versions = {declared[name] for name in names if understood(shared / "corpus" / name)}

    assert {"1.1.010", "1.2.011", "1.2.014", "1.2.036", "1.2.050", "1.2.071"} <= versions


def _again(document: Document) -> etree._Element:
    return etree.fromstring(etree.tostring(write(document.envelope)))
