"""Let a plain function answer a form: the body is awaited here, the work is done in a thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Fields = Mapping[str, str]


def form(
    handle: Callable[[Request, Fields], Response],
) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads the form and hands its fields over."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=0) as sent:
            fields = {name: value for name, value in sent.items() if isinstance(value, str)}
        return await run_in_threadpool(handle, request, fields)

    return endpoint


def own_form(
    handle: Callable[[Request, Fields], Response],
) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that refuses a form of another site: nobody else may press our buttons.

    It is for pages without a token in their forms. A shopper's form carries one, and comes from
    "another site" whenever a procurement system frames the shop in a sandbox.
    """

    def guarded(request: Request, fields: Fields) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return PlainTextResponse("This form came from another site.", status_code=403)
        return handle(request, fields)

    return form(guarded)
