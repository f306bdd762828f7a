"""What came of one try: read from the answer, body first and HTTP status after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

from lxml import etree

from gateway.carrier import CarrierAnswer
from gateway.cxml.masking import mask_text
from gateway.cxml.mime import is_multipart, parts_of
from gateway.cxml.safety import parse
from gateway.errors import GatewayError, Refused, Unreachable


class Outcome(StrEnum):
    """What a try came to."""

    #: taken by the other side
    DELIVERED = "delivered"
    #: never to be taken by the other side as it is
    REFUSED = "refused"
    #: we were refused, not the document: a person has to put our credentials right
    HELD = "held"
    #: not taken, or nobody knows; the same bytes are sent again
    AGAIN = "again"
    #: the address says that it wants nothing more, ever
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one try; `note` is for people, without secrets, and never empty."""

    outcome: Outcome
    note: str
    http_status: int | None = None
    cxml_status: int | None = None
    retry_after: timedelta | None = None
    #: the fault lies with us, so that it says nothing about the address
    is_ours: bool = False
    #: the other side did not take it, because it says that it had it before
    was_there: bool = False
    answer: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The one Status of a cXML Response."""

    code: int
    words: str


#: the hundreds of a status
SUCCESS: Final = 2
REDIRECT: Final = 3
PASSING: Final = 5
#: codes of HTTP, and of those who mirror them in cXML, that mean "later" whatever else is said
LATER: Final = frozenset({408, 425, 429, 503})
#: codes of cXML that refuse whoever sends, before the document is looked at
STRANGERS: Final = frozenset({401, 403})
LONGEST_NOTE: Final = 300
LONGEST_RETRY_AFTER: Final = timedelta(days=365)
MOST_DIGITS: Final = 9
# What suppliers say of a document that they already have: "PO Number: 123 has already been
# processed." (Coupa's help names it), "Duplicate payloadID". An order-like word must stand near, so
# that "the item already exists" or "duplicate line number" is no success.
THING: Final = (
    r"(?:purchase[ -]?order|order ?request|order|p\.?o\.?|payload[ -]?id|document|message|request)"
)
ALREADY_THERE: Final = re.compile(
    rf"\bduplicate {THING}\b(?! (?:line|item))"
    rf"|\b{THING}\b(?! (?:line|item))[^.;!?]{{0,80}}"
    r"(?<!not )(?<!n't )\balready (?:been |was )?"
    r"(?:processed|received|submitted|accepted|imported|exists?|placed|created)\b",
    re.IGNORECASE,
)
CODE: Final = re.compile(r"[245][0-9]{2}", re.ASCII)
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+")


def judge(answer: CarrierAnswer, *, tries: int, now: datetime) -> Verdict:
    """Judge an answer; `tries` counts this one. Whatever is not clear is tried again."""
    answer = _unpacked(answer)
    said = said_in(answer)
    if said is None:
        return _of_http_alone(answer, now)
    outcome, note = _of_status(said, http_status=answer.status, tries=tries)
    return Verdict(
        outcome=outcome,
        note=note,
        http_status=answer.status,
        cxml_status=said.code,
        was_there=outcome is Outcome.DELIVERED and said.code // 100 != SUCCESS,
        retry_after=retry_after(answer, now),
        answer=answer.body,
    )


def unreached(error: GatewayError) -> Verdict:
    """Judge a try that brought no answer; the error says why."""
    return Verdict(
        outcome=Outcome.AGAIN, note=error.message, is_ours=not isinstance(error, Unreachable)
    )


def said_in(answer: CarrierAnswer) -> Said | None:
    """Find the one Status of a Response; None where there is none that can be understood."""
    try:
        root = parse(answer.body, answer.headers.get("content-type")).root
    except Refused:
        return None
    statuses = list(_statuses(root))
    if len(statuses) != 1:
        return None
    code = statuses[0].get("code", "").strip(" \t\r\n")
    if not CODE.fullmatch(code):
        return None
    words = f"{statuses[0].get('text', '')} {''.join(statuses[0].itertext())}"
    return Said(code=int(code), words=plain(words))


def plain(words: str) -> str:
    """Make one short line of what somebody else wrote; secrets and cards are masked."""
    line = CONTROL.sub(" ", mask_text(words)).strip()
    return line if len(line) <= LONGEST_NOTE else f"{line[: LONGEST_NOTE - 1]}…"


def _unpacked(answer: CarrierAnswer) -> CarrierAnswer:
    """Take the document out of an answer that has parts; any other one stays as it is."""
    content_type = answer.headers.get("content-type")
    if content_type is None or not is_multipart(content_type):
        return answer
    try:
        part = parts_of(answer.body, content_type).document
    except Refused:
        return answer
    headers = {**answer.headers, "content-type": part.content_type}
    return replace(answer, body=part.body, headers=headers)


def _statuses(root: etree._Element) -> Iterator[etree._Element]:
    if root.tag == "cXML":
        for response in root.iterchildren("Response"):
            yield from response.iterchildren("Status")


def _of_status(said: Said, *, http_status: int, tries: int) -> tuple[Outcome, str]:
    quoted = f"cXML {said.code}: {said.words}"
    if http_status // 100 == REDIRECT:
        return Outcome.AGAIN, f"A redirect, which is not followed. {quoted}"
    if said.code // 100 == SUCCESS:
        return Outcome.DELIVERED, quoted
    passing = said.code // 100 == PASSING
    # A 5xx is the supplier's trouble until it says the same of a second try.
    if ALREADY_THERE.search(said.words) and (not passing or tries > 1):
        return Outcome.DELIVERED, f"It was there already: please check. {quoted}"
    if passing or said.code in LATER or http_status in LATER:
        return Outcome.AGAIN, quoted
    if said.code in STRANGERS:
        return Outcome.HELD, f"They refused us, not the document: check the secret. {quoted}"
    return Outcome.REFUSED, quoted


def _of_http_alone(answer: CarrierAnswer, now: datetime) -> Verdict:
    # cXML guide: an answer without valid cXML is a fault of transport, whatever its HTTP status.
    return Verdict(
        outcome=Outcome.AGAIN,
        note=f"HTTP {answer.status} without a cXML Response that could be understood.",
        http_status=answer.status,
        retry_after=retry_after(answer, now),
        answer=answer.body,
    )


def retry_after(answer: CarrierAnswer, now: datetime) -> timedelta | None:
    """Read Retry-After, seconds or a date (RFC 9110, 10.2.3); None when it is neither."""
    written = answer.headers.get("retry-after", "").strip()
    if written.isascii() and written.isdigit():
        if len(written) > MOST_DIGITS:
            return LONGEST_RETRY_AFTER
        return min(timedelta(seconds=int(written)), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(written)
        return min(max(moment - now, timedelta(0)), LONGEST_RETRY_AFTER)
    except (TypeError, ValueError, OverflowError):
        return None
