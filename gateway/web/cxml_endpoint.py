"""`POST /cxml`: every cXML request of buyers and suppliers comes in here."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.cxml.mime import is_multipart
from gateway.exchange.intake import receive
from gateway.exchange.letter import Letter
from gateway.web.answers import cxml_response
from gateway.web.bodies import whole_body
from gateway.web.door import door_of


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
        answer = await door.threads.run(receive, letter, door.around)
    door.metrics.document(body=letter.body, answer=answer.body)
    return cxml_response(answer)


ROUTES = (Route("/cxml", take_cxml, methods=["POST"]),)
