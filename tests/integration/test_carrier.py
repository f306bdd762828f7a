"""What the carrier makes of real servers, kind and unkind."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from gateway.carrier import Bounds, Carrier
from gateway.errors import GatewayFault, Unreachable
from tests.integration.unkind import BOUNDS, OK, Serve, Server, Talk, says, serving


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that are gone when the test is over."""
    with serving() as start:
        yield start


@pytest.fixture(scope="module")
def carrier() -> Carrier:
    """A carrier with narrow bounds."""
    return Carrier(BOUNDS)


def repeats(start: bytes, piece: bytes, pause: float = 0) -> Talk:
    """Make a talk that begins well and never ends."""

    def talk(caller: socket.socket) -> None:
        caller.sendall(start)
        while True:
            caller.sendall(piece)
            time.sleep(pause)

    return talk


def resets(caller: socket.socket) -> None:
    """Break off in the middle of an answer, with RST."""
    caller.sendall(OK[:-2])
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def post(carrier: Carrier, server: Server, body: bytes = b"<cXML/>") -> tuple[int, bytes]:
    """Post to a server and give status and body of its answer."""
    headers = {"Content-Type": "text/xml; charset=UTF-8"}
    answer = carrier.post(server.url, body, headers=headers, private_network=True)
    return answer.status, answer.body


def test_posted_bytes_arrive_as_they_are(carrier: Carrier, serve: Serve) -> None:
    """Address, host, content type and every byte of the body reach the server."""
    server = serve(says(OK))
    body = b"<cXML>\r\n\xc3\xa4\x00</cXML>" * 1000

    answer = post(carrier, server, body)

    head, _, sent = server.heard[0].partition(b"\r\n\r\n")
    assert (200, b"<ok/>") == answer
    assert body == sent
    assert head.startswith(b"POST /cxml?way=in HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}".encode() in head
    assert b"Content-Type: text/xml; charset=UTF-8" in head
    assert b"Accept-Encoding: identity" in head


def test_answer_headers_are_found_by_lower_case_name(carrier: Carrier, serve: Serve) -> None:
    """Header names lose their case; a repeated header is joined."""
    server = serve(says(b"HTTP/1.1 204 No\r\nRetry-After: 7\r\nX-A: 1\r\nx-a: 2\r\n\r\n"))

    answer = carrier.get(server.url, private_network=True)

    assert {"retry-after": "7", "x-a": "1, 2"} == answer.headers


def test_loopback_is_never_called_without_leave(carrier: Carrier, serve: Serve) -> None:
    """A server on this machine hears nothing when private networks are not allowed."""
    server = serve(says(OK))

    with pytest.raises(Unreachable):
        carrier.get(f"https://127.0.0.1:{server.port}/")

    assert [] == server.heard


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_an_answer_like_any_other(carrier: Carrier, serve: Serve, status: int) -> None:
    """Nobody is sent elsewhere: the place that a redirect names is never called."""
    elsewhere = serve(says(OK))
    moved = f"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.url}\r\nContent-Length: 0\r\n\r\n"
    server = serve(says(moved.encode()))

    answer = post(carrier, server)

    assert (status, b"") == answer
    assert [] == elsewhere.heard


def test_packed_answer_stays_packed(carrier: Carrier, serve: Serve) -> None:
    """A compressed body was not asked for and is not unpacked."""
    packed = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00"
    )

    answer = post(carrier, serve(says(packed)))

    assert (200, b"\x1f\x8b\x08\x00") == answer


