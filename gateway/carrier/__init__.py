"""The only way out over HTTP: one exchange with an address that was judged before it was called.

`addresses` says which addresses may be called, `line` connects and keeps time and size, and the
`Carrier` here speaks HTTP over that line. No redirect is followed, no proxy asked, no environment
read, nothing unpacked, and no connection kept.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

import httpcore2

from gateway.carrier.addresses import Target, system_addresses
from gateway.carrier.line import Bounds, Line, Resolve, too_large
from gateway.clock import Clock, SystemClock
from gateway.errors import GatewayFault, Unreachable

__all__ = ["Bounds", "Carrier", "CarrierAnswer", "Resolve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierAnswer:
    """What came back: the HTTP status, headers by lower-case name, and the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Carrier:
    """Posts and gets over HTTP/1.1; may be used by any number of threads.

    Every exchange has a connection of its own: a kept one can be closed under a request that is on
    its way, or hold an answer that nobody asked for, and either makes a delivery uncertain.
    """

    def __init__(
        self,
        bounds: Bounds | None = None,
        *,
        resolve: Resolve = system_addresses,
        authorities: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Trust the system's certificates, and the PEM certificates in `authorities` as well."""
        self._bounds = bounds or Bounds()
        self._resolve = resolve
        self._clock = clock or SystemClock()
        self._tls = ssl.create_default_context()
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        if authorities is not None:
            self._tls.load_verify_locations(cadata=authorities)

    def post(
        self,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str],
        private_network: bool = False,
        ignore_body: bool = False,
    ) -> CarrierAnswer:
        """Post once, following no redirect; the body of the answer need not be read.

        Raises ForbiddenAddress before anything is sent, Unreachable when no whole answer came back.
        """
        target = self._target(url, private_network=private_network)
        return self._exchange("POST", target, headers, body, ignore_body=ignore_body)

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, private_network: bool = False
    ) -> CarrierAnswer:
        """Get once; everything else is as in `post`."""
        return self._exchange(
            "GET", self._target(url, private_network=private_network), headers or {}, None
        )

    def _target(self, url: str, *, private_network: bool) -> Target:
        return Target.of(url, self._bounds.ports, private_network=private_network)

    def _exchange(
        self,
        method: str,
        target: Target,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        ignore_body: bool = False,
    ) -> CarrierAnswer:
        line = Line(target, self._bounds, self._resolve, self._clock)
        connection = httpcore2.HTTPConnection(
            target.wire_url.origin, ssl_context=self._tls, network_backend=line
        )
        try:
            with (
                closing(connection),
                connection.stream(
                    method, target.wire_url, headers=_sent(headers, target), content=body
                ) as response,
            ):
                chunks = () if ignore_body else response.iter_stream()
                return CarrierAnswer(
                    status=response.status,
                    headers=_received(response.headers),
                    body=_bounded(chunks, self._bounds.max_answer_bytes),
                )
        except httpcore2.LocalProtocolError as exc:
            raise GatewayFault("A request was made that HTTP does not allow.") from exc
        except httpcore2.RemoteProtocolError as exc:
            raise Unreachable("The answer is not whole or not HTTP.") from exc
        except httpcore2.NetworkError as exc:
            raise Unreachable("The connection broke before the answer was whole.") from exc


def _sent(headers: Mapping[str, str], target: Target) -> list[tuple[bytes, bytes]]:
    ours = {
        "Host": target.url.netloc.decode("ascii"),
        "Connection": "close",
        "Accept-Encoding": "identity",  # a compressed answer could grow without bound
        "User-Agent": "cxml-punchout-gateway",
    }
    try:
        return [
            (name.encode("ascii"), value.encode("latin-1"))
            for name, value in (ours | dict(headers)).items()
        ]
    except UnicodeError as exc:
        raise GatewayFault("A request was made that HTTP does not allow.") from exc


def _received(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    gathered: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        gathered[key] = f"{gathered[key]}, {text}" if key in gathered else text
    return gathered


def _bounded(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise too_large(limit)
    return bytes(body)
