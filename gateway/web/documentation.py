"""`/docs`: the shop API in OpenAPI, and as a page that needs nothing from elsewhere."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.web.pages import page
from gateway.web.shop_api import openapi


async def show_docs(request: Request) -> Response:
    """Show the shop API to a person."""
    described = openapi()
    return page(
        request,
        "docs.html",
        "en",
        title=described["info"]["title"],
        about=described["info"]["description"],
        operations=_operations(described),
        models=described["components"]["schemas"],
        test=False,
    )


async def give_openapi(_request: Request) -> Response:
    """Give the shop API to a program."""
    return JSONResponse(openapi())


ROUTES: Final = (
    Route("/docs", show_docs, methods=["GET"]),
    Route("/docs/openapi.json", give_openapi, methods=["GET"]),
)


def _operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
