"""Notes every request that was answered, in the log and in the figures; never its token."""

from __future__ import annotations

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.clock import Clock, Ids
from gateway.web.metrics import Metrics

log = structlog.get_logger()

#: characters of the mark that ties the events of one request together
MARK_LENGTH = 12
#: what a request is counted under that no route took
NO_ROUTE = "none"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


class Access:
    """Marks each request, and tells how it went once it is answered."""

    def __init__(self, app: ASGIApp, *, clock: Clock, ids: Ids, metrics: Metrics) -> None:
        self._app = app
        self._clock = clock
        self._ids = ids
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a mark, and note its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = self._clock.monotonic()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with structlog.contextvars.bound_contextvars(request=self._ids.token()[-MARK_LENGTH:]):
            try:
                await self._app(scope, receive, watched)
            finally:
                self._note(scope, status, self._clock.monotonic() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        # the route and not the path: tokens stand in paths
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.answered(method=method, route=route, status=status, seconds=seconds)
        client = scope.get("client")
        log.info(
            "request_answered",
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            source=client[0] if client else None,
        )
