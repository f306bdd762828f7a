"""The addresses where documents are handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from catalog_stub.moods import Environment
from catalog_stub.shop import Shop


def document_routes(shop: Shop, environment: Environment) -> list[Route]:
    """Return the cXML address of one environment."""
    path = f"{environment.prefix}/cxml"
    return [Route(path, _endpoint(shop, environment), methods=["POST"])]


def _endpoint(shop: Shop, environment: Environment) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        told = request.headers.get("content-type", "")
        answer = await run_in_threadpool(shop.counter.hand_in, environment, raw, told)
        return Response(answer.body, status_code=answer.http_status, media_type=answer.media_type)

    return endpoint
