"""Bounds every request before any work is done: its head, its body's pace, and who it came from.

uvicorn with httptools lets through a missing or double Host, thousands of headers and bodies that
never end; a proxy in front may do better, but nobody has to have one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from anyio import fail_after
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.clock import Clock
from gateway.settings import Settings

Network = IPv4Network | IPv6Network
Headers = Iterable[tuple[bytes, bytes]]

#: headers that mean something else when they come twice
ONCE: Final = (
    b"host",
    b"content-length",
    b"content-type",
    b"content-encoding",
    b"authorization",
    b"transfer-encoding",
)
#: a body that comes at so many bytes a second may take longer than others: large files need it
STEADY: Final = 131_072
_HOST: Final = re.compile(rb"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)
_TARGET: Final = re.compile(rb"/(?:[!-$&-~]|%[0-9A-Fa-f]{2})*")


class Guard:
    """Refuses what no honest client sends, and drops bodies that arrive too slowly."""

    def __init__(self, app: ASGIApp, *, settings: Settings, clock: Clock) -> None:
        self._app = app
        self._settings = settings
        self._clock = clock
        self._proxies = networks(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the head, then pass the request on with a watch on its body."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._look_at_head(scope)
        scope["client"] = _client(scope, self._proxies)
        await self._app(scope, self._watched(receive), send)

    def _look_at_head(self, scope: Scope) -> None:
        headers: list[tuple[bytes, bytes]] = list(scope["headers"])
        size = sum(len(name) + len(value) for name, value in headers)
        if len(headers) > self._settings.max_headers or size > self._settings.max_header_bytes:
            raise HTTPException(431, "The request has too many or too large headers.")
        target = bytes(scope.get("raw_path") or b"/")
        if len(target) + len(scope["query_string"]) > self._settings.max_address_bytes:
            raise HTTPException(414, "The address of the request is too long.")
        if not _TARGET.fullmatch(target) or b"%00" in target:
            raise HTTPException(400, "The address of the request cannot be read.")
        _look_at_counts(headers)

    def _watched(self, receive: Receive) -> Receive:
        """Give a `receive` that raises 408 when the body takes too long or trickles."""
        begun = self._clock.monotonic()
        received, ended = 0, False

        async def watched() -> Message:
            nonlocal received, ended
            if ended:
                return await receive()  # a client that listens may take its time
            patience = self._patience(self._clock.monotonic() - begun, received)
            try:
                with fail_after(patience):
                    message = await receive()
            except TimeoutError as exc:
                raise HTTPException(408, "The request did not arrive in time.") from exc
            received += len(message.get("body", b""))
            ended = not message.get("more_body", False)
            return message

        return watched

    def _patience(self, passed: float, received: int) -> float:
        """Tell how many seconds the next piece may take."""
        pace = self._settings.body_bytes_per_second
        grace = self._settings.body_grace_seconds
        longest = max(self._settings.body_seconds, received / STEADY)
        paced = grace + received / pace if pace else longest
        return max(0.0, min(longest, paced) - passed)


def networks(written: str) -> tuple[Network, ...]:
    """Read a list of addresses and networks with commas between them; raises ValueError."""
    return tuple(ip_network(entry.strip()) for entry in written.split(",") if entry.strip())


def _look_at_counts(headers: Headers) -> None:
    counts = Counter(name for name, _ in headers)
    if any(counts[name] > 1 for name in ONCE):
        raise HTTPException(400, "A header came twice that may come only once.")
    if counts[b"content-length"] and counts[b"transfer-encoding"]:
        raise HTTPException(400, "The request tells its length in two ways.")
    host = next((value for name, value in headers if name == b"host"), b"")
    if not _HOST.fullmatch(host):
        raise HTTPException(400, "The request names no host, or one that cannot be read.")


def _client(scope: Scope, proxies: tuple[Network, ...]) -> tuple[str, int] | None:
    """Tell who sent the request: of X-Forwarded-For the last that no proxy of ours wrote."""
    direct: tuple[str, int] | None = scope.get("client")
    if direct is None or not _is_among(direct[0], proxies):
        return direct
    said = [value.decode("latin-1") for name, value in scope["headers"] if name == _FORWARDED]
    for hop in reversed(",".join(said).split(",")):
        if not _is_address(hop.strip()):
            return direct
        if not _is_among(hop.strip(), proxies):
            return hop.strip(), 0
    return direct


_FORWARDED: Final = b"x-forwarded-for"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_among(host: str, proxies: tuple[Network, ...]) -> bool:
    return _is_address(host) and any(ip_address(host) in network for network in proxies)
