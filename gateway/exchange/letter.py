"""What comes in and what goes back, as the wire sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One body that somebody posted."""

    body: bytes
    content_type: str | None
    #: address of whoever posted it, as far as the web trusts it
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back: always cXML."""

    body: bytes
    http_status: int = 200
    #: seconds; set where trying again later can help
    retry_after: int | None = None
