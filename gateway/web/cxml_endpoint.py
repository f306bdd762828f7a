"""`POST /cxml`: every cXML request of buyers and suppliers comes in here."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.cxml.mime import is_multipart
from gateway.exchange.intake import receive
from gateway.exchange.letter import Letter
from gateway.web.answers import cxml_response
from gateway.web.bodies import whole_body
from gateway.web.door import door_of

#: documents of up to so many bytes, an order of two hundred lines, are short work
SHORT: Final = 65_536


async def take_cxml(request: Request) -> Response:
    """Await the body, let the exchange answer it in a thread, and give that answer back."""
    door = door_of(request)
    content_type = request.headers.get("content-type")
    with_files = is_multipart(content_type)
    most = door.settings.max_message_bytes if with_files else door.settings.max_body_bytes
    with door.hall.guest() as guest:
        letter = Letter(
            body=await whole_body(request, door.settings, most=most, guest=guest),
            content_type=content_type,
            source=request.client.host if request.client else "unknown",
        )
        # whoever sends a large one keeps nobody else waiting
        is_short = len(letter.body) <= SHORT
        run = door.threads.run_in_turn if is_short else door.threads.run
        answer = await run(receive, letter, door.around)
    door.metrics.document(body=letter.body, answer=answer.body)
    return cxml_response(answer)


ROUTES = (Route("/cxml", take_cxml, methods=["POST"]),)
