"""Which encodings the front door takes, and that everything that names one must agree."""

from __future__ import annotations

import codecs

import pytest

from gateway.cxml.finding_codes import Code
from gateway.cxml.safety import Unreadable, parse


def _declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><cXML>Grüße</cXML>'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (_declared("UTF-8").encode(), None),
        (_declared("utf8").encode(), "text/xml; charset=UTF-8"),
        (codecs.BOM_UTF8 + _declared("UTF-8").encode(), 'text/xml; charset="utf-8"'),
        ("<cXML>Grüße</cXML>".encode(), None),
        ("<cXML>Grüße</cXML>".encode("latin-1"), "text/xml; charset=ISO-8859-1"),
        (_declared("ISO-8859-1").encode("latin-1"), None),
        (_declared("iso-8859-1").encode("latin-1"), "text/xml;charset=ISO_8859-1"),
        (_declared("windows-1252").encode("cp1252"), "text/xml; charset='cp1252'"),
        (_declared("UTF-16").encode("utf-16"), None),
        (_declared("UTF-16LE").encode("utf-16"), "text/xml; charset=utf-16"),
        (codecs.BOM_UTF16_BE + _declared("UTF-16").encode("utf-16-be"), None),
        (codecs.BOM_UTF16_BE + "<cXML>Grüße</cXML>".encode("utf-16-be"), None),
    ],
)
def test_listed_encodings_are_read(body: bytes, content_type: str | None) -> None:
    """Every encoding on the list gives the same text."""
    parsed = parse(body, content_type)

    assert "Grüße" == parsed.root.text


def test_ascii_is_read() -> None:
    """US-ASCII with numeric references is on the list."""
    parsed = parse(b'<?xml version="1.0" encoding="US-ASCII"?><cXML>Gr&#252;&#xDF;e</cXML>')

    assert "Grüße" == parsed.root.text


def test_windows_1252_has_its_own_characters() -> None:
    """The euro sign of windows-1252 is not taken for a control character."""
    parsed = parse(b'<?xml version="1.0" encoding="windows-1252"?><cXML>\x80</cXML>')

    assert "€" == parsed.root.text


@pytest.mark.parametrize(
    "encoding",
    [
        "UTF-7",
        "UTF-32",
        "IBM037",
        "ISO-2022-JP",
        "HZ-GB-2312",
        "Shift_JIS",
        "rot13",
        "idna",
        "zlib",
        "x" * 3000,
        "",
        " UTF-8",
        "UTF-8 ",
    ],
)
def test_other_encodings_are_refused(encoding: str) -> None:
    """An encoding that is not on the list is never tried."""
    with pytest.raises(Unreadable) as refusal:
        parse(f'<?xml version="1.0" encoding="{encoding}"?><cXML/>'.encode())

    assert Code.ENCODING_REFUSED == refusal.value.finding.code


@pytest.mark.parametrize(
    "body",
    [
        "<cXML/>".encode("utf-16-le"),
        "<cXML/>".encode("utf-16-be"),
        "<cXML/>".encode("utf-32"),
        "<cXML/>".encode("utf-32-be"),
        '<?xml version="1.0"?><cXML/>'.encode("cp037"),
        b"+/v8-<cXML/>",
        b'<?xml version="1.0" encoding="UTF-16"?><cXML/>',
    ],
)
def test_bytes_that_would_need_a_guess_are_refused(body: bytes) -> None:
    """UTF-16 without a mark, UTF-32, EBCDIC and UTF-7 are not guessed at."""
    with pytest.raises(Unreadable) as refusal:
        parse(body)

    assert Code.ENCODING_REFUSED == refusal.value.finding.code


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (_declared("ISO-8859-1").encode("latin-1"), "text/xml; charset=UTF-8"),
        (b'<?xml version="1.0" encoding="UTF-8"?><cXML/>', "text/xml; charset=us-ascii"),
        (codecs.BOM_UTF8 + b"<cXML/>", "text/xml; charset=ISO-8859-1"),
        (codecs.BOM_UTF8 + b'<?xml version="1.0" encoding="US-ASCII"?><cXML/>', None),
        (_declared("UTF-8").encode("utf-16"), None),
        (_declared("UTF-16BE").encode("utf-16"), None),
        ("<cXML/>".encode("utf-16"), "text/xml; charset=utf-8"),
        (b"<cXML/>", "text/xml; charset=utf-8; charset=iso-8859-1"),
    ],
)
def test_disagreeing_names_are_refused(body: bytes, content_type: str | None) -> None:
    """Mark, charset and declaration name one encoding, or nobody can say what was meant."""
    with pytest.raises(Unreadable) as refusal:
        parse(body, content_type)

    assert Code.ENCODING_CONTRADICTED == refusal.value.finding.code


@pytest.mark.parametrize(
    "text",
    [
        b"\xc0\xbccXML/>",  # overlong "<"
        b"\xed\xa0\x80",  # a surrogate
        b"\xf8\x88\x80\x80\x80",  # five bytes
        b"\xc3",  # cut off
        b"\xff",
        b"Gr\xfc\xdfe",  # ISO-8859-1
    ],
)
def test_bytes_outside_utf_8_are_refused(text: bytes) -> None:
    """What is not UTF-8 is not read as if it were."""
    with pytest.raises(Unreadable) as refusal:
        parse(b"<cXML>\n" + text + b"</cXML>")

    expected = (Code.BYTES_NOT_IN_ENCODING, 2)
    assert expected == (refusal.value.finding.code, refusal.value.finding.line)


def test_bytes_outside_ascii_are_refused() -> None:
    """A document that says US-ASCII holds nothing else."""
    with pytest.raises(Unreadable) as refusal:
        parse('<?xml version="1.0" encoding="US-ASCII"?><cXML>ü</cXML>'.encode())

    assert "The document holds bytes that are not US-ASCII." == refusal.value.finding.message
