"""Text reads whole, in however many pieces it was written."""

from __future__ import annotations

import pytest

from gateway.cxml.safety import parse


@pytest.mark.parametrize(
    "written",
    [
        "125.00",
        "12<!-- -->5.00",
        "12<?x y?>5.00",
        "12<![CDATA[5.00]]>",
        "<![CDATA[12]]><![CDATA[5.00]]>",
        "12<!-- --><!-- --><?x?><![CDATA[5]]><!-- -->.00<!-- -->",
        "1&#50;5.0&#x30;",
        "<!-- 1 -->125.00<!-- 2 -->",
    ],
)
def test_split_text_reads_whole(written: str) -> None:
    """Neither comment, instruction, section nor reference cuts a value."""
    parsed = parse(f"<Money>{written}</Money>".encode())

    assert ("125.00", 0) == (parsed.root.text, len(parsed.root))


@pytest.mark.parametrize(
    "written", ["<b/>12<!-- -->5.00", "<b/>12<?x?>5.00", "<b/>12<![CDATA[5.00]]>"]
)
def test_split_text_after_an_element_reads_whole(written: str) -> None:
    """The text after an element is as whole as the text in one."""
    parsed = parse(f"<Money>{written}</Money>".encode())

    assert "125.00" == parsed.root[0].tail


def test_section_is_text() -> None:
    """What stands in a CDATA section is never markup."""
    parsed = parse(b'<BuyerCookie><![CDATA[a<b>&"c"]]></BuyerCookie>')

    assert 'a<b>&"c"' == parsed.root.text


def test_no_defaults_appear() -> None:
    """Only what was sent is there: no attribute comes from a DTD or a schema."""
    parsed = parse(b"<!DOCTYPE cXML SYSTEM 'cXML.dtd'><cXML><Request/></cXML>")

    assert {} == dict(parsed.root[0].attrib)


def test_inclusion_is_left_alone() -> None:
    """XInclude is an element like any other."""
    include = "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='a.txt' parse='text'/>"

    parsed = parse(f"<Extrinsic>{include}</Extrinsic>".encode())

    assert "{http://www.w3.org/2001/XInclude}include" == parsed.root[0].tag
