"""Whom the carrier trusts over TLS."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from gateway.carrier import Carrier
from gateway.errors import Unreachable
from tests.authority import Authority
from tests.integration.unkind import BOUNDS, OK, Serve, Server, says, serving


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that are gone when the test is over."""
    with serving() as start:
        yield start


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


def test_certificate_of_unknown_authority_is_refused(authority: Authority, serve: Serve) -> None:
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
