"""Bytes into documents."""

from __future__ import annotations

import pytest

from catalog_stub.cxml.reading import UnreadableDocument, attribute_at, parse, text_at

PLAIN = '<cXML payloadID="1"><a b=" c "> d<e>f</e> </a></cXML>'


@pytest.mark.parametrize(
    "doctype",
    [
        "",
        '<!DOCTYPE cXML SYSTEM "http://xml.cXML.org/schemas/cXML/1.2.071/cXML.dtd">',
        "<!DOCTYPE cXML SYSTEM 'a>b'>",
        '<!DOCTYPE cXML PUBLIC "p" "s" >',
        "<!DOCTYPE cXML>",
    ],
)
def test_plain_doctype_is_taken_away(doctype: str) -> None:
    """A DOCTYPE without declarations changes nothing."""
    root = parse(f'<?xml version="1.0"?>\n{doctype}{PLAIN}'.encode())

    assert root.getroottree().docinfo.internalDTD is None


@pytest.mark.parametrize(
    "document",
    [
        f'<!DOCTYPE cXML [<!ENTITY x "y">]>{PLAIN}',
        f'<!DOCTYPE cXML SYSTEM "a" [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>{PLAIN}',
        f"<!DOCTYPE cXML><!DOCTYPE cXML>{PLAIN}",
        "<cXML>&undefined;</cXML>",
        "<cXML>",
        "<cxml/>",
        "<a:cXML xmlns:a='urn:a'/>",
        "",
    ],
)
def test_dangerous_or_broken_document_is_refused(document: str) -> None:
    """What declares entities, is not well-formed or is not cXML is not read."""
    with pytest.raises(UnreadableDocument):
        parse(document.encode())


def test_doctype_in_another_encoding_is_refused() -> None:
    """A DOCTYPE that cannot be seen in the bytes does not slip through."""
    document = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE cXML [<!ENTITY x "y">]>{PLAIN}'

    with pytest.raises(UnreadableDocument):
        parse(document.encode("utf-16"))


def test_text_is_whole_and_trimmed() -> None:
    """The text of an element includes that of its children."""
    root = parse(PLAIN.encode())

    assert ("df", "c") == (text_at(root, "a"), attribute_at(root, "a", "b"))


def test_what_is_missing_is_none() -> None:
    """An element or attribute that is not there has no text."""
    root = parse(PLAIN.encode())

    assert [None, None, None] == [
        text_at(root, "x"),
        attribute_at(root, "x", "y"),
        attribute_at(root, "a", "z"),
    ]
