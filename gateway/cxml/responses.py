"""Answers: the status of a request, and what it brings with it."""

from __future__ import annotations

from typing import Annotated, Final

from gateway.cxml.binding import Attr, Content, Rest, element
from gateway.cxml.copies import GetPendingResponse
from gateway.cxml.profile import ProfileResponse
from gateway.cxml.providers import ProviderSetupResponse
from gateway.cxml.punchout import PunchOutSetupResponse

#: the canonical phrase of each code (protocol sheet 1.11); what went wrong stands in the content
PHRASES: Final[dict[int, str]] = {
    200: "OK",
    201: "Accepted",
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    406: "Not Acceptable",
    409: "Conflict",
    412: "Precondition Failed",
    417: "Expectation Failed",
    450: "Not Implemented",
    475: "Signature Required",
    476: "Signature Verification Failed",
    477: "Signature Unacceptable",
    500: "Internal Server Error",
    550: "Unable to reach cXML server",
    551: "Unable to forward request",
    560: "Temporary server error",
}


@element("Status")
class Status:
    """What came of a request; 2xx is success, 4xx final, 5xx worth another try."""

    code: Annotated[int, Attr("code")]
    text: Annotated[str, Attr("text")]
    lang: Annotated[str | None, Attr("xml:lang")] = None
    content: Annotated[str, Content()] = ""
    rest: Rest | None = None


def status(code: int, content: str = "") -> Status:
    """Make the status of a code, with its canonical phrase."""
    return Status(code=code, text=PHRASES[code], lang="en", content=content)


@element("Response")
class Response:
    """The answer to a request; something beside the status only when that is 2xx."""

    status: Status
    body: (
        ProfileResponse | PunchOutSetupResponse | GetPendingResponse | ProviderSetupResponse | None
    ) = None
    rest: Rest | None = None
