"""Whatever arrives, the front door answers in its own words, and reads what it takes exactly."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.safety import Limits, Parsed, Unreadable, parse
from gateway.errors import GatewayError

#: characters that XML allows and that no reader changes
PLAIN = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="<>&\r￾\uffff"
) | st.sampled_from("\n\t ")
PIECES = st.sampled_from(
    [
        b"<?xml version='1.0' encoding='UTF-8'?>",
        b"<?xml version='1.0' encoding='UTF-16'?>",
        b"<?xml version='1.0' encoding='windows-1252'?>",
        b"<!DOCTYPE cXML SYSTEM 'a'>",
        b"<!DOCTYPE cXML [<!ENTITY a 'b'>]>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?a?>",
        b"<cXML>",
        b"</cXML>",
        b"<cXML a='b'/>",
        b"&a;",
        b"&#0;",
        b" ",
        b"\n",
        b"\0",
        b"[",
        b"'",
        b'"',
        b">",
        codecs.BOM_UTF8,
        codecs.BOM_UTF16_LE,
        "é€".encode(),
        b"\xe9\x80",
    ]
)
CONTENT_TYPES = (
    st.none()
    | st.text()
    | st.sampled_from(
        [
            "text/xml",
            "text/xml; charset=utf-8",
            "text/xml; charset=utf-16",
            "application/xml;charset=",
        ]
    )
)
CODECS = {
    "UTF-8": "utf-8",
    "US-ASCII": "ascii",
    "ISO-8859-1": "iso-8859-1",
    "windows-1252": "cp1252",
    "UTF-16": "utf-16",
}


def _answer(body: bytes, content_type: str | None) -> Parsed | GatewayError:
    try:
        return parse(body, content_type)
    except GatewayError as error:
        return error


@given(body=st.binary(max_size=200), content_type=CONTENT_TYPES)
def test_any_bytes_get_an_answer(body: bytes, content_type: str | None) -> None:
    """No bytes make the front door fail in any other way than by a refusal."""
    answer = _answer(body, content_type)

    assert isinstance(answer, Parsed | GatewayError)


@given(pieces=st.lists(PIECES, max_size=12), content_type=CONTENT_TYPES)
@example(pieces=[b"<!DOCTYPE cXML SYSTEM 'a'>", b"<cXML a='b'/>"], content_type=None)
def test_any_pieces_of_markup_get_an_answer(pieces: list[bytes], content_type: str | None) -> None:
    """No heap of markup makes the front door fail in any other way than by a refusal."""
    answer = _answer(b"".join(pieces), content_type)

    assert isinstance(answer, Parsed | GatewayError)


@given(pieces=st.lists(PIECES, max_size=12))
def test_what_is_taken_has_no_doctype_and_no_entities(pieces: list[bytes]) -> None:
    """Nothing that passes carries declarations or references into the house."""
    answer = _answer(b"".join(pieces) + b"<cXML/>", None)

    left = [] if isinstance(answer, GatewayError) else list(answer.root.iter(etree.Entity))
    kinds = {type(node) for node in left}
    assert set() == kinds


@given(text=st.text(PLAIN, max_size=60), encoding=st.sampled_from(sorted(CODECS)))
def test_text_is_read_as_it_was_written(text: str, encoding: str) -> None:
    """In every encoding of the list the text comes out as it went in."""
    written = f'<?xml version="1.0" encoding="{encoding}"?><a>{text}</a>'
    body = written.encode(CODECS[encoding], "xmlcharrefreplace")

    parsed = parse(body, f"text/xml; charset={encoding}")

    assert text == (parsed.root.text or "")


@given(one=st.sampled_from(sorted(CODECS)), other=st.sampled_from(sorted(CODECS)))
def test_two_names_agree_or_the_document_is_refused(one: str, other: str) -> None:
    """A charset that is not the declared encoding is never resolved by a guess."""
    body = f'<?xml version="1.0" encoding="{one}"?><a/>'.encode(CODECS[one])

    answer = _answer(body, f"text/xml; charset={other}")

    assert (one == other) == isinstance(answer, Parsed)


@given(text=st.text(PLAIN, min_size=1, max_size=30), cut=st.integers(0, 30))
@pytest.mark.parametrize("between", ["<!-- x -->", "<?x y?>", "<![CDATA[]]>"])
def test_text_is_whole_wherever_it_is_cut(text: str, cut: int, between: str) -> None:
    """A cut at any place changes nothing."""
    parsed = parse(f"<a>{text[:cut]}{between}{text[cut:]}</a>".encode())

    assert text == parsed.root.text


@given(before=st.integers(0, 5), within=st.integers(0, 5), after=st.integers(1, 5))
def test_lines_are_those_of_the_document_as_sent(before: int, within: int, after: int) -> None:
    """Taking declaration and DOCTYPE out moves no line."""
    spaces = ["\n" * number for number in (before, within, after)]
    prolog = "<?xml{2}version='1.0'{1}?>{0}<!DOCTYPE{2}cXML{1}>{2}".format(*spaces)

    parsed = parse(f"{prolog}<a/>".encode())

    assert prolog.count("\n") + 1 == parsed.root.sourceline


@given(secret=st.text("abcdefghij", min_size=12, max_size=20))
def test_refusal_never_repeats_a_value(secret: str) -> None:
    """What stood near the fault is not told."""
    with pytest.raises(Unreadable) as refusal:
        parse(f"<a b='{secret}'><{secret}>{secret}</b>&{secret};".encode())

    assert secret not in refusal.value.message


@given(before=st.integers(0, 120), many=st.integers(1, 20), beyond=st.integers(0, 1))
def test_too_many_attributes_are_found_wherever_they_stand(
    before: int, many: int, beyond: int
) -> None:
    """The shortest tag with one attribute too many is refused, however far it is from the start."""
    attributes = "".join(f" {chr(97 + number)}=''" for number in range(many + beyond))
    body = f"<cXML>{'<x/>' * (before // 4)}{'.' * (before % 4)}<b{attributes}/></cXML>"

    answer = parsed_under(Limits(max_attributes=many), body)

    assert bool(beyond) == isinstance(answer, Unreadable)


@given(before=st.integers(0, 120), long=st.integers(1, 60), beyond=st.integers(0, 1))
def test_too_long_a_text_is_found_wherever_it_stands(before: int, long: int, beyond: int) -> None:
    """One byte too many is refused, however far it is from the start."""
    body = f"<cXML>{'<x/>' * (before // 4)}<y>{'.' * (long + beyond)}</y></cXML>"

    answer = parsed_under(Limits(max_text_bytes=long), body)

    assert bool(beyond) == isinstance(answer, Unreadable)


def parsed_under(limits: Limits, body: str) -> Parsed | Unreadable:
    """Parse under other limits."""
    try:
        return parse(body.encode(), None, limits)
    except Unreadable as refusal:
        return refusal
