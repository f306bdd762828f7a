"""The shop's sense of time and chance: now, the cXML form of a moment, a fresh payloadID."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write a moment as cXML does: to the second, with a numeric offset."""
    return moment.isoformat(timespec="seconds")


def payload_id(moment: datetime) -> str:
    """Return a payloadID that nobody used before: time, process, chance and place."""
    millis = int(moment.timestamp() * 1000)
    return f"{millis}.{os.getpid()}.{secrets.token_hex(8)}@catalogue.invalid"
