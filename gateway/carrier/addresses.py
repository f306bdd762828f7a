"""Which addresses may be called: judged by a table of our own before anything is connected."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Self

import httpcore2
import httpx2

from gateway.errors import ForbiddenAddress

# Our own table: the flags of `ipaddress` let NAT64, 6to4, v4-compatible and others through.
RESERVED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's host agent under a public number
        "169.254.0.0/16",  # link-local, metadata of the clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")  # everything else is loopback, local, multicast or unassigned
RESERVED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, among them Teredo and ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside, of whatever kind
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the old test network
        "3fff::/20",  # documentation
    )
)
# In these an IPv4 address stands in the last 32 bits, and it is the one that is reached.
V4_INSIDE = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))

PLAIN_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?|[0-9a-f:.]+")
ENDS_IN_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that may be called, unless the host turns out to stand in a forbidden place."""

    url: httpx2.URL
    port: int
    private_network: bool

    @classmethod
    def of(cls, url: str, ports: frozenset[int], *, private_network: bool) -> Self:
        """Read an address; outside private networks it must be https on one of the ports.

        Raises ForbiddenAddress.
        """
        parsed = _parsed(url)
        port = parsed.port or (80 if parsed.scheme == "http" else 443)
        if not private_network and parsed.scheme != "https":
            raise ForbiddenAddress("Only https addresses are called outside private networks.")
        if not private_network and port not in ports:
            raise ForbiddenAddress("The port is not one that is called outside private networks.")
        return cls(url=parsed, port=port, private_network=private_network)

    @property
    def wire_url(self) -> httpcore2.URL:
        """The address as the HTTP library wants it."""
        return httpcore2.URL(
            scheme=self.url.raw_scheme,
            host=self.url.raw_host,
            port=self.port,
            target=self.url.raw_path,
        )


def is_reserved(address: str) -> bool:
    """Tell whether an address in its plain form is private, special or otherwise not public."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return True
    if isinstance(parsed, IPv4Address):
        return any(parsed in block for block in RESERVED_V4)
    if any(parsed in block for block in V4_INSIDE):
        return is_reserved(str(IPv4Address(int(parsed) & 0xFFFF_FFFF)))
    return parsed not in PUBLIC_V6 or any(parsed in block for block in RESERVED_V6)


def is_literal(host: str) -> bool:
    """Tell whether a host is written as a number rather than as a name."""
    return ":" in host or ENDS_IN_NUMBER.fullmatch(host.rstrip(".")) is not None


def plain(host: str) -> str:
    """Write a host that is a number in the plain form of its address.

    Resolvers read 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1: so do we, before judging.
    Raises ForbiddenAddress for a number that is no address.
    """
    try:
        if ":" in host:
            return str(IPv6Address(host))
        return str(IPv4Address(socket.inet_aton(host.rstrip("."))))
    except (OSError, ValueError) as exc:
        raise ForbiddenAddress("The host is a number that is no address.") from exc


def system_addresses(host: str) -> Sequence[str]:
    """Ask the system's resolver for every address of a host.

    Raises OSError when it knows none.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_kind, place in found))


def _parsed(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as exc:
        raise ForbiddenAddress("This is not an address that can be called.") from exc
    host = parsed.raw_host.decode("ascii")
    if parsed.scheme not in {"http", "https"} or not PLAIN_HOST.fullmatch(host):
        raise ForbiddenAddress("This is not an http or https address of a plain host.")
    if parsed.userinfo:
        raise ForbiddenAddress("An address with a user name or password in it is never called.")
    return parsed
