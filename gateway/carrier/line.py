"""The line of one exchange: connects to judged addresses only, and keeps the time and the size."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpcore2

from gateway.carrier.addresses import Target, is_literal, is_reserved, plain
from gateway.clock import Clock
from gateway.errors import ForbiddenAddress, Unreachable

Resolve = Callable[[str], Sequence[str]]

HEADER_ALLOWANCE = 131_072  # bytes of an answer beside its body: headers, 1xx answers, chunk sizes
#: whoever takes more than this has more time than others: so long as this many bytes a second take
LARGE_BYTES = 1_048_576
STEADY_BYTES_PER_SECOND = 131_072


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long, how much, and through which ports of the public internet."""

    connect_seconds: float = 5
    exchange_seconds: float = 30
    max_answer_bytes: int = 1_048_576
    ports: frozenset[int] = frozenset({443})


class Line(httpcore2.NetworkBackend):
    """Connects to nothing but judged addresses and keeps the time and size of one exchange."""

    def __init__(self, target: Target, bounds: Bounds, resolve: Resolve, clock: Clock) -> None:
        self._target = target
        self.bounds = bounds
        self._resolve = resolve
        self._clock = clock
        self._began = self._last_given = clock.monotonic()
        self._seconds = bounds.exchange_seconds
        self._bytes_given = 0
        self._connected_until = clock.monotonic() + bounds.connect_seconds
        self._bytes_left = bounds.max_answer_bytes + HEADER_ALLOWANCE

    def seconds_left(self) -> float:
        """Tell how long the exchange may still take; raises Unreachable when its time is up."""
        until = self._began + self._seconds
        stalled = self._last_given + self.bounds.exchange_seconds
        left = min(until, stalled) - self._clock.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def too_slow(self) -> Unreachable:
        """Make the error of an exchange that takes too long."""
        return Unreachable(f"The exchange was not over after {self._seconds:g} seconds.")

    def seconds_to_connect(self) -> float:
        """Tell how long connecting may still take; raises Unreachable when its time is up."""
        left = self._connected_until - self._clock.monotonic()
        if left <= 0:
            raise Unreachable(
                f"No connection was made within {self.bounds.connect_seconds:g} seconds."
            )
        return left

    def gave(self, count: int) -> None:
        """Count bytes that the other side took; large files have longer, while it takes them."""
        self._last_given = self._clock.monotonic()
        self._bytes_given += count
        large = max(0, self._bytes_given - LARGE_BYTES)
        self._seconds = self.bounds.exchange_seconds + large / STEADY_BYTES_PER_SECOND

    def took(self, count: int) -> None:
        """Count bytes that came in; raises Unreachable when they are too many."""
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise too_large(self.bounds.max_answer_bytes)

    def connect_tcp(
        self, host: str, port: int, *_not_used: object, **_nor_these: object
    ) -> httpcore2.NetworkStream:
        """Connect to the first judged address that takes us, within the bounds of the exchange."""
        addresses = self._judged(host)
        for place, address in enumerate(addresses):
            # The rest of the time is shared out, so that one silent address does not use it all.
            share = self.seconds_to_connect() / (len(addresses) - place)
            with suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return Wire(
                    httpcore2.SyncBackend().connect_tcp(address, port, share, None, ()), self
                )
        raise Unreachable("No connection could be made.")

    def _judged(self, host: str) -> Sequence[str]:
        addresses = [plain(host)] if is_literal(host) else self._looked_up(host)
        if not addresses:
            raise Unreachable("The host name is not known.")
        if not self._target.private_network and any(map(is_reserved, addresses)):
            raise ForbiddenAddress("The host stands in a private or reserved network.")
        return addresses

    def _looked_up(self, host: str) -> Sequence[str]:
        try:
            return _within(self.seconds_to_connect(), lambda: self._resolve(host))
        except TimeoutError as exc:
            raise Unreachable("The host name was not looked up in time.") from exc
        except (OSError, UnicodeError) as exc:
            raise Unreachable("The host name is not known.") from exc


class Wire(httpcore2.NetworkStream):
    """A connected stream on which every step is held to what is left of the exchange."""

    def __init__(self, stream: httpcore2.NetworkStream, line: Line) -> None:
        self._stream = stream
        self._line = line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 the library's own signature
        """Read what is there, at most `max_bytes`."""
        try:
            chunk = self._stream.read(max_bytes, self._line.seconds_left())
        except httpcore2.ReadTimeout as exc:
            raise self._line.too_slow() from exc
        self._line.took(len(chunk))
        return chunk

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 the library's own signature
        """Write all; the time is looked at again after every piece that the other side takes."""
        sock: socket.socket = self._stream.get_extra_info("socket")
        rest = memoryview(buffer)
        try:
            while rest:
                sock.settimeout(self._line.seconds_left())
                count = sock.send(rest)
                self._line.gave(count)
                rest = rest[count:]
        except TimeoutError as exc:
            raise self._line.too_slow() from exc
        except OSError as exc:  # httpcore still reads then: the answer may already be there
            raise httpcore2.WriteError(str(exc)) from exc

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 the library's own signature
    ) -> httpcore2.NetworkStream:
        """Shake hands for TLS within the time for connecting."""
        try:
            secured = self._stream.start_tls(
                ssl_context, server_hostname, self._line.seconds_to_connect()
            )
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as exc:
            raise Unreachable(_tls_reason(exc)) from exc
        except Unreachable:
            self.close()
            raise
        return Wire(secured, self._line)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 the library's own signature
        """Pass on what the library asks about the socket."""
        return self._stream.get_extra_info(info)


def too_large(limit: int) -> Unreachable:
    """Make the error of an answer that is too large."""
    return Unreachable(f"The answer is larger than {limit} bytes.")


def _within(seconds: float, call: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Run a call that knows no time limit of its own; raises TimeoutError when it takes longer."""
    outcome: Future[Sequence[str]] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except (OSError, UnicodeError) as exc:
            outcome.set_exception(exc)

    threading.Thread(target=run, name="resolve", daemon=True).start()
    return outcome.result(timeout=seconds)


def _tls_reason(exc: Exception) -> str:
    cause = exc.__cause__ or exc.__context__ or exc
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "The certificate of the host is not to be trusted."
    return "No secure connection could be made."
