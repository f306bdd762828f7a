"""The addresses where documents are handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from catalog_stub.counter import Counter
from catalog_stub.moods import Environment


def document_routes(counter: Counter | None, environment: Environment) -> list[Route]:
    """Return the cXML address of one environment, where the shop has a counter."""
    if counter is None:
        return []
    path = f"{environment.prefix}/cxml"
    return [Route(path, _endpoint(counter, environment), methods=["POST"])]


def _endpoint(
    counter: Counter, environment: Environment
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        told = request.headers.get("content-type", "")
        answer = await run_in_threadpool(counter.hand_in, environment, raw, told)
        return Response(answer.body, status_code=answer.http_status, media_type=answer.media_type)

    return endpoint
