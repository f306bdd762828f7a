"""Decides whether a browser may carry a cart to a BrowserFormPost address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

import idna

#: longer addresses are cut by browsers and proxies (characters)
LONGEST: Final = 2048
PORTS: Final = {"https": 443, "http": 80}
LAST_PORT: Final = 65_535
#: characters of a host name (RFC 1035)
LONGEST_NAME: Final = 253
#: below this, a port belongs to some other service than a web server that somebody tries out
FIRST_FREE_PORT: Final = 1024
#: names that lead nowhere on the public internet
PRIVATE_ENDINGS: Final = ("localhost", "local", "internal", "intranet", "lan", "home.arpa")

_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_NUMERIC: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_SCHEME: Final = re.compile(r"https?://[^/?#]", re.ASCII | re.IGNORECASE)

WRITTEN_PLAINLY: Final = "Write it as https://host/path."
UNKNOWN_HOST: Final = (
    "its scheme, host and port are not among the buyer's return_hosts."
    " Ask the operator of this gateway to add them."
)
UNKNOWN_IN_TEST: Final = (
    "BrowserFormPost/URL was taken because this is a test; its host is not among the buyer's"
    " return_hosts and will be refused once the connection is active."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Scheme, host and port, as browsers compare them: lower case, in punycode, port explicit."""

    scheme: str
    host: str
    port: int

    @property
    def address(self) -> IPv4Address | IPv6Address | None:
        """The host as an IP address, or None for a name."""
        try:
            return ip_address(self.host.strip("[]"))
        except ValueError:
            return None

    @property
    def is_public(self) -> bool:
        """Whether the host can be one of the public internet, as far as its writing tells."""
        address = self.address
        if address is not None:
            return _is_public(address)
        labels = f".{self.host}"
        return "." in self.host and not labels.endswith(tuple(f".{end}" for end in PRIVATE_ENDINGS))

    def __str__(self) -> str:
        """Write the origin as a Content-Security-Policy wants it."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What came of an address: allowed, perhaps with an advice, or refused for a reason."""

    allowed: bool
    #: said to the sender although the address was taken
    advice: str | None = None
    #: completes the sentence "BrowserFormPost/URL cannot be used: …"
    reason: str | None = None


class Unfit(Exception):
    """An address that no two programs would read alike, or that leads nowhere on the web."""


def judge(address: str, return_hosts: Sequence[str], *, test: bool, own_url: str) -> Judgement:
    """
    Decide whether a cart may go to `address`.

    `return_hosts` are patterns such as `https://buyer.example`, `https://*.buyer.example` (every
    name below), `http://127.0.0.1:8002` or `http://127.0.0.1:*` (every port); one that cannot be
    read fits nothing. In test an unknown host is
    taken with an advice where it is public and spoken to over https.
    """
    try:
        origin = origin_of(address)
    except Unfit as unfit:
        return Judgement(allowed=False, reason=str(unfit))
    if _is_own(origin, own_url):
        return Judgement(allowed=False, reason="it leads to this gateway itself.")
    if any(_fits(origin, pattern) for pattern in return_hosts):
        return Judgement(allowed=True)
    if test and _may_be_tried(origin):
        return Judgement(allowed=True, advice=UNKNOWN_IN_TEST)
    return Judgement(allowed=False, reason=UNKNOWN_HOST)


def origin_of(address: str) -> Origin:
    """
    Read the origin of an http or https address that every browser reads in the same way.

    Raises Unfit saying what is wrong.
    """
    if not address:
        raise Unfit("it is empty.")
    if len(address) > LONGEST:
        raise Unfit(f"it has more than {LONGEST} characters.")
    if "\\" in address or any(_is_unseen(sign) for sign in address):
        raise Unfit("it holds a space, a backslash or a sign that cannot be seen.")
    if not _SCHEME.match(address):
        raise Unfit(f"it is not a whole https address. {WRITTEN_PLAINLY}")
    try:
        parts = urlsplit(address)
    except ValueError as exc:
        raise Unfit(f"its host cannot be read. {WRITTEN_PLAINLY}") from exc
    return _origin(parts)


