"""How an answer is held against what its case asks for."""

from __future__ import annotations

import pytest

from gateway.rehearsal.answer import Heard
from gateway.rehearsal.expectation import Expectation
from gateway.rehearsal.judge import Evidence, judge

ANSWER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<cXML payloadID="1@gateway" timestamp="2026-11-21T10:00:00+00:00"><Response>'
    '<Status code="{code}" text="{text}">{content}</Status>{payload}</Response></cXML>'
)
START = "<PunchOutSetupResponse><StartPage><URL>{}</URL></StartPage></PunchOutSetupResponse>"


def heard(code: int = 200, text: str = "OK", content: str = "", payload: str = "") -> Heard:
    """Make an answer like the gateway's."""
    body = ANSWER.format(code=code, text=text, content=content, payload=payload)
    return Heard(http=200, content_type="text/xml; charset=UTF-8", body=body.encode())


def judged(
    expected: Expectation, now: Heard, earlier: Heard | None = None, unsaid: str = "unsaid"
) -> list[str]:
    """Judge an answer after a first step."""
    before = {"1-first": earlier} if earlier else {}
    return judge(expected, Evidence(heard=now, earlier=before, secrets=frozenset({unsaid})))


def test_right_answer_has_no_differences() -> None:
    """What was asked for passes."""
    expected = Expectation(status=(406,), says=("DEPLOYMENTmode",), payload="", silent=("secret",))

    assert [] == judged(expected, heard(406, "Not Acceptable", "deploymentMode is Test"))


@pytest.mark.parametrize(
    ("expected", "answer", "difference"),
    [
        (Expectation(), heard(401, "Unauthorized", "who?"), "status 401 (who?), not 200 or 201"),
        (Expectation(status=(401,)), heard(401, "No"), 'called "No", not "Unauthorized"'),
        (Expectation(says=("orderID",)), heard(content="fine"), 'does not say "orderID": fine'),
        (Expectation(silent=("AN1",)), heard(content="AN1"), 'holds "AN1", which must not'),
        (Expectation(mentions=("<URL>",)), heard(), 'does not hold "<URL>"'),
        (Expectation(payload="ProfileResponse"), heard(), "brings nothing, not ProfileResponse"),
        (Expectation(payload=""), heard(payload="<A/>"), "brings A, not nothing"),
        (
            Expectation(status=(400,)),
            heard(400, "Bad Request", payload="<A/>"),
            "a A beside a Status that is not 2xx",
        ),
        (Expectation(), heard(payload=START.format("/start")), "no address"),
        (Expectation(same_answer_as="1-first"), heard(), "byte for byte"),
        (Expectation(same_status_as="1-first"), heard(content="x"), "word for word"),
        (Expectation(same_status_as="2-missing"), heard(), "word for word"),
    ],
)
def test_difference_is_said_in_words(expected: Expectation, answer: Heard, difference: str) -> None:
    """Each thing that is not as asked is named."""
    differences = judged(expected, answer, earlier=heard(content="other"))

    assert [True] == [difference in each for each in differences]


def test_secret_in_an_answer_is_a_difference() -> None:
    """No case needs to ask that secrets stay secret."""
    assert ["the answer gives the secret back"] == judged(
        Expectation(), heard(content="is it acme-secret?"), unsaid="acme-secret"
    )


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"<cXML/>", b"\xff\xfe<", b"<cXML>"])
def test_answer_that_is_no_cxml_is_a_difference(body: bytes) -> None:
    """A web page, a fragment or nothing at all is judged, not stumbled over."""
    answer = Heard(http=200, content_type="text/xml", body=body)

    assert ["the answer holds no cXML Response that can be read"] == judged(Expectation(), answer)


def test_envelope_of_every_answer_is_judged() -> None:
    """HTTP status, content type and the form of a Response are asked of every case."""
    body = (
        b"<cXML timestamp='2026-11-21T10:00:00Z'><Header/>"
        b"<Response><Status code='200' text='OK'/></Response></cXML>"
    )
    answer = Heard(http=500, content_type="text/html", body=body)

    assert [
        "HTTP status 500, not 200",
        "content type text/html, not text/xml",
        "the answer has a Header, which a Response never has",
        "the answer has no payloadID",
        'the timestamp "2026-11-21T10:00:00Z" has no numeric offset',
    ] == judged(Expectation(), answer)


def test_same_answer_again_passes() -> None:
    """A stored answer comes back byte for byte."""
    assert [] == judged(Expectation(same_answer_as="1-first"), heard(), earlier=heard())
