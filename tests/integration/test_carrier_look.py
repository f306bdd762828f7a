"""Looking at an address without asking it anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.carrier.look import Look
from gateway.errors import ForbiddenAddress, Unreachable
from tests.authority import Authority
from tests.integration.unkind import BOUNDS, OK, Serve, says, serving

DAY = timedelta(days=1)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that are gone when the test is over."""
    with serving() as start:
        yield start


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """The authority that is trusted."""
    return Authority(tmp_path)


@pytest.fixture
def look(authority: Authority) -> Look:
    """Looks at every host on loopback."""
    return Look(bounds=BOUNDS, resolve=lambda _: ["127.0.0.1"], authorities=authority.pem)


def test_end_of_a_certificate_is_told(look: Look, authority: Authority, serve: Serve) -> None:
    """Over TLS the last moment of the certificate is told."""
    server = serve(says(OK), authority.server(lasts=DAY))

    end = look.certificate_end(f"https://supplier.example:{server.port}/", private_network=True)

    assert end is not None
    assert abs(end - datetime.now(UTC) - DAY) < timedelta(minutes=5)


def test_plain_http_has_no_certificate(look: Look, serve: Serve) -> None:
    """Over plain http there is a connection, and nothing to run out."""
    server = serve(says(OK))

    assert None is look.certificate_end(server.url, private_network=True)


def test_certificate_of_somebody_else_is_not_trusted(
    look: Look, authority: Authority, serve: Serve
) -> None:
    """A certificate for another name is refused, as the carrier would refuse it."""
    server = serve(says(OK), authority.server("stranger.example"))

    with pytest.raises(Unreachable, match="not to be trusted"):
        look.certificate_end(f"https://supplier.example:{server.port}/", private_network=True)


def test_forbidden_place_is_not_looked_at(look: Look) -> None:
    """What the carrier never calls is not looked at either."""
    with pytest.raises(ForbiddenAddress):
        look.certificate_end("http://supplier.example/", private_network=False)


def test_addresses_of_a_host_are_told(look: Look) -> None:
    """A name is looked up; a number is its own address."""
    named = look.addresses("https://supplier.example/", private_network=False)
    number = look.addresses("http://127.1/", private_network=True)

    assert ["127.0.0.1"] == list(named)
    assert ["127.0.0.1"] == list(number)


def test_unknown_host_is_told() -> None:
    """A name that nobody knows is unreachable."""

    def nobody(_: str) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(Unreachable, match="host name is not known"):
        Look(resolve=nobody).addresses("https://nobody.example/", private_network=False)
