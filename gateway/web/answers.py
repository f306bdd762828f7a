"""Turns whatever went wrong into the answer that its address promises: cXML, JSON or a page."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.cxml.responses import Response as CxmlResponse
from gateway.cxml.responses import status
from gateway.errors import GatewayError, GatewayFault
from gateway.exchange.letter import Answer
from gateway.exchange.settle import answer_bytes
from gateway.exchange.surroundings import Surroundings
from gateway.web.pages import Notice, notice_page
from gateway.web.parting import part

log = structlog.get_logger()

CXML_TYPE: Final = "text/xml; charset=UTF-8"
#: seconds that a sender is asked to wait where nothing better is known
RETRY_AFTER: Final = 30
#: after these the rest of the request may still be on its way: nobody reads it
CLOSING: Final = frozenset({400, 408, 413, 414, 431, 503})
#: the cXML code that says what an HTTP status says
CXML_CODES: Final = {406: 406, 408: 406, 413: 406, 415: 406, 429: 560, 500: 500, 503: 560}
NOT_HERE: Final = {
    404: "Nothing is at this address. cXML documents are posted to /cxml.",
    405: "Only POST is answered at this address.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What went wrong, ready to be told in any form."""

    http_status: int
    cxml_code: int
    message: str
    headers: dict[str, str]


def cxml_response(answer: Answer) -> Response:
    """Wrap an answer of the exchange."""
    headers = {} if answer.retry_after is None else {"Retry-After": str(answer.retry_after)}
    return Response(
        answer.body, status_code=answer.http_status, media_type=CXML_TYPE, headers=headers
    )


def told(request: Request, error: Exception) -> Response:
    """Answer an error in the form that its address promises."""
    fault = _fault(error)
    path = str(request.scope["path"])
    if path == "/cxml" or path.startswith("/cxml/"):
        return _as_cxml(fault, request.app.state.door.around)
    if "text/html" in request.headers.get("accept", ""):
        return _as_page(fault, request)
    return _as_json(fault, path)


class Answers:
    """
    Catches everything that leaves the endpoints as an error, and answers it.

    One of the four places where every exception is caught: an HTTP client must get an answer, and
    on the cXML address that answer must be cXML.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and answer what comes back as an error."""
        begun = heard_out = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        async def heard() -> Message:
            nonlocal heard_out
            message = await receive()
            heard_out = not message.get("more_body", False)
            return message

        try:
            await self._app(scope, heard, watched)
        except Exception as exc:
            _note(exc)
            if begun or scope["type"] != "http":
                raise  # half an answer is out: the connection has to break
            answer = told(Request(scope), exc)
            if heard_out or answer.headers.get("connection") != "close":
                await answer(scope, receive, send)
            else:
                await part(answer, scope, receive, send)


def reference() -> str:
    """Give the mark of this request that the log carries too; empty outside a request."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))


def _note(error: Exception) -> None:
    if isinstance(error, HTTPException):
        return
    if isinstance(error, GatewayError) and not isinstance(error, GatewayFault):
        log.info("request_refused", slug=error.slug)
        return
    log.error("request_failed", slug=GatewayFault.slug, exc_info=error)


def _fault(error: Exception) -> Fault:
    if isinstance(error, HTTPException):
        return _made(error.status_code, _detail(error), dict(error.headers or {}))
    if isinstance(error, GatewayError) and not isinstance(error, GatewayFault):
        fault = _made(error.http_status, error.message, {})
        return Fault(
            http_status=fault.http_status,
            cxml_code=error.code,
            message=error.message,
            headers=fault.headers,
        )
    return _made(500, f"{GatewayFault().message} Reference: {reference()}", {})


def _detail(error: HTTPException) -> str:
    """Give what was said with the error; Starlette itself says no more than the phrase."""
    unsaid = error.detail == HTTPStatus(error.status_code).phrase
    return NOT_HERE.get(error.status_code, error.detail) if unsaid else error.detail


def _made(http_status: int, message: str, headers: dict[str, str]) -> Fault:
    if http_status in (429, 503):
        headers.setdefault("Retry-After", str(RETRY_AFTER))
    if http_status in CLOSING:
        headers["Connection"] = "close"
    return Fault(
        http_status=http_status,
        cxml_code=CXML_CODES.get(http_status, 400),
        message=message,
        headers=headers,
    )


def _as_cxml(fault: Fault, around: Surroundings) -> Response:
    body = answer_bytes(CxmlResponse(status=status(fault.cxml_code, fault.message)), around)
    return Response(
        body, status_code=fault.http_status, media_type=CXML_TYPE, headers=fault.headers
    )


def _as_json(fault: Fault, path: str) -> Response:
    # the supplier API tells code and advice too, where there are any
    more = {"code": None, "advice": None} if path.startswith("/supplier/") else {}
    return JSONResponse(
        {"errors": [{"field": "", "message": fault.message, **more}]},
        status_code=_plain_status(fault),
        headers={"Cache-Control": "no-store", **fault.headers},
    )


def _as_page(fault: Fault, request: Request) -> Response:
    passing = fault.http_status in (429, 503)
    notice = Notice.LATER if passing else Notice.BROKEN
    if fault.http_status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        notice = Notice.UNKNOWN
    page = notice_page(request, notice, http_status=_plain_status(fault), reference=reference())
    page.headers.update(fault.headers)
    return page


def _plain_status(fault: Fault) -> int:
    """Where no cXML is spoken, a refusal rides on an HTTP status of its own."""
    return fault.http_status if fault.http_status != HTTPStatus.OK else HTTPStatus.BAD_REQUEST
