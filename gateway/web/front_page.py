"""`/`: says what this is to whoever comes to the address itself, a person or a program."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.languages import language_for
from gateway.web.door import door_of
from gateway.web.pages import page, translations

NAME: Final = "cXML PunchOut gateway"


async def welcome(request: Request) -> Response:
    """Say what is where: as a page to browsers, as JSON to anybody else."""
    public_url = door_of(request).settings.public_url
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(
            {
                "name": NAME,
                "cxml": f"{public_url}/cxml",
                "docs": f"{public_url}/docs",
                "health": f"{public_url}/health/ready",
            }
        )
    language = language_for(request.headers.get("accept-language"))
    title = translations(language).gettext("A gateway for procurement systems")
    return page(request, "front.html", language, title=title, public_url=public_url, test=False)


ROUTES: Final = (Route("/", welcome, methods=["GET"]),)
