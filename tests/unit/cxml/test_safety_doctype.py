"""What the front door makes of a DOCTYPE."""

from __future__ import annotations

import pytest

from gateway.cxml.finding_codes import Code
from gateway.cxml.safety import Unreadable, parse


@pytest.mark.parametrize(
    ("doctype", "system_id"),
    [
        ("<!DOCTYPE cXML>", None),
        ("<!DOCTYPE cXML SYSTEM 'cXML.dtd'>", "cXML.dtd"),
        ('<!DOCTYPE\ncXML\tSYSTEM\r\n"it\'s [not] a subset" >', None),
        ('<!DOCTYPE cXML PUBLIC "-//x" "http://x/cXML.dtd">', "http://x/cXML.dtd"),
        ("<!-- <!DOCTYPE cXML [ --><?a <!DOCTYPE b [?><!DOCTYPE cXML SYSTEM 'a'>", "a"),
        ("<!DOCTYPE cXML PUBLIC \"-//it's? (x=1;y) #*@$_%!+,./:\n//EN\" 'a'>", "a"),
        ("<!DOCTYPE cXML SYSTEM 'a'><!-- <!DOCTYPE cXML> --><?a [?>", "a"),
    ],
)
def test_plain_doctype_is_taken(doctype: str, system_id: str | None) -> None:
    """A DOCTYPE that only names a DTD is read and never followed."""
    parsed = parse(f"{doctype}<cXML/>".encode())

    assert (system_id or parsed.dtd_system_id) == parsed.dtd_system_id


@pytest.mark.parametrize(
    ("prolog", "code"),
    [
        ("<!DOCTYPE cXML []>", Code.DOCTYPE_SUBSET),
        ("<!DOCTYPE cXML [<!ENTITY a 'b'>]>", Code.DOCTYPE_SUBSET),
        ("<!DOCTYPE cXML SYSTEM 'a' [<!ATTLIST Request deploymentMode CDATA 'test'>]>", "GW-109"),
        ("<!-- a --><?b?>\n<!DOCTYPE cXML SYSTEM '>' [", Code.DOCTYPE_SUBSET),
        ("<!DOCTYPE cXML SYSTEM 'a'><!DOCTYPE cXML SYSTEM 'a'>", Code.DOCTYPE_TWICE),
        ("<!DOCTYPE cXML><!-- --><!DOCTYPE cXML [<!ENTITY a 'b'>]>", Code.DOCTYPE_TWICE),
        ("<!DOCTYPE html>", Code.DOCTYPE_NAME),
        ("<!DOCTYPE cxml SYSTEM 'a'>", Code.DOCTYPE_NAME),
        ("<!DOCTYPE>", Code.DOCTYPE_MALFORMED),
        ("<!DOCTYPE cXML SYSTEM 'a'", Code.DOCTYPE_MALFORMED),
        ("<!DOCTYPE cXML SYSTEM a>", Code.DOCTYPE_MALFORMED),
        ("<!DOCTYPE cXML PUBLIC 'a'>", Code.DOCTYPE_MALFORMED),
        ("<!DOCTYPE cXML PUBLIC '[' 'a'>", Code.DOCTYPE_MALFORMED),
        ("<!DOCTYPE cXML PUBLIC '\"' 'a'>", Code.DOCTYPE_MALFORMED),
        ("<!DOCTYPE cXML PUBLIC '\u00e9' 'a'>", Code.DOCTYPE_MALFORMED),
        ("<!doctype cXML>", Code.NOT_WELL_FORMED),
    ],
)
def test_any_other_doctype_is_refused(prolog: str, code: str) -> None:
    """Declarations, a second DOCTYPE, another name and what cannot be read are refused."""
    with pytest.raises(Unreadable) as refusal:
        parse(f"{prolog}<cXML>&a;</cXML>".encode())

    assert code == refusal.value.finding.code


def test_doctype_inside_the_document_is_refused() -> None:
    """A DOCTYPE after the first element is no DOCTYPE."""
    with pytest.raises(Unreadable) as refusal:
        parse(b"<cXML><!DOCTYPE cXML [<!ENTITY a 'b'>]>&a;</cXML>")

    assert Code.NOT_WELL_FORMED == refusal.value.finding.code


def test_subset_hidden_by_utf_16_is_found() -> None:
    """The DOCTYPE is looked for in the text, not in the bytes."""
    with pytest.raises(Unreadable) as refusal:
        parse("<!DOCTYPE cXML [<!ENTITY a 'b'>]><cXML>&a;</cXML>".encode("utf-16"))

    assert Code.DOCTYPE_SUBSET == refusal.value.finding.code


def test_doctype_refusal_names_its_line() -> None:
    """The line is that of the document as it was sent."""
    with pytest.raises(Unreadable) as refusal:
        parse(b"<?xml\nversion='1.0'?>\n<!-- \n -->\n<!DOCTYPE cXML []><cXML/>")

    assert 5 == refusal.value.finding.line


def test_text_like_a_doctype_is_text() -> None:
    """CDATA that speaks of a DOCTYPE is only text."""
    parsed = parse(b"<cXML><![CDATA[<!DOCTYPE cXML [<!ENTITY a 'b'>]>&a;]]></cXML>")

    assert "<!DOCTYPE cXML [<!ENTITY a 'b'>]>&a;" == parsed.root.text
