"""What a listening gateway answers to requests that no library would send."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from gateway.clock import SystemClock, SystemIds
from gateway.exchange.surroundings import Surroundings
from gateway.exchange.throttle import Throttle
from gateway.settings import Settings
from gateway.store.engine import open_database
from gateway.vault import Vault
from gateway.web.application import create_web
from tests.serving import serving

HOST = b"Host: gateway.example\r\n"


@pytest.fixture
def port(sqlite_url: str, new_port: Callable[[], int]) -> Iterator[int]:
    """The port of a listening gateway that waits a second for bodies."""
    settings = Settings(body_seconds=1)
    database = open_database(sqlite_url)
    around = Surroundings(
        database=database,
        vault=Vault("a key for tests only, long enough to be one"),
        clock=SystemClock(),
        ids=SystemIds("gateway.example"),
        public_url=settings.public_url,
        throttle=Throttle(20),
    )
    chosen = new_port()
    with serving(create_web(around, settings), chosen):
        yield chosen
    database.close()


def said(port: int, *pieces: bytes) -> bytes:
    """Send raw bytes and read until the gateway closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for piece in pieces:
            line.sendall(piece)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /cxml HTTP/1.1\r\nContent-Length: 0\r\n\r\n", b"400"),
        (b"POST /cxml HTTP/1.1\r\n" + HOST + HOST + b"Content-Length: 0\r\n\r\n", b"400"),
        (b"POST /cxml HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 200 + b"\r\n", b"431"),
        (b"POST /cxml/%00 HTTP/1.1\r\n" + HOST + b"\r\n", b"400"),
        (b"POST /cxml HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999\r\n\r\n", b"413"),
    ],
)
def test_a_bad_head_is_answered_with_cxml_and_closed(
    port: int, request_: bytes, status: bytes
) -> None:
    """On the cXML address even a bad head gets cXML, and the connection ends."""
    answer = said(port, request_)

    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"text/xml; charset=UTF-8" in answer
    assert b"<cXML" in answer


def test_a_body_that_never_ends_is_not_waited_for(port: int) -> None:
    """A sender that stops in the middle gets 408 and cXML 406 once its time is over."""
    begun = time.monotonic()

    answer = said(
        port, b"POST /cxml HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n", b"<cXML"
    )

    assert answer.startswith(b"HTTP/1.1 408")
    assert b'code="406"' in answer
    assert time.monotonic() - begun < 5


def test_the_host_that_is_named_shows_up_nowhere(port: int) -> None:
    """Whatever host a request names, no answer repeats it."""
    answer = said(
        port,
        b"POST /cxml/ HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
        b"Connection: close\r\nContent-Length: 0\r\n\r\n",
    )

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"evil" not in answer
