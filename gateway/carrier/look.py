"""Looks at an address without sending it a request: where it stands, how long it can be trusted."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.carrier.addresses import Target, is_literal, plain, system_addresses
from gateway.carrier.line import Bounds, Line, Resolve
from gateway.clock import SystemClock
from gateway.errors import Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How to look: the same bounds, resolver and authorities as the carrier has."""

    bounds: Bounds = field(default_factory=Bounds)
    resolve: Resolve = system_addresses
    authorities: str | None = None

    def addresses(self, url: str, *, private_network: bool) -> Sequence[str]:
        """Look the host up; raises ForbiddenAddress or Unreachable when there is no such place."""
        host = self._target(url, private_network=private_network).url.raw_host.decode("ascii")
        if is_literal(host):
            return [plain(host)]
        try:
            return self.resolve(host)
        except (OSError, UnicodeError) as exc:
            raise Unreachable("The host name is not known.") from exc

    def certificate_end(self, url: str, *, private_network: bool) -> datetime | None:
        """
        Shake hands and tell until when the certificate is valid; None over plain http.

        Raises Unreachable when no connection comes about or the certificate is not trusted,
        ForbiddenAddress for a place that is never called.
        """
        target = self._target(url, private_network=private_network)
        host = target.url.raw_host.decode("ascii")
        line = Line(target, self.bounds, self.resolve, SystemClock())
        with closing(line.connect_tcp(host, target.port)) as wire:
            if target.url.scheme == "http":
                return None
            with closing(wire.start_tls(self._tls(), host)) as secured:
                return _valid_until(secured.get_extra_info("ssl_object"))

    def _target(self, url: str, *, private_network: bool) -> Target:
        return Target.of(url, self.bounds.ports, private_network=private_network)

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.authorities is not None:
            context.load_verify_locations(cadata=self.authorities)
        return context


def _valid_until(secured: ssl.SSLSocket | ssl.SSLObject) -> datetime:
    certificate = secured.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
