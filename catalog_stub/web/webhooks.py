"""The addresses where the gateway says that there is something new to read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from catalog_stub.bell import Bell
from catalog_stub.moods import Environment, Mood

_NONSENSE = "<!doctype html><html><body><h1>It works!</h1></body></html>"


def webhook_routes(bell: Bell | None, environment: Environment) -> list[Route]:
    """Return the webhook address of one environment, where the shop has a secret for it."""
    if bell is None:
        return []
    endpoint = _endpoint(bell, environment)
    return [Route(f"{environment.prefix}/webhook", endpoint, methods=["POST"])]


def _endpoint(bell: Bell, environment: Environment) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        status = await run_in_threadpool(bell.ring, environment, request.headers, body)
        if bell.moods.of(environment).mood is Mood.BROKEN:
            return HTMLResponse(_NONSENSE, status_code=status)
        return Response(status_code=status)

    return endpoint
