"""The front door: what it takes, and what it says to what it refuses."""

from __future__ import annotations

import pytest

from gateway.cxml.finding_codes import Code
from gateway.cxml.safety import Limits, Oversized, Unreadable, parse
from gateway.errors import NotAcceptable, TooLarge

DOCTYPE = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">'


def test_whole_document_is_taken_without_findings() -> None:
    """A document as the standard wants it leaves nothing to say."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{DOCTYPE}\n<cXML/>'.encode()

    parsed = parse(body, "text/xml; charset=UTF-8")

    assert ("cXML", ()) == (parsed.root.tag, parsed.findings)


def test_doctype_tells_the_version() -> None:
    """The version of cXML that the sender had in mind is known."""
    parsed = parse(f"{DOCTYPE}<cXML/>".encode())

    assert "1.2.071" == parsed.dtd_version


def test_missing_doctype_is_an_advice() -> None:
    """Many systems leave the DOCTYPE out; they are understood."""
    parsed = parse(b"<cXML/>")

    assert ([Code.DOCTYPE_MISSING], None) == ([f.code for f in parsed.findings], parsed.dtd_version)


@pytest.mark.parametrize(
    "content_type",
    ["text/xml", "application/xml", "Text/XML; charset=utf-8", "application/cxml+xml", None],
)
def test_xml_content_types_pass_without_advice(content_type: str | None) -> None:
    """The usual names of XML need no comment."""
    parsed = parse(f"{DOCTYPE}<cXML/>".encode(), content_type)

    assert () == parsed.findings


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded", "?;=;"],
)
def test_odd_content_type_is_an_advice(content_type: str) -> None:
    """A body that begins with an element is taken whatever the header says."""
    parsed = parse(f"{DOCTYPE}<cXML/>".encode(), content_type)

    assert [Code.CONTENT_TYPE] == [f.code for f in parsed.findings]


def test_white_space_before_the_declaration_is_an_advice() -> None:
    """The most common slip of hand-made clients is forgiven."""
    parsed = parse(f' \r\n\t<?xml version="1.0"?>{DOCTYPE}<cXML/>'.encode())

    assert [Code.SPACE_BEFORE_DECLARATION] == [f.code for f in parsed.findings]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", Code.BODY_EMPTY),
        (b" \r\n\t", Code.BODY_EMPTY),
        (b"\xef\xbb\xbf", Code.BODY_EMPTY),
        (b"%PDF-1.4", Code.NOT_XML),
        (b'{"cXML": 1}', Code.NOT_XML),
        (b"+ADw-cXML/+AD4-", Code.NOT_XML),
        (b"<", Code.NOT_WELL_FORMED),
        (b'<?xml version="1.0"?>', Code.NOT_WELL_FORMED),
        (b"<?xml encoding='UTF-8'?><cXML/>", Code.NOT_WELL_FORMED),
        (b'<?xml version="1.1"?><cXML/>', Code.XML_VERSION),
        (b'<?xml version="1.0"?><?xml version="1.0" encoding="UTF-7"?><cXML/>', "GW-107"),
        (b"<cXML>", Code.NOT_WELL_FORMED),
        (b"<cXML></cxml>", Code.NOT_WELL_FORMED),
        (b"<cXML/><cXML/>", Code.NOT_WELL_FORMED),
        (b"<cXML a='1' a='2'/>", Code.NOT_WELL_FORMED),
        (b"<cXML a=1/>", Code.NOT_WELL_FORMED),
        (b"<cXML>a & b</cXML>", Code.NOT_WELL_FORMED),
        (b"<x:cXML/>", Code.NOT_WELL_FORMED),
        (b"<cXML><!-- a -- b --></cXML>", Code.NOT_WELL_FORMED),
        (b"<cXML>&nbsp;</cXML>", Code.ENTITY_UNDEFINED),
        (b"<cXML a='&nbsp;'/>", Code.ENTITY_UNDEFINED),
        (b"<cXML>&#1;</cXML>", Code.CHARACTER_REFUSED),
        (b"<cXML>\x01</cXML>", Code.CHARACTER_REFUSED),
        (b"<cXML/>\0", Code.CHARACTER_REFUSED),
    ],
)
def test_unreadable_body_is_refused_with_its_reason(body: bytes, code: str) -> None:
    """What cannot be read is refused, and the sender learns which rule was broken."""
    with pytest.raises(Unreadable) as refusal:
        parse(body)

    assert code == refusal.value.finding.code


def test_undefined_entity_in_an_attribute_is_refused_despite_a_doctype() -> None:
    """A DOCTYPE left in place would make the parser drop the entity without a word."""
    with pytest.raises(Unreadable) as refusal:
        parse(f'{DOCTYPE}<cXML payloadID="1&x;2"/>'.encode())

    assert Code.ENTITY_UNDEFINED == refusal.value.finding.code


def test_refusal_names_the_line_of_the_document_as_it_was_sent() -> None:
    """Neither the removed declaration nor the removed DOCTYPE moves a line."""
    lines = [
        "",
        "<?xml",
        "version='1.0'?>",
        "<!DOCTYPE",
        "cXML",
        ">",
        "<cXML>",
        "<a></b>",
        "</cXML>",
    ]

    with pytest.raises(Unreadable) as refusal:
        parse("\n".join(lines).encode())

    assert 8 == refusal.value.finding.line


def test_elements_keep_their_lines() -> None:
    """A finding about an element names the line that the sender sees."""
    parsed = parse(b"\n<?xml version='1.0'?>\n<!DOCTYPE\ncXML>\n<cXML>\n<Header/></cXML>")

    assert [5, 6] == [node.sourceline for node in parsed.root.iter()]


def test_refusal_says_nothing_that_the_sender_wrote() -> None:
    """A secret near the fault is not repeated in an answer."""
    with pytest.raises(NotAcceptable) as refusal:
        parse(b"<cXML><SharedSecret>hunter2</SharedSecred></cXML>")

    expected = (
        "GW-107, line 1: The document is not well-formed XML: a closing tag does not match the tag "
        "that is open. Correct the markup near this line; build documents with an XML library."
    )
    assert expected == refusal.value.message


def test_body_over_the_limit_is_too_large() -> None:
    """One byte too many is refused before anything is looked at."""
    with pytest.raises(TooLarge) as refusal:
        parse(b"<cXML/>", None, Limits(max_body_bytes=6))

    assert isinstance(refusal.value, Oversized)
    assert Code.BODY_TOO_LARGE == refusal.value.finding.code
