"""Everything that can be noticed in a document, against the fixtures that show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gateway.cli.reading import Reader
from gateway.cxml import documents
from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding
from gateway.cxml.limits import DEFAULT_LIMITS, Limits
from gateway.cxml.phrases import translated
from gateway.cxml.refusal import Oversized, Unreadable
from gateway.errors import NotAcceptable
from gateway.rehearsal.cases import find_scenes
from gateway.rules.parties import Dialect

FIXTURES = Path(__file__).parents[2] / "fixtures"
ORDER = FIXTURES / "good" / "order-one-line.xml"
WITH_ATTACHMENT = FIXTURES / "saved" / "attachment-there.http"
#: a fixture that reaches these would be megabytes long, so the limit comes down to a short one
LOWERED = {
    Code.BODY_TOO_LARGE: (ORDER, Limits(max_body_bytes=1_000)),
    Code.TOO_MANY_NODES: (ORDER, Limits(max_nodes=10)),
    Code.TEXT_BEYOND_LIMIT: (ORDER, Limits(max_text_bytes=10)),
    Code.ATTACHMENT_TOO_LARGE: (WITH_ATTACHMENT, Limits(max_attachment_bytes=1)),
}


#: what only the kind of a document tells, which is held against it after its sender is known
TOLD_LATER = {Code.ATTACHMENTS: "setup-with-drawing"}


def found_in(body: bytes, content_type: str) -> tuple[Finding, ...]:
    """Tell what is noticed in a posted document."""
    try:
        return documents.read(body, content_type).findings
    except (Unreadable, Oversized) as refusal:
        return (refusal.finding,)
    except NotAcceptable:
        # the first element is not cXML: the one refusal that needs a tree
        return Reader(patience=1).read("", body).findings


def read_saved(file: Path, limits: Limits, dialect: Dialect) -> tuple[Finding, ...]:
    """Tell what is noticed in a file as somebody saved it."""
    return Reader(patience=1, limits=limits, dialect=dialect).read("", file.read_bytes()).findings


def in_fixtures() -> Iterator[Finding]:
    """Notice everything that there is in the fixtures, and in some of them under low limits."""
    for scene in find_scenes([FIXTURES]):
        for case in scene.cases:
            yield from found_in(case.document, case.expected.content_type)
    for file in sorted((FIXTURES / "saved").iterdir()):
        yield from read_saved(file, DEFAULT_LIMITS, Dialect.COUPA)
    for file, limits in LOWERED.values():
        yield from read_saved(file, limits, Dialect.GENERIC)


@cache
def noticed() -> frozenset[Finding]:
    """Keep what the fixtures show."""
    return frozenset(in_fixtures())


def test_every_finding_is_shown_by_a_fixture() -> None:
    """There is no code that nobody has ever seen."""
    assert set(Code) - set(TOLD_LATER) == {found.code for found in noticed()}


@pytest.mark.parametrize("code", TOLD_LATER)
def test_what_is_told_later_is_expected_of_a_fixture(code: Code) -> None:
    """Replaying that fixture looks for the code in the answer."""
    expected = (FIXTURES / "bad" / f"{TOLD_LATER[code]}.expect.toml").read_text()

    assert f'"{code.value}"' in expected


def test_what_a_limit_refuses_is_told_under_that_limit() -> None:
    """A lowered limit shows its own finding."""
    shown = {
        code: {found.code for found in read_saved(file, limits, Dialect.GENERIC)}
        for code, (file, limits) in LOWERED.items()
    }

    assert [] == [code for code, codes in shown.items() if code not in codes]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_no_english_is_left_in_what_fills_a_finding(language: str) -> None:
    """What fills a wording is a name, or words of ours that are translated."""
    fillings = {value for found in noticed() for _, value in found.values}
    sayings = {value for value in fillings if any(map(is_words, re.split(", | or ", value)))}

    assert [] == [value for value in sayings if translated(value, language) == value]


def is_words(text: str) -> bool:
    """Tell words from a name of the standard; a system's name has a capital in every word."""
    return " " in text and text != text.title()
