"""Slows down whoever keeps failing to prove who they are, without locking anybody else out."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from gateway.errors import Throttled


class Throttle:
    """
    Counts failures per identity and source, in this process.

    The source counts as its /24 or /48, so that an identity, which is public knowledge, cannot be
    locked out by a stranger, and a stranger cannot go on from the address next door.
    """

    def __init__(self, failures_a_minute: int) -> None:
        self._item = RateLimitItemPerMinute(failures_a_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, identity: str, source: str) -> None:
        """Raise Throttled when this identity has failed too often from this source."""
        if not self._limiter.test(self._item, identity, _neighbourhood(source)):
            raise Throttled

    def failed(self, identity: str, source: str) -> None:
        """Count one failure."""
        self._limiter.hit(self._item, identity, _neighbourhood(source))


@lru_cache(maxsize=1024)
def _neighbourhood(source: str) -> str:
    try:
        address = ip_address(source)
    except ValueError:
        return source
    prefix = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network((address, prefix), strict=False))
