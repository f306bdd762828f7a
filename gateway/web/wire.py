"""HTTP/1.1 as it is spoken here: what stands outside of bodies is bounded while it arrives.

The guard sees a request when its head is whole. uvicorn with httptools would wait for that for
ever, keep whatever it is sent until then, and take trailers without end after a body.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

import structlog
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.settings import Settings

#: a connection that is kept open is closed after so many seconds without a request
KEEP_ALIVE_SECONDS: Final = 5
_REFUSAL: Final = b"HTTP/1.1 %b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_TOO_SLOW: Final = _REFUSAL % b"408 Request Timeout"
_TOO_LARGE: Final = _REFUSAL % b"431 Request Header Fields Too Large"

log = structlog.get_logger()


def server_config(web: Starlette, settings: Settings, *, drain_seconds: int) -> uvicorn.Config:
    """Say how to serve; requests have `drain_seconds` to end when the server is stopped."""
    return uvicorn.Config(
        web,
        loop="uvloop",
        http=protocol_of(settings),
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,  # tokens travel in addresses
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=drain_seconds,
    )


def protocol_of(settings: Settings) -> type[BoundedProtocol]:
    """Make the protocol with the bounds that are set."""

    class Bounded(BoundedProtocol):
        head_seconds = settings.head_seconds
        # the guard says exactly what is too much; this only ends what never would
        most_aside = settings.max_header_bytes + settings.max_address_bytes

    return Bounded


class BoundedProtocol(HttpToolsProtocol):
    """One connection; hung up on when a head takes too long, or too much comes beside bodies."""

    #: how long a head may take, from the connection or from its first byte
    head_seconds: ClassVar[float]
    #: most bytes that may come in a row without a head or a piece of a body getting whole
    most_aside: ClassVar[int]

    _waiting: asyncio.TimerHandle | None = None
    _aside = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come, and count it until it is known to be good for something."""
        if self._is_idle:
            self._wait_for_head()  # an empty line begins no request, and ends uvicorn's own wait
        self._aside += len(data)
        super().data_received(data)
        if self._aside > self.most_aside and not self.transport.is_closing():
            self._hang_up(_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Begin to wait for a head that is sent behind another request."""
        self._aside = 0
        self._wait_for_head()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, but not one that comes behind the body: nobody reads those."""
        if self._waiting is not None:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop waiting: the guard looks at the head, and at the pace of the body."""
        self._aside = 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._aside = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the next byte begins another request."""
        self._aside = 0
        self._stop_waiting()
        super().on_message_complete()

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr] # it is None at first

    def _wait_for_head(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.head_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self._is_idle:
            self._wait_for_head()  # the request before is still worked on: that is our own time
        elif not self.transport.is_closing():
            self._hang_up(_TOO_SLOW)

    def _hang_up(self, refusal: bytes) -> None:
        log.info("connection_cut_off", refusal=refusal[9:12].decode())
        if self._is_idle:
            self.transport.write(refusal)
        self.transport.close()
