"""The fixtures against the standard's own document types, and against their own rules."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from gateway.rehearsal.cases import find_scenes
from gateway.rehearsal.expectation import Expectation, read_expectation
from gateway.rehearsal.fill import Filling, Part, fill
from gateway.rehearsal.parties import Casting, read_parties

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
TYPES = ROOT.parent / "shared" / "cxml-dtd"
PAYLOAD_ID = re.compile(rb'<cXML payloadID="([^"]+)"')
SECRET = re.compile(rb"<SharedSecret>([^<]*)</SharedSecret>")
VERSIONS = ("1.1.010", "1.2.014", "1.2.050", "1.2.071")

DOCUMENTS = sorted(FIXTURES.rglob("*.xml"))
FAULTY = ("bad", "hostile")
TAKEN = ("good", "dialects", "advice", "scenarios")
STANDARD = [path for path in DOCUMENTS if path.relative_to(FIXTURES).parts[0] not in FAULTY]


def named(path: Path) -> str:
    """Name a fixture in the list of tests."""
    return path.relative_to(FIXTURES).as_posix()


def expectation_file(document: Path) -> Path:
    """Say where the expectation of a document lies."""
    return document.with_name(document.stem + ".expect.toml")


def expectation_of(document: Path) -> Expectation:
    """Read what is expected of a document."""
    return read_expectation(expectation_file(document))


@cache
def document_type(version: str, name: str) -> etree.DTD:
    """Load the oldest official document type that is not older than a document's own."""
    chosen = next(each for each in VERSIONS if each >= version and (TYPES / each / name).is_file())
    return etree.DTD(str(TYPES / chosen / name))


def complaints_of(document: Path) -> list[str]:
    """List what the official document type has against a document."""
    # white space before a document is an affair of its own
    tree = etree.fromstring(
        document.read_bytes().lstrip(), etree.XMLParser(load_dtd=False)
    ).getroottree()
    declared = re.search(r"cXML/([\d.]+)/(\w+\.dtd)", tree.docinfo.system_url or "")
    version, name = declared.groups() if declared else ("1.2.071", "cXML.dtd")
    official = document_type(version, name)
    official.validate(tree)
    return [entry.message for entry in official.error_log]


@pytest.mark.skipif(not TYPES.is_dir(), reason="the official document types are not here")
@pytest.mark.parametrize("document", STANDARD, ids=named)
def test_standard_fixture_is_valid_and_a_quirk_is_not(document: Path) -> None:
    """A good fixture is valid under the official document type, unless it says why it is not."""
    expected = expectation_of(document)

    complaints = complaints_of(document)

    assert bool(expected.dtd) == bool(complaints), complaints


def test_every_document_has_an_expectation_and_every_expectation_a_document() -> None:
    """Nothing lies here that a replay would not judge, and every case says what it is."""
    cases = [case for scene in find_scenes([FIXTURES]) for case in scene.cases]

    assert [] == [path for path in DOCUMENTS if not expectation_file(path).is_file()]
    assert [] == [case.name for case in cases if not case.expected.about]
    assert len({case.name for case in cases}) == len(cases) >= 200


def test_no_two_scenes_share_a_payload_id() -> None:
    """A document can be sent as it is written beside any other, once."""
    scenes = find_scenes([FIXTURES])

    named_in = [
        {payload_id for case in scene.cases for payload_id in PAYLOAD_ID.findall(case.document)}
        for scene in scenes
    ]

    everything = [payload_id for names in named_in for payload_id in names]
    assert len(set(everything)) == len(everything)


def test_every_secret_is_one_of_the_parties_unless_it_is_meant_to_be_wrong() -> None:
    """A document that is to be taken is sent under a secret that the parties file knows."""
    secrets = {known.secret for known in read_parties(FIXTURES / "parties.toml").known}
    taken = [
        case
        for scene in find_scenes([FIXTURES])
        for case in scene.cases
        if 200 in case.expected.status and case.name.startswith(TAKEN)
    ]

    said = {
        secret.decode()
        for case in taken
        for secret in SECRET.findall(case.document.replace(b"\0", b""))
    }

    assert said <= secrets


def test_filling_for_the_same_parties_changes_names_and_nothing_of_the_parties() -> None:
    """Played against its own parties, a fixture keeps every identity, secret and return address."""
    parties = read_parties(FIXTURES / "parties.toml")
    filling = Filling(
        mark="",
        timestamp="",
        casting=Casting(written=parties, target=parties, roles={}),
        as_written=frozenset(Part) - {Part.IDENTITIES, Part.SECRET, Part.RETURN_HOST},
    )
    cases = [case for scene in find_scenes([FIXTURES]) for case in scene.cases]

    changed = [
        case.name
        for case in cases
        if case.document
        != fill(
            case.document,
            replace(filling, as_written=filling.as_written | case.expected.as_written),
        )
    ]

    assert [] == changed