def test_environment_names_no_proxy(
    carrier: Carrier, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proxy variables of the environment change nothing."""
    server = serve(says(OK))
    proxy = serve(says(OK))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)

    post(carrier, server)

    assert ([], 1) == (proxy.heard, len(server.heard))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(lambda _: None, id="silence"),
        pytest.param(resets, id="reset in the body"),
        pytest.param(lambda caller: caller.shutdown(socket.SHUT_WR), id="half closed"),
        pytest.param(says(OK[:-2]), id="cut body"),
        pytest.param(says(OK[:30]), id="cut headers"),
        pytest.param(says(CHUNKED + b"ZZ\r\nx\r\n"), id="chunk of no size"),
        pytest.param(says(CHUNKED + b"5\r\n<ok/>\r\n"), id="chunks without end"),
        pytest.param(says(b"SSH-2.0-OpenSSH_9.2\r\n"), id="not HTTP"),
        pytest.param(says(b"HTTP/1.1 abc OK\r\n\r\n"), id="status is a word"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), id="negative length"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000), id="one huge header"),
        pytest.param(repeats(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 99), id="headers without end"),
        pytest.param(repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99), id="1xx without end"),
        pytest.param(repeats(ENDLESS, b"x" * 9999), id="body without end"),
        pytest.param(repeats(CHUNKED, b"1\r\nx\r\n" * 99), id="small chunks without end"),
        pytest.param(repeats(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 9999), id="no length, no end"),
        pytest.param(repeats(b"", b"H", 0.05), id="drip before the headers"),
        pytest.param(repeats(b"HTTP/1.1 200 OK\r\nX: ", b"a", 0.05), id="drip in the headers"),
        pytest.param(repeats(ENDLESS, b"x", 0.05), id="drip in the body"),
        pytest.param(lambda _: time.sleep(1.5), id="nothing for long"),
    ],
)
def test_unkind_server_is_unreachable_in_time(carrier: Carrier, serve: Serve, talk: Talk) -> None:
    """Whatever a server does in place of a whole answer ends as Unreachable, within the time."""
    server = serve(talk)
    began = time.monotonic()

    with pytest.raises(Unreachable):
        post(carrier, server)

    assert time.monotonic() - began < 2


def test_answer_of_the_largest_size_is_taken(carrier: Carrier, serve: Serve) -> None:
    """The limit itself is still fine."""
    body = b"x" * BOUNDS.max_answer_bytes
    server = serve(says(b"HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n" + body))

    assert (200, body) == post(carrier, server)


def test_answer_above_the_largest_size_is_refused(carrier: Carrier, serve: Serve) -> None:
    """One byte more is too much."""
    server = serve(says(b"HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n" + b"x" * 65_537))

    with pytest.raises(Unreachable, match="larger than 65536 bytes"):
        post(carrier, server)


def test_answer_is_read_though_the_request_was_not_taken(carrier: Carrier, serve: Serve) -> None:
    """A server that answers and closes before it read everything is still heard."""
    server = serve(says(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"))

    assert (413, b"") == post(carrier, server, b"x" * 100_000)


def test_reader_that_stops_reading_costs_no_more_than_the_time(carrier: Carrier) -> None:
    """A server whose buffers stay full ends as Unreachable."""
    began = time.monotonic()

    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}/"
        with pytest.raises(Unreachable, match="over"):
            carrier.post(url, b"x" * 20_000_000, headers={}, private_network=True)

    assert time.monotonic() - began < 2


def test_closed_port_is_unreachable(carrier: Carrier) -> None:
    """Nobody listening is said in plain words."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]

    with pytest.raises(Unreachable, match="No connection could be made"):
        carrier.get(f"http://127.0.0.1:{port}/", private_network=True)


def test_slow_resolver_costs_no_more_than_the_time_to_connect() -> None:
    """A name server that does not answer is given up."""
    asleep = threading.Event()

    def resolve(_host: str) -> list[str]:
        asleep.wait(5)
        return []

    with pytest.raises(Unreachable, match="looked up in time"):
        Carrier(Bounds(connect_seconds=0.2), resolve=resolve).get("https://slow.example/")

    asleep.set()


@pytest.mark.parametrize("headers", [{"A b": "c"}, {"A": "b\r\nC: d"}, {"A": "€"}, {"é": "b"}])
def test_header_that_http_does_not_allow_is_our_own_fault(
    carrier: Carrier, serve: Serve, headers: dict[str, str]
) -> None:
    """A header that would break the request is never sent."""
    server = serve(says(OK))

    with pytest.raises(GatewayFault):
        carrier.post(server.url, b"", headers=headers, private_network=True)


def test_many_threads_share_one_carrier(carrier: Carrier, serve: Serve) -> None:
    """Each of many callers gets the answer to its own request."""
    server = serve(says(OK))
    answers: list[tuple[int, bytes]] = []

    def call() -> None:
        answers.append(post(carrier, server))

    threads = [threading.Thread(target=call) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [(200, b"<ok/>")] * 20 == answers
