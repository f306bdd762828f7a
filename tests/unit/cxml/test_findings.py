"""The table of findings and the making of one."""

from __future__ import annotations

from string import Formatter

import pytest

from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.finding_table import TABLE
from gateway.cxml.findings import (
    LONGEST_PATH,
    LONGEST_VALUE,
    Finding,
    finding,
    sentence,
)


def test_every_code_has_wording() -> None:
    """No code can be raised without a sentence for it."""
    assert set(Code) == set(TABLE)


def test_codes_are_unique() -> None:
    """Two different things never share a code."""
    assert len(Code) == len({code.value for code in Code})


@pytest.mark.parametrize("code", Code)
def test_every_wording_is_whole_sentences(code: Code) -> None:
    """What went wrong and what to do are sentences of their own; a title is none."""
    wording = TABLE[code].en

    ends = (wording.title.endswith("."), wording.message[-1], wording.advice[-1])

    assert (False, ".", ".") == ends


@pytest.mark.parametrize("code", Code)
def test_wording_names_only_known_values(code: Code) -> None:
    """A wording only asks for names of the standard's things."""
    known = {"element", "parent", "attribute", "field", "expected", "limit", "reason"}
    known |= {"first", "second", "encoding", "system", "habit", "remedy"}
    wording = TABLE[code].en

    asked = {name for _, name, _, _ in Formatter().parse(wording.message + wording.advice) if name}

    assert asked <= known


def test_finding_fills_its_wording() -> None:
    """The names given appear in the message."""
    expected = Finding(
        severity=Severity.ERROR,
        code="GW-205",
        line=7,
        path="/cXML/Request/OrderRequest/ItemOut[2]",
        message="ItemOut lacks its attribute quantity.",
        advice="Add the attribute.",
    )

    actual = finding(
        Code.ATTRIBUTE_MISSING,
        line=7,
        path="/cXML/Request/OrderRequest/ItemOut[2]",
        element="ItemOut",
        attribute="quantity",
    )

    assert expected == actual


def test_severity_can_be_overridden() -> None:
    """A strict connection turns an advice into an error."""
    actual = finding(Code.DOCTYPE_MISSING, severity=Severity.ERROR)

    assert Severity.ERROR == actual.severity


def test_long_name_is_cut() -> None:
    """A sender's half-megabyte element name does not fill an answer."""
    actual = finding(Code.ELEMENT_UNKNOWN, element="a" * 500_000)

    assert f"{'a' * LONGEST_VALUE}… is not an element of cXML." == actual.message


def test_long_path_keeps_its_end() -> None:
    """Of a path too long to show, the end is shown."""
    actual = finding(Code.BODY_EMPTY, path="/x" * 500 + "/Money")

    assert (LONGEST_PATH + 1, "…", "/Money") == (len(actual.path), actual.path[0], actual.path[-6:])


def test_missing_value_is_a_defect() -> None:
    """A wording whose names are not given is noticed at once."""
    with pytest.raises(KeyError):
        finding(Code.ATTRIBUTE_MISSING, element="ItemOut")


def test_sentence_says_code_place_message_and_advice() -> None:
    """One line says everything an answer needs."""
    noticed = finding(Code.BODY_EMPTY, line=3, path="/cXML")

    actual = sentence(noticed)

    expected = (
        "GW-101, line 3, /cXML: The body is empty. "
        "Send one cXML document as the body of the request."
    )
    assert expected == actual


def test_sentence_without_place_begins_with_the_code() -> None:
    """A finding about the whole body names no line."""
    actual = sentence(finding(Code.BODY_EMPTY))

    expected = "GW-101: The body is empty. Send one cXML document as the body of the request."
    assert expected == actual
