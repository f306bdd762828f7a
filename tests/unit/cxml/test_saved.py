"""Documents as people save them: alone, in forms, and with the headers they came under."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote_plus

import pytest

from gateway.cxml.finding_codes import Code
from gateway.cxml.refusal import Unreadable
from gateway.cxml.saved import opened
from tests.parcels import parcel

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?>\n<cXML payloadID="1+2@a"/>\n'
BARE = b'\n<cXML payloadID="1+2@a"/>\n'
BASE64 = b64encode(DOCUMENT.encode())
CODED = quote_plus(DOCUMENT).encode()
PARTS, TYPE = parcel([("Content-Type: text/xml; charset=utf-8", DOCUMENT.encode())])
HEAD = b"Host: a\r\nContent-Type: %b\r\n\r\n"


@pytest.mark.parametrize(
    ("content", "document"),
    [
        (DOCUMENT.encode(), DOCUMENT.encode()),
        (b"cxml-urlencoded=" + CODED, BARE),
        (b"a=b&cXML-Urlencoded=" + CODED + b"\n", BARE),
        (b"cxml=" + CODED, BARE),
        (b"cxml-urlencoded=" + quote_plus(CODED).encode(), BARE),
        (b"cxml-base64=" + quote_plus(BASE64).encode(), DOCUMENT.encode()),
        (b"cXML-base64=" + BASE64, DOCUMENT.encode()),
        (b"cxml-urlencoded=no&cxml-base64=" + BASE64, DOCUMENT.encode()),
        (HEAD % b"application/x-www-form-urlencoded" + b"cxml=" + CODED, BARE),
        (b"POST /cxml HTTP/1.1\r\n" + HEAD % b"text/xml" + DOCUMENT.encode(), DOCUMENT.encode()),
        (b"HTTP/1.1 200 OK\r\n" + HEAD % b"text/xml" + DOCUMENT.encode(), DOCUMENT.encode()),
        (HEAD % TYPE.replace("; ", ";\r\n ").encode() + PARTS, DOCUMENT.encode()),
        (PARTS[PARTS.index(b"--") :], DOCUMENT.encode()),
        (b"", b""),
    ],
)
def test_document_is_found(content: bytes, document: bytes) -> None:
    """Whatever it is wrapped in, the document comes out as it went in."""
    assert document == opened(content).document


def test_content_type_belongs_to_the_document() -> None:
    """What was said about the document is kept with it, and what was said about a form is not."""
    saved = [
        opened(HEAD % b"text/xml;\r\n charset=utf-8" + DOCUMENT.encode()),
        opened(HEAD % TYPE.encode() + PARTS),
        opened(HEAD % b"application/x-www-form-urlencoded" + b"cxml=" + CODED),
    ]

    expected = ["text/xml; charset=utf-8", "text/xml; charset=utf-8", None]
    assert expected == [each.content_type for each in saved]


@pytest.mark.parametrize(
    ("field", "codes"),
    [
        (CODED, []),
        (quote_plus(CODED).encode(), [Code.FORM_ENCODED_TWICE]),
        (b"<a>\xc3\xa9</a>", [Code.FORM_NOT_ASCII]),
        (b"%3Ca%3E%C3%A9%3C/a%3E", [Code.FORM_NOT_ASCII]),
    ],
)
def test_oddities_of_a_form_are_told(field: bytes, codes: list[Code]) -> None:
    """What many systems trip over is an advice."""
    assert codes == [each.code for each in opened(b"cxml-urlencoded=" + field).findings]


@pytest.mark.parametrize(
    "form", [b"cxml-base64=%3C", b"x=y", b"", b"a=&" * 101], ids=["not base64", "x", "0", "many"]
)
def test_form_without_a_document_is_refused(form: bytes) -> None:
    """There is no document to look at."""
    with pytest.raises(Unreadable, match=Code.FORM_BROKEN):
        opened(HEAD % b"application/x-www-form-urlencoded" + form)