def faults_of(pattern: str) -> str | None:
    """Tell what is wrong with a pattern of `return_hosts`, or None."""
    try:
        _pattern(pattern)
        parts = urlsplit(pattern)
    except ValueError:
        return f"its host cannot be read. {WRITTEN_PLAINLY}"
    except Unfit as unfit:
        return str(unfit)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return "it is scheme, host and port alone, without a path."
    return None


def _origin(parts: SplitResult) -> Origin:
    if "@" in parts.netloc:
        raise Unfit(f"it names a user in front of the host. {WRITTEN_PLAINLY}")
    scheme = parts.scheme.lower()
    host, port = _divided(parts.netloc)
    return Origin(
        scheme=scheme,
        host=_host(host),
        port=PORTS[scheme] if port is None else _port(port),
    )


def _divided(netloc: str) -> tuple[str, str | None]:
    """Divide host and port; the colons of an IPv6 address stand in brackets."""
    bracket = netloc.rfind("]")
    host, colon, port = netloc[bracket + 1 :].partition(":")
    return netloc[: bracket + 1] + host, port if colon else None


def _port(text: str) -> int:
    if not _PORT.fullmatch(text) or int(text) > LAST_PORT:
        raise Unfit("its port is not a number from 1 to 65535.")
    return int(text)


def _host(text: str) -> str:
    if text.startswith("["):
        return _bracketed(text)
    try:
        # what browsers do with a name of other scripts, so that a look-alike is another name
        host = text.lower() if text.isascii() else idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError as exc:
        raise Unfit("its host is not a name that can be looked up.") from exc
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > LONGEST_NAME:
        raise Unfit("its host is not a name that can be looked up.")
    if _NUMERIC.fullmatch(labels[-1]):
        return _dotted(host)
    return host


def _bracketed(text: str) -> str:
    try:
        address = IPv6Address(text[1:-1])
    except ValueError as exc:
        raise Unfit("its host is not an IPv6 address.") from exc
    if address.scope_id is not None or not text.endswith("]"):
        raise Unfit("its host is not an IPv6 address.")
    return f"[{address}]"


def _dotted(host: str) -> str:
    """Browsers take 127.1, 0x7f000001 and 2130706433 for addresses; here four numbers are one."""
    try:
        return str(IPv4Address(host))
    except ValueError as exc:
        raise Unfit("its host is a number. Write an address as four numbers with dots.") from exc


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "CZ"


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        # an IPv4 address wrapped in another: mapped, 6to4, Teredo, NAT64
        wraps = (address.ipv4_mapped, address.sixtofour, address.teredo)
        if any(wraps) or address.packed[:12] == _NAT64:
            return False
    return address.is_global and not address.is_multicast


_NAT64: Final = IPv6Address("64:ff9b::").packed[:12]


def _is_own(origin: Origin, own_url: str) -> bool:
    own = origin_of(own_url)
    return origin.host == own.host and origin.port in {own.port, *PORTS.values()}


def _may_be_tried(origin: Origin) -> bool:
    open_port = origin.port == PORTS["https"] or origin.port >= FIRST_FREE_PORT
    return origin.scheme == "https" and origin.is_public and open_port


def _fits(origin: Origin, written: str) -> bool:
    try:
        pattern = _pattern(written)
    except (Unfit, ValueError):
        return False
    wanted = pattern.origin
    if origin.scheme != wanted.scheme or not (pattern.any_port or origin.port == wanted.port):
        return False
    if pattern.below:
        return origin.address is None and origin.host.endswith(f".{wanted.host}")
    return origin.host == wanted.host


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """An origin; perhaps every name below its host, perhaps every port."""

    origin: Origin
    below: bool
    any_port: bool


def _pattern(written: str) -> _Pattern:
    scheme, separator, rest = written.partition("://")
    below, any_port = rest.startswith("*."), rest.endswith(":*")
    host = rest.removeprefix("*.").removesuffix(":*")
    origin = origin_of(f"{scheme}{separator}{host}")
    if below and origin.address is not None:
        raise Unfit("an IP address has no names below it.")
    return _Pattern(origin=origin, below=below, any_port=any_port)
