"""What an answer means for a delivery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.carrier import CarrierAnswer
from gateway.delivery.verdict import Outcome, Verdict, judge, plain, unreached
from gateway.errors import Unreachable
from tests.parcels import parcel

NOW = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
DELIVERED, REFUSED, AGAIN, HELD = (
    Outcome.DELIVERED,
    Outcome.REFUSED,
    Outcome.AGAIN,
    Outcome.HELD,
)


def response(inside: str) -> bytes:
    """Make a cXML document around a piece of it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">\n'
        '<cXML payloadID="1@supplier.example" timestamp="2026-11-21T20:45:00+00:00">'
        f"{inside}</cXML>"
    ).encode()


def status(code: str, text: str = "x", content: str = "") -> bytes:
    """Make a cXML Response with one Status."""
    return response(f'<Response><Status code="{code}" text="{text}">{content}</Status></Response>')


def judged(body: bytes, http: int = 200, *, tries: int = 1, **headers: str) -> Verdict:
    """Judge an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return judge(CarrierAnswer(status=http, headers=named, body=body), tries=tries, now=NOW)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("200", DELIVERED), ("201", DELIVERED), ("204", DELIVERED), ("211", DELIVERED),
        ("280", DELIVERED), ("281", DELIVERED), ("299", DELIVERED),
        ("400", REFUSED), ("401", HELD), ("403", HELD), ("406", REFUSED),
        ("409", REFUSED), ("417", REFUSED), ("450", REFUSED), ("475", REFUSED), ("499", REFUSED),
        ("408", AGAIN), ("429", AGAIN),
        ("500", AGAIN), ("550", AGAIN), ("551", AGAIN), ("560", AGAIN), ("599", AGAIN),
    ],
)  # fmt: skip
def test_status_of_the_response_decides(code: str, expected: Outcome) -> None:
    """2xx is taken, 4xx final unless it refuses us, 5xx passes; unknown codes as their hundred."""
    verdict = judged(status(code))

    assert (expected, int(code), 200) == (
        verdict.outcome,
        verdict.cxml_status,
        verdict.http_status,
    )


@pytest.mark.parametrize(
    ("code", "line", "expected"),
    [
        ("200", b"\r\n", DELIVERED),
        ("200", b"\n", DELIVERED),
        ("406", b"\r\n", REFUSED),
    ],
)
def test_answer_in_parts_is_read(code: str, line: bytes, expected: Outcome) -> None:
    """Some answer a message with files in the same form; its document is what counts."""
    body, content_type = parcel(
        [("Content-Type: text/xml", status(code)), ("Content-Type: text/plain", b"a file")], line
    )

    verdict = judged(body, content_type=content_type)

    assert (expected, int(code)) == (verdict.outcome, verdict.cxml_status)
    assert status(code) == verdict.answer


@pytest.mark.parametrize("parts", [[], [("", b"no document")], [("Content-Type: text/xml", b"<")]])
def test_answer_in_parts_without_a_document_is_unclear(parts: list[tuple[str, bytes]]) -> None:
    """It is tried again, as any other answer that nobody understands."""
    body, content_type = parcel(parts)

    assert AGAIN is judged(body, content_type=content_type).outcome


@pytest.mark.parametrize(
    ("http", "code", "expected"),
    [
        (500, "200", DELIVERED),
        (404, "200", DELIVERED),
        (400, "400", REFUSED),
        (500, "406", REFUSED),
        (200, "500", AGAIN),
        (429, "400", AGAIN),
        (503, "400", AGAIN),
        (302, "200", AGAIN),
        (307, "400", AGAIN),
        (401, "401", HELD),
        (500, "403", HELD),
        (503, "401", AGAIN),
    ],
)
def test_body_is_read_before_the_http_status(http: int, code: str, expected: Outcome) -> None:
    """Some mirror codes in HTTP, some do not: cXML decides, but for redirects and "later"."""
    assert expected == judged(status(code), http).outcome


UNCLEAR = [
    pytest.param(status("abc"), id="a word"),
    pytest.param(status(""), id="nothing"),
    pytest.param(status("-200"), id="negative"),
    pytest.param(status("+200"), id="signed"),
    pytest.param(status("200.0"), id="fraction"),
    pytest.param(status("2_00"), id="underscore"),
    pytest.param(status("0200"), id="four digits"),
    pytest.param(status("20"), id="two digits"),
    pytest.param(status("0x0C8"), id="hexadecimal"),
    pytest.param(status("\uff12\uff10\uff10"), id="fullwidth digits"),
    pytest.param(status("٢٠٠"), id="Arabic digits"),
    pytest.param(status("100"), id="1xx"),
    pytest.param(status("302"), id="3xx"),
    pytest.param(status("600"), id="6xx"),
    pytest.param(status("2000000000000000"), id="long number"),
    pytest.param(response("<Response/>"), id="no Status"),
    pytest.param(response(""), id="no Response"),
    pytest.param(response('<Response><Status text="OK"/></Response>'), id="no code"),
    pytest.param(
        response('<Response><Status code="200" text="OK"/><Status code="500" text=""/></Response>'),
        id="two Status",
    ),
    pytest.param(
        response('<Response><Status code="200" text="OK"/></Response>' * 2), id="two Response"
    ),
    pytest.param(
        response('<Response><!-- <Status code="200" text="OK"/> --></Response>'), id="in a comment"
    ),
    pytest.param(
        response('<Response><![CDATA[<Status code="200" text="OK"/>]]></Response>'), id="in CDATA"
    ),
    pytest.param(
        response('<Response><Extrinsic><Status code="200" text="OK"/></Extrinsic></Response>'),
        id="Status too deep",
    ),
    pytest.param(
        response('<Request><Status code="200" text="OK"/></Request>'),
        id="a request",
    ),
    pytest.param(response('<Message><Status code="200" text="OK"/></Message>'), id="a message"),
    pytest.param(b'<Response><Status code="200" text="OK"/></Response>', id="no envelope"),
    pytest.param(
        b'<x:cXML xmlns:x="urn:x"><x:Response><x:Status code="200"/></x:Response></x:cXML>',
        id="a namespace",
    ),
    pytest.param(
        b'<!DOCTYPE cXML [<!ENTITY ok "200">]>'
        b'<cXML><Response><Status code="&ok;" text="OK"/></Response></cXML>',
        id="entity",
    ),
    pytest.param(
        b'<!DOCTYPE cXML [<!ATTLIST Status code CDATA "200">]>'
        b'<cXML><Response><Status text="OK"/></Response></cXML>',
        id="default from a subset",
    ),
    pytest.param(status("200")[:-9], id="cut off"),
    pytest.param(status("200") + b"<!--", id="more behind the end"),
    pytest.param(b"", id="empty"),
    pytest.param(b"200 OK", id="plain text"),
    pytest.param(b"<html><body>200 OK</body></html>", id="HTML"),
    pytest.param(b"\x1f\x8b\x08\x00\x00", id="packed"),
    pytest.param(b"\x00" * 100, id="zeros"),
    pytest.param(b"<cXML" + b"<a" * 70_000, id="garbage"),
    pytest.param(b"<cXML>" + b"<a>" * 10_000, id="very deep"),
]  # fmt: skip


@pytest.mark.parametrize("http", [200, 201, 204, 301, 400, 401, 404, 413, 500, 502, 503])
@pytest.mark.parametrize("body", UNCLEAR)
def test_unclear_answer_is_never_a_success_and_never_final(body: bytes, http: int) -> None:
    """Without exactly one Status that can be understood the document is carried again."""
    verdict = judged(body, http)

    assert (AGAIN, http, None) == (verdict.outcome, verdict.http_status, verdict.cxml_status)
    assert verdict.note


@pytest.mark.parametrize(
    "words",
    [
        "PO Number: 123 has already been processed.",
        "Duplicate payloadID",
        "duplicate order",
        "Duplicate Purchase Order 4500",
        "Order 4711 already exists",
        "This document was already received",
        "The purchase order was already accepted",
        "Payload ID 1@x already processed",
    ],
)
def test_document_that_is_there_already_is_delivered(words: str) -> None:
    """Who says that they have it, has it: at once with 4xx, at the second saying with 5xx."""
    verdict = judged(status("409", words))

    assert DELIVERED == verdict.outcome
    assert "please check" in verdict.note
    assert DELIVERED == judged(status("400", "Bad Request", words)).outcome
    assert AGAIN == judged(status("500", words), tries=1).outcome
    assert DELIVERED == judged(status("500", words), tries=2).outcome


@pytest.mark.parametrize(
    "words",
    [
        "Conflict",
        "Duplicate line number 2",
        "duplicate order line 2",
        "Order has not already been accepted",
        "The supplier already exists",
        "Order refused. The account was already closed",
        "Already late",
        "Item A-1 already exists",
    ],
)
def test_other_conflicts_are_final(words: str) -> None:
    """A word like "duplicate" alone is no success."""
    assert REFUSED == judged(status("409", words), tries=2).outcome


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0", timedelta(0)),
        ("120", timedelta(seconds=120)),
        (" 7 ", timedelta(seconds=7)),
        ("99999999999999", timedelta(days=365)),
        ("9" * 5000, timedelta(days=365)),
        ("Sat, 21 Nov 2026 20:46:40 GMT", timedelta(seconds=100)),
        ("Sat, 21 Nov 2026 20:00:00 GMT", timedelta(0)),
        ("Sat, 21 Nov 9999 20:00:00 GMT", timedelta(days=365)),
        ("Sat, 21 Nov 2026 20:46:40", None),
        ("Sat, 99 Nov 2026 20:46:40 GMT", None),
        ("-5", None),
        ("1.5", None),
        ("١٢٣", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_wish_for_a_pause_is_read(written: str, expected: timedelta | None) -> None:
    """Retry-After is seconds or a date; anything else is no wish."""
    assert expected == judged(b"", 503, retry_after=written).retry_after
    assert expected == judged(status("560"), 503, retry_after=written).retry_after


def test_note_is_one_short_line_without_secrets() -> None:
    """What the other side wrote is shown to people: no breaks, no secrets, no end of words."""
    note = judged(status("400", "a&#10;b&#13;c&#9;d &lt;script&gt;", "4111 1111 1111 1111")).note
    long = plain("word " * 1000)

    assert "cXML 400: a b c d <script> ********" == note
    assert 300 == len(long)


def test_no_answer_is_tried_again() -> None:
    """The reason of an unreachable address is the note."""
    verdict = unreached(Unreachable("No connection could be made."))

    assert (AGAIN, "No connection could be made.", None) == (
        verdict.outcome,
        verdict.note,
        verdict.http_status,
    )
