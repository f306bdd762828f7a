"""What the guard lets through, and who it says has sent it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from gateway.clock import StoppedClock, SystemClock
from gateway.settings import Settings
from gateway.web.guard import Guard

Headers = list[tuple[bytes, bytes]]
HOST = (b"host", b"gateway.example")


class Inside:
    """The application behind the guard: it reads the body and remembers what it saw."""

    def __init__(self) -> None:
        self.body = b""
        self.client: tuple[str, int] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body."""
        self.client = scope["client"]
        more = True
        while more:
            message = await receive()
            self.body += message.get("body", b"")
            more = message.get("more_body", False)


def asked(
    headers: Headers,
    *,
    path: bytes = b"/cxml",
    query: bytes = b"",
    client: str = "192.0.2.1",
    proxies: str = "",
) -> Inside:
    """Send a request with this head through a guard."""
    inside = Inside()
    guard = Guard(inside, settings=Settings(trusted_proxies=proxies), clock=SystemClock())
    scope: dict[str, Any] = {
        "type": "http",
        "headers": headers,
        "raw_path": path,
        "query_string": query,
        "client": (client, 1234),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(_message: Message) -> None:
        """Send nothing."""

    anyio.run(guard, scope, receive, send)
    return inside


@pytest.mark.parametrize(
    "host", [b"gateway.example", b"Gateway.Example:8000", b"127.0.0.1:8000", b"[::1]:8000", b"a_b"]
)
def test_a_usual_request_passes(host: bytes) -> None:
    """One host, a few headers and an address: the request goes in with its body."""
    assert b"x" == asked([(b"host", host), (b"content-length", b"1")], query=b"a=b").body


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [HOST, HOST],
        [(b"host", b"")],
        [(b"host", b"a b")],
        [(b"host", b"a/b")],
        [(b"host", b"user@host")],
        [(b"host", b"a:b")],
        [HOST, (b"content-length", b"1"), (b"content-length", b"1")],
        [HOST, (b"content-length", b"1"), (b"transfer-encoding", b"chunked")],
        [HOST, (b"content-type", b"text/xml"), (b"content-type", b"text/plain")],
        [HOST, (b"authorization", b"a"), (b"authorization", b"b")],
    ],
)
def test_an_ambiguous_head_is_refused(headers: Headers) -> None:
    """No host, two hosts, two lengths or two keys: nobody guesses which one counts."""
    with pytest.raises(HTTPException) as refused:
        asked(headers)

    assert 400 == refused.value.status_code


@pytest.mark.parametrize(
    "headers", [[HOST] + [(b"x", b"y")] * 100, [HOST, (b"cookie", b"x" * 40_000)]]
)
def test_a_flood_of_headers_is_refused(headers: Headers) -> None:
    """Too many or too large headers are refused."""
    with pytest.raises(HTTPException) as refused:
        asked(headers)

    assert 431 == refused.value.status_code


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (b"/" + b"a" * 9000, b"", 414),
        (b"/", b"a" * 9000, 414),
        (b"/a%00b", b"", 400),
        (b"/a%zz", b"", 400),
        (b"/a%", b"", 400),
        (b"/a\x00b", b"", 400),
        (b"/a b", b"", 400),
        (b"/\xe9", b"", 400),
        (b"http://evil.example/cxml", b"", 400),
        (b"*", b"", 400),
    ],
)
def test_an_unreadable_address_is_refused(path: bytes, query: bytes, status: int) -> None:
    """An address that is too long, broken, or somebody else's is refused."""
    with pytest.raises(HTTPException) as refused:
        asked([HOST], path=path, query=query)

    assert status == refused.value.status_code


@pytest.mark.parametrize(
    ("client", "forwarded", "proxies", "expected"),
    [
        ("192.0.2.1", b"203.0.113.9", "", "192.0.2.1"),
        ("10.0.0.1", b"203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", b"198.51.100.1, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("10.0.0.1", b"203.0.113.9, 10.0.0.2", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", b"spoofed, 10.0.0.2", "10.0.0.0/8", "10.0.0.1"),
        ("10.0.0.1", b"", "10.0.0.0/8", "10.0.0.1"),
        ("10.0.0.1", b"10.0.0.3", "10.0.0.0/8", "10.0.0.1"),
        ("::1", b"2001:db8::7", "::1, 127.0.0.1", "2001:db8::7"),
        ("192.0.2.1", b"203.0.113.9", "10.0.0.0/8", "192.0.2.1"),
    ],
)
def test_only_a_proxy_of_ours_is_believed(
    client: str, forwarded: bytes, proxies: str, expected: str
) -> None:
    """The source is the last address that no trusted proxy wrote itself."""
    inside = asked([HOST, (b"x-forwarded-for", forwarded)], client=client, proxies=proxies)

    assert inside.client is not None
    assert expected == inside.client[0]


@pytest.mark.parametrize(("piece", "is_taken"), [(140_000, True), (100_000, False)])
def test_a_large_body_may_come_for_long_while_it_comes_steadily(piece: int, is_taken: bool) -> None:
    """At 128 KiB a second it is waited for; what comes slower has the usual time."""
    clock = StoppedClock(SystemClock().now())
    guard = Guard(Inside(), settings=Settings(body_seconds=5), clock=clock)
    pieces = iter(range(20))

    async def receive() -> Message:
        clock.advance(1)
        await anyio.lowlevel.checkpoint()
        return {"type": "http.request", "body": bytes(piece), "more_body": next(pieces) < 19}

    async def send(_message: Message) -> None:
        """Send nothing."""

    scope: dict[str, Any] = {
        "type": "http",
        "headers": [HOST],
        "raw_path": b"/cxml",
        "query_string": b"",
        "client": None,
    }

    with nullcontext() if is_taken else pytest.raises(HTTPException):
        anyio.run(guard, scope, receive, send)

    assert is_taken is (next(pieces, None) is None)


def test_a_trickling_body_is_dropped() -> None:
    """A body that comes slower than the pace that is set is not waited for."""
    clock = StoppedClock(SystemClock().now())
    guard = Guard(Inside(), settings=Settings(), clock=clock)

    async def receive() -> Message:
        clock.advance(2)
        await anyio.lowlevel.checkpoint()
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(_message: Message) -> None:
        """Send nothing."""

    scope: dict[str, Any] = {
        "type": "http",
        "headers": [HOST],
        "raw_path": b"/cxml",
        "query_string": b"",
        "client": None,
    }
    with pytest.raises(HTTPException) as refused:
        anyio.run(guard, scope, receive, send)

    assert 408 == refused.value.status_code
    assert 4 <= clock.monotonic() <= 8


def test_nobody_talks_over_a_web_socket() -> None:
    """A web socket is closed at once."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    guard = Guard(Inside(), settings=Settings(), clock=SystemClock())
    anyio.run(guard, {"type": "websocket"}, receive, send)

    assert ["websocket.close"] == [message["type"] for message in sent]
