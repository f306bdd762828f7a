"""Compares an answer with what its case asks for, and says in plain words where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.cxml.responses import PHRASES
from gateway.rehearsal.answer import Heard, Response, read_response
from gateway.rehearsal.expectation import Expectation

_NUMERIC_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")
_CXML_TYPES = ("text/xml", "application/xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was heard, now and at the earlier steps, and words that must never come back."""

    heard: Heard
    earlier: Mapping[str, Heard]
    secrets: frozenset[str] = frozenset()


def judge(expected: Expectation, evidence: Evidence) -> list[str]:
    """List every difference; an empty list means that the answer is what was asked for."""
    heard = evidence.heard
    response = read_response(heard)
    differences = [*_http(expected, heard), *_silence(expected, evidence)]
    if response is None:
        return [*differences, "the answer holds no cXML Response that can be read"]
    differences += [*_form(response), *_status(expected, response), *_payload(expected, response)]
    return [*differences, *_mentions(expected, heard), *_sameness(expected, evidence)]


def _http(expected: Expectation, heard: Heard) -> Iterator[str]:
    if heard.http not in expected.http:
        yield f"HTTP status {heard.http}, not {_either(expected.http)}"
    if heard.content_type.partition(";")[0].strip().lower() not in _CXML_TYPES:
        yield f"content type {heard.content_type or 'absent'}, not text/xml"


def _silence(expected: Expectation, evidence: Evidence) -> Iterator[str]:
    spoken = evidence.heard.body.decode("utf-8", errors="replace")
    for word in expected.silent:
        if word in spoken:
            yield f'the answer holds "{word}", which must not come back'
    if any(secret in spoken for secret in evidence.secrets):
        yield "the answer gives the secret back"


def _form(response: Response) -> Iterator[str]:
    # What every answer on the cXML address owes its reader, whatever the case is about.
    if response.has_header:
        yield "the answer has a Header, which a Response never has"
    if not response.payload_id:
        yield "the answer has no payloadID"
    if not _NUMERIC_OFFSET.fullmatch(response.timestamp):
        yield f'the timestamp "{response.timestamp}" has no numeric offset'
    if response.text != (phrase := PHRASES.get(response.code or 0, response.text)):
        yield f'the Status is called "{response.text}", not "{phrase}"'


def _status(expected: Expectation, response: Response) -> Iterator[str]:
    if response.code not in expected.status:
        yield f"status {response.code} ({response.content}), not {_either(expected.status)}"
    said = f"{response.text} {response.content}".casefold()
    for word in expected.says:
        if word.casefold() not in said:
            yield f'the Status does not say "{word}": {response.content}'


def _payload(expected: Expectation, response: Response) -> Iterator[str]:
    done = response.code is not None and 200 <= response.code < 300  # noqa: PLR2004 -- the 2xx class
    if response.payload is not None and not done:
        yield f"a {response.payload} beside a Status that is not 2xx"
    if expected.payload is not None and (response.payload or "") != expected.payload:
        brought, wanted = response.payload or "nothing", expected.payload or "nothing"
        yield f"the answer brings {brought}, not {wanted}"
    if response.payload == "PunchOutSetupResponse" and not _is_address(response.start_url):
        yield "the StartPage has no address that a browser could open"


def _mentions(expected: Expectation, heard: Heard) -> Iterator[str]:
    spoken = heard.body.decode("utf-8", errors="replace")
    for word in expected.mentions:
        if word not in spoken:
            yield f'the answer does not hold "{word}"'


def _sameness(expected: Expectation, evidence: Evidence) -> Iterator[str]:
    if step := expected.same_answer_as:
        earlier = evidence.earlier.get(step)
        if earlier is None or earlier.body != evidence.heard.body:
            yield f"the answer is not the one that {step} got, byte for byte"
    if step := expected.same_status_as:
        earlier = evidence.earlier.get(step)
        if earlier is None or _said(earlier) != _said(evidence.heard):
            yield f"the Status is not the one that {step} got, word for word"


def _said(heard: Heard) -> tuple[int | None, str, str] | None:
    response = read_response(heard)
    return (response.code, response.text, response.content) if response else None


def _is_address(url: str | None) -> bool:
    return url is not None and url.strip().startswith(("http://", "https://"))


def _either(numbers: tuple[int, ...]) -> str:
    return " or ".join(str(number) for number in numbers)
