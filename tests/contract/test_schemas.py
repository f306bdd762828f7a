"""Our schemas beside the official DTDs, and beside what the field really sends."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

import pytest
import xmlschema
from lxml import etree

from gateway.cxml.grammar import compiled, schema_folder
from gateway.cxml.safety import parse
from tests.contract.dtd_forms import dtd_forms, xsd_forms

VERSION: Final = "1.2.071"
#: the DTD that holds a family, for every family that the schemas describe
FAMILIES: Final = ("cXML", "Fulfill", "InvoiceDetail")
#: described otherwise on purpose, each with its reason
OTHERWISE: Final = {
    "cXML": "signatures are a wildcard of their namespace",
    "Message": "every DTD names its own kinds; ours names them all",
    "Request": "every DTD names its own kinds; ours names them all",
    "Response": "every DTD names its own kinds; ours names them all",
    "Payment": "the DTD forgets PaymentToken by declaring an entity twice",
    "PaymentInformation": "means two things in two DTDs; ours is that of invoices",
}
#: the official DTD knows no types; these documents hold values that are not of theirs
BAD_VALUES: Final = {
    "brianmd--fake-axiall.clj-l8.xml": "timestamp in the words of a log file",
    "brianmd--punchout-request.xml": "timestamp in the words of a log file",
    "brianmd--samples.clj-l4.xml": "timestamp in the words of a log file",
    "factoryconnect-ariba-orderrequest.xml": "card with an empty expiration",
    "hscheffknecht--sample-punchoutordermessage.xml": "credentials with an empty domain",
    "mock-status-401.xml": "timestamp is a single letter",
    "officeluv--invoice-backed-and-unbacked-by-pos.xml": "empty amount",
    "officeluv--invoice-backed-by-multiple-pos.xml": "empty amount",
    "officeluv--invoice-taxes-at-line-multiple-taxes.xml": "names of fields in place of values",
    "ubala--po3.xml": "the thirtieth of February",
}
#: the front door does not take these at all
REFUSED: Final = {
    "kazz12211--sgml.orderrequest.xml": "DOCTYPE with declarations",
    "punchoutcarewell--setuprequestparsertest.php-l54.xml": "DOCTYPE with declarations",
    "punchoutcarewell--xmlsecuritytest.php-l26.xml": "DOCTYPE with declarations",
}


def _field_documents(shared: Path) -> list[str]:
    with (shared / "corpus" / "INDEX.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = [row for row in rows if row["kind"] == "document" and row["well_formed"] == "yes"]
    return [row["file"] for row in wanted if row["file"] not in REFUSED]


@pytest.mark.parametrize("family", FAMILIES)
def test_structure_is_that_of_the_official_dtd(family: str, shared: Path) -> None:
    """Order, occurrence, required attributes and words are those of the DTD, element by element."""
    ours = xsd_forms(schema_folder())
    theirs = dtd_forms(shared / "cxml-dtd" / VERSION / f"{family}.dtd")
    both = (ours.keys() & theirs.keys()) - OTHERWISE.keys()

    differing = {name: (theirs[name], ours[name]) for name in both if ours[name] != theirs[name]}

    assert {} == differing
    assert len(both) > 100


def test_every_described_element_is_in_an_official_dtd(shared: Path) -> None:
    """We invent no elements."""
    folder = shared / "cxml-dtd" / VERSION
    known = {name for file in folder.glob("*.dtd") for name in dtd_forms(file)}

    assert set() == xsd_forms(schema_folder()).keys() - known


def test_documents_of_the_field_that_the_dtds_accept_are_accepted(shared: Path) -> None:
    """What is valid under an official DTD is valid under our schemas, but for values of no type."""
    schema = compiled()
    dtds = [etree.DTD(file) for file in sorted((shared / "cxml-dtd" / VERSION).glob("*.dtd"))]
    names = _field_documents(shared)
    roots = {name: parse((shared / "corpus" / name).read_bytes()).root for name in names}
    valid = {name for name, root in roots.items() if any(dtd.validate(root) for dtd in dtds)}

    refused = {name for name in valid if not schema.validate(roots[name])}

    assert BAD_VALUES.keys() == refused
    assert len(valid) > 80


def test_both_readers_of_schemas_agree_on_the_field(shared: Path) -> None:
    """libxml2 and xmlschema find the same documents valid."""
    fast, thorough = compiled(), xmlschema.XMLSchema(schema_folder() / "cxml.xsd")
    names = _field_documents(shared)
    # The types of xmlschema do not say that it reads trees of lxml.
    roots: dict[str, Any] = {
        name: parse((shared / "corpus" / name).read_bytes()).root for name in names
    }

    differing = {
        name for name, root in roots.items() if fast.validate(root) != thorough.is_valid(root)
    }

    assert set() == differing


def test_schemas_are_valid_xsd() -> None:
    """Both libraries compile the schemas, and every element stands in one module only."""
    files = sorted(schema_folder().glob("*.xsd"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    names = [
        str(node.get("name"))
        for text in texts
        for node in etree.fromstring(text.encode()).iterchildren("{*}element")
    ]

    assert compiled() is not None
    assert len(names) == len(set(names))


def test_no_schema_line_is_long() -> None:
    """Schemas are read by people."""
    texts = [file.read_text(encoding="utf-8") for file in schema_folder().glob("*.xsd")]

    lines = [line for text in texts for line in text.splitlines()]

    assert [] == [line for line in lines if len(line) > 100]
