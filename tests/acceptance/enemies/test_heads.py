"""Requests that never end, or come drop by drop."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import httpx2
import psutil
import pytest

from tests import letters
from tests.ports import unused_port
from tests.processes import GatewayProcess

HEAD = b"POST /cxml HTTP/1.1\r\nHost: gateway.example\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MEGABYTE = 1_048_576


@pytest.fixture(scope="module")
def gateway(
    tmp_path_factory: pytest.TempPathFactory, nobodys_settings: None
) -> Iterator[GatewayProcess]:
    """A gateway that waits a second for heads and for bodies."""
    folder = tmp_path_factory.mktemp("gateway")
    process = GatewayProcess(
        folder=folder,
        database_url=f"sqlite:///{folder / 'gateway.db'}",
        port=unused_port(),
        parties=letters.parties(),
        settings={"GATEWAY_HEAD_SECONDS": "1", "GATEWAY_BODY_SECONDS": "3"},
    )
    process.load()
    process.start()
    yield process
    process.stop()


def is_alive(gateway: GatewayProcess) -> bool:
    """Ask whether honest requests are answered."""
    answer = httpx2.get(f"{gateway.url}/health/live", timeout=5, trust_env=False)
    return answer.status_code == httpx2.codes.OK


def poured(gateway: GatewayProcess, begin: bytes, more: bytes, most: int) -> int:
    """Begin a request and pour bytes after it; gives how many were taken, at most `most`."""
    taken = 0
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as line:
        try:
            line.sendall(begin)
            while taken < most:
                line.sendall(more)
                taken += len(more)
            while line.recv(65536):
                """Wait until the gateway hangs up."""
        except OSError:
            return taken
    return taken


def seconds_until_closed(gateway: GatewayProcess, *drops: bytes) -> float:
    """Send a few bytes, one drop every 0.2 s, and wait until the gateway hangs up."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as line:
        try:
            for drop in drops:
                line.sendall(drop)
                time.sleep(0.2)
            while line.recv(65536):
                """Read what is said before."""
        except ConnectionError:
            """Hung up on while talking."""
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"GET /", b"a" * 65536),
        (HEAD, b"X-A: " + b"y" * 8000 + b"\r\n"),
        (HEAD + b"X-A: ", b"y" * 65536),
        (HEAD, b"X: y\r\n" * 8192),
        (HEAD + b"X-A", b"a" * 65536),
        (CHUNKED + b"1\r\na\r\n0\r\n", b"X-A: " + b"y" * 8000 + b"\r\n"),
        (CHUNKED + b"1\r\na\r\n0\r\nX-A: ", b"y" * 65536),
        (CHUNKED + b"1;a=", b"y" * 65536),
        (HEAD + b"Content-Length: 999999999999\r\n\r\n", b"y" * 65536),
    ],
    ids=["address", "headers", "value", "many", "name", "trailers", "trailer", "extension", "body"],
)
def test_what_never_ends_is_cut_off_early(
    gateway: GatewayProcess, begin: bytes, more: bytes
) -> None:
    """A flood is hung up on before it fills the memory."""
    before = psutil.Process(gateway.pid).memory_info().rss

    taken = poured(gateway, begin, more, most=48 * MEGABYTE)

    grown = psutil.Process(gateway.pid).memory_info().rss - before
    assert taken < 32 * MEGABYTE  # what the operating system holds on the way counts as taken
    assert grown < 8 * MEGABYTE
    assert is_alive(gateway)


@pytest.mark.parametrize(
    "drops",
    [[], [b"POST"], [HEAD], [HEAD[:9], *[b"a"] * 40], [HEAD, *[b"X: y\r\n"] * 40]],
    ids=["nothing", "a word", "half a head", "an address by drops", "headers by drops"],
)
def test_a_head_that_does_not_come_is_not_waited_for(
    gateway: GatewayProcess, drops: list[bytes]
) -> None:
    """Whoever connects and says nothing, or hardly anything, is hung up on in time."""
    assert 0.5 < seconds_until_closed(gateway, *drops) < 4


def test_the_next_request_is_not_waited_for_either(gateway: GatewayProcess) -> None:
    """On a connection that is kept open every head has its time."""
    first = b"GET /health/live HTTP/1.1\r\nHost: gateway.example\r\n\r\n"

    assert 0.5 < seconds_until_closed(gateway, first, *[b"G", b"E", b"T", b" /"], HEAD) < 6


def test_a_patient_client_is_served(gateway: GatewayProcess) -> None:
    """A head within its time, on a connection that is used again after a while, is answered."""
    with httpx2.Client(base_url=gateway.url, timeout=10, trust_env=False) as client:
        first = client.post("/cxml", content=letters.profile().bytes())
        time.sleep(1.5)
        second = client.post("/cxml", content=letters.profile().bytes())

    assert (200, 200) == (first.status_code, second.status_code)
    assert 'code="200"' in second.text


def test_requests_sent_at_once_are_answered_in_turn(gateway: GatewayProcess) -> None:
    """Several requests on one connection without waiting between are all answered."""
    body = letters.profile().bytes()
    post = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    last = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as line:
        line.sendall(post * 20 + last)
        answers = b"".join(iter(lambda: line.recv(65536), b""))

    assert 21 == answers.count(b"HTTP/1.1 200")
