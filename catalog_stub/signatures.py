"""Check the signature of a webhook, as the Standard Webhooks specification describes it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

PREFIX: Final = "whsec_"
TOLERANCE: Final = timedelta(minutes=5)
_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


class Forged(Exception):
    """The webhook was not signed by the gateway, or not just now."""


def signing_key(secret: str) -> bytes:
    """Return the key in a secret, `whsec_` and base64; raises `ValueError`."""
    if not secret.startswith(PREFIX):
        raise ValueError(f"a webhook secret begins with {PREFIX}")
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"a webhook secret is base64 behind {PREFIX}") from None


def check(key: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """Return the id of a webhook that is genuine and not old; raises `Forged`."""
    name, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not name or not _SECONDS.fullmatch(sent_at):
        raise Forged
    if abs(int(sent_at) - now.timestamp()) > TOLERANCE.total_seconds():
        raise Forged
    signed = b"%b.%b.%b" % (name.encode("latin-1"), sent_at.encode("ascii"), body)
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    if not any(_is_same(given, wanted) for given in headers.get("webhook-signature", "").split()):
        raise Forged
    return name


def _is_same(given: str, wanted: bytes) -> bool:
    version, _, signature = given.partition(",")
    return version == "v1" and hmac.compare_digest(signature.encode("latin-1"), wanted)
