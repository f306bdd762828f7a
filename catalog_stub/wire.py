"""The way to the gateway over HTTP: no redirect is followed, no proxy of the machine is used."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache

import httpx2


def gateway_client(
    gateway: str, timeout_seconds: float, headers: Mapping[str, str]
) -> httpx2.Client:
    """Return a client for one gateway, to be used from any thread and closed in the end."""
    return httpx2.Client(
        base_url=gateway.rstrip("/"),
        headers=dict(headers),
        timeout=timeout_seconds,
        follow_redirects=False,
        trust_env=False,
        verify=_trust(),
    )


@cache
def _trust() -> ssl.SSLContext:
    # To read the certificates takes longer than everything else at the start: once is enough.
    return httpx2.create_ssl_context(trust_env=False)
