"""What the carrier makes of real servers, kind and unkind."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.carrier import Bounds, Carrier
from gateway.errors import GatewayFault, Unreachable

BOUNDS = Bounds(connect_seconds=1, exchange_seconds=1, max_answer_bytes=65_536)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\n<ok/>"
Talk = Callable[[socket.socket], None]


@dataclass
class Server:
    """A loopback server that says the same thing to whoever calls, and remembers what it heard."""

    door: socket.socket
    talk: Talk
    tls: ssl.SSLContext | None = None
    heard: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.door.getsockname()[1])

    @property
    def url(self) -> str:
        """Where it is called."""
        return f"http://127.0.0.1:{self.port}/cxml?way=in"

    def run(self) -> None:
        """Take one call after the other until the door is shut."""
        with suppress(OSError):
            while True:
                caller, _ = self.door.accept()
                self._serve(caller)

    def _serve(self, caller: socket.socket) -> None:
        caller.settimeout(5)
        with ExitStack() as open_sockets, suppress(OSError, EOFError):
            open_sockets.enter_context(caller)
            if self.tls is not None:
                caller = open_sockets.enter_context(self.tls.wrap_socket(caller, server_side=True))
            self.heard.append(request_of(caller))
            self.talk(caller)


def request_of(caller: socket.socket) -> bytes:
    """Hear one whole request."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += some(caller)
    head, _, body = heard.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += some(caller)
    return head + b"\r\n\r\n" + body


def some(caller: socket.socket) -> bytes:
    """Hear a piece; the end is no piece."""
    piece = caller.recv(65_536)
    if not piece:
        raise EOFError
    return piece


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start servers that are gone when the test is over."""
    started: list[tuple[Server, threading.Thread]] = []

    def start(talk: Talk, tls: ssl.SSLContext | None = None) -> Server:
        server = Server(socket.create_server(("127.0.0.1", 0)), talk, tls)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        started.append((server, thread))
        return server

    yield start

    for server, thread in started:
        server.door.shutdown(socket.SHUT_RDWR)
        server.door.close()
        thread.join(timeout=10)


Serve = Callable[..., Server]


@pytest.fixture(scope="module")
def carrier() -> Carrier:
    """A carrier with narrow bounds."""
    return Carrier(BOUNDS)


def says(answer: bytes) -> Talk:
    """Make a talk of one answer."""
    return lambda caller: caller.sendall(answer)


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


@dataclass
class Authority:
    """A certificate authority of this test run alone."""

    folder: Path

    def __post_init__(self) -> None:
        """Make the authority's own key and certificate."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.pem = self._certificate("authority", self.key, timedelta(days=1), is_authority=True)

    def server(
        self, host: str = "supplier.example", lasts: timedelta = timedelta(days=1)
    ) -> ssl.SSLContext:
        """Make the TLS context of a server with that name."""
        key = ec.generate_private_key(ec.SECP256R1())
        file = self.folder / f"{host}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(secret + self._certificate(host, key, lasts).encode())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(
        self,
        host: str,
        key: ec.EllipticCurvePrivateKey,
        lasts: timedelta,
        *,
        is_authority: bool = False,
    ) -> str:
        now = datetime.now(UTC)
        subject = self.name if is_authority else x509.Name([])
        builder = (
            x509.CertificateBuilder(issuer_name=self.name, subject_name=subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + lasts)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        )
        signed = builder.sign(self.key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the carrier trusts."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def trusting(authority: Authority) -> Carrier:
    """A carrier that trusts the authority and finds every host on loopback."""
    return Carrier(BOUNDS, resolve=lambda _: ["127.0.0.1"], authorities=authority.pem)


def secure_get(carrier: Carrier, server: Server) -> int:
    """Get from a server over TLS under its name, and give the status."""
    url = f"https://supplier.example:{server.port}/"
    return carrier.get(url, private_network=True).status


def test_server_is_called_by_name_over_tls(
    trusting: Carrier, authority: Authority, serve: Serve
) -> None:
    """Though the address is pinned, the server sees its own name in TLS and in Host."""
    context = authority.server()
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server = serve(says(OK), context)

    status = secure_get(trusting, server)

    assert 200 == status
    assert ["supplier.example"] == names
    assert f"Host: supplier.example:{server.port}".encode() in server.heard[0]


def test_certificate_of_unknown_authority_is_refused(
    carrier: Carrier, authority: Authority, serve: Serve
) -> None:
    """Only the system's authorities are trusted unless more are given."""
    server = serve(says(OK), authority.server())
    alone = Carrier(BOUNDS, resolve=lambda _: ["127.0.0.1"])

    with pytest.raises(Unreachable, match="certificate"):
        secure_get(alone, server)

    assert [] == server.heard


@pytest.mark.parametrize(
    ("host", "lasts"),
    [
        ("other.example", timedelta(days=1)),
        ("*.supplier.example", timedelta(days=1)),
        ("supplier.example.other.example", timedelta(days=1)),
        ("supplier.example", timedelta(days=-1)),
    ],
)
def test_certificate_of_another_name_or_time_is_refused(
    trusting: Carrier, authority: Authority, serve: Serve, host: str, lasts: timedelta
) -> None:
    """Name and validity of a certificate are checked; nothing is sent to the wrong server."""
    server = serve(says(OK), authority.server(host, lasts))

    with pytest.raises(Unreachable, match="certificate"):
        secure_get(trusting, server)

    assert [] == server.heard


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(trusting: Carrier, authority: Authority, serve: Serve) -> None:
    """TLS 1.1 is not spoken."""
    context = authority.server()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = serve(says(OK), context)

    with pytest.raises(Unreachable, match="secure connection"):
        secure_get(trusting, server)

    assert [] == server.heard


def test_server_that_does_not_speak_tls_is_refused(trusting: Carrier, serve: Serve) -> None:
    """Plain HTTP behind an https address is no answer."""
    server = serve(says(OK))
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # has no certificate: no handshake

    with pytest.raises(Unreachable, match="secure connection"):
        secure_get(trusting, server)


def test_handshake_that_never_ends_is_given_up(trusting: Carrier) -> None:
    """A server that takes the call and says nothing costs the time for connecting at most."""
    began = time.monotonic()

    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"https://supplier.example:{door.getsockname()[1]}/"
        with pytest.raises(Unreachable, match="secure"):
            trusting.get(url, private_network=True)

    assert time.monotonic() - began < 2
