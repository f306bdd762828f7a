"""Reads what came back over the wire, without trusting that it is cXML at all."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.cxml.safety import parse
from gateway.errors import NotAcceptable


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An HTTP answer as it arrived."""

    http: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The cXML Response in an answer; what it lacks is an empty text or None."""

    payload_id: str
    timestamp: str
    has_header: bool
    code: int | None
    text: str
    content: str
    payload: str | None
    start_url: str | None


def read_response(heard: Heard) -> Response | None:
    """Read the Response that an answer holds; None when it holds none."""
    try:
        root = parse(heard.body, heard.content_type).root
    except NotAcceptable:
        return None
    response = root.find("Response")
    status = response.find("Status") if response is not None else None
    if root.tag != "cXML" or response is None or status is None:
        return None
    code = status.get("code", "")
    return Response(
        payload_id=root.get("payloadID", ""),
        timestamp=root.get("timestamp", ""),
        has_header=root.find("Header") is not None,
        code=int(code) if code.isascii() and code.isdigit() else None,
        text=status.get("text", ""),
        content="".join(status.itertext()).strip(),
        payload=next((str(child.tag) for child in response if child is not status), None),
        start_url=response.findtext("PunchOutSetupResponse/StartPage/URL"),
    )
