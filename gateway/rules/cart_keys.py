"""The short key that each cart line goes home with, and that its order brings back.

It stands in SupplierPartAuxiliaryID, the one place that every platform gives back, in front of the
shop's own id: `k7qd2flxab.red`. What a platform cuts off is the end, which we hold ourselves.
"""

from __future__ import annotations

import re
from base64 import b32encode, urlsafe_b64decode
from typing import Final

#: characters of a key: 50 bits, so that nobody hits another's by chance
KEY_LENGTH: Final = 10
#: small letters and digits, which no platform takes exception to; none means more than itself
_KEYED: Final = re.compile(
    rf"\s*([a-z2-7]{{{KEY_LENGTH}}})(?:\.(.*))?\s*", re.ASCII | re.DOTALL | re.IGNORECASE
)


def key_of(token: str) -> str:
    """Make a key of a derived token (`Vault.derive_token`)."""
    return b32encode(urlsafe_b64decode(token + "="))[:KEY_LENGTH].decode().lower()


def joined(key: str | None, own: str) -> str:
    """Put a key and the shop's own id together; both, and the result, are XML text."""
    return ".".join(part for part in (key, own) if part)


def taken_apart(auxiliary: str) -> tuple[str | None, str]:
    """
    Take an auxiliary id apart again: the key that it seems to hold, and the rest.

    A shop's own id can look like one of ours; whether it is one only the store can tell.
    """
    found = _KEYED.fullmatch(auxiliary)
    return (found[1].lower(), found[2] or "") if found else (None, auxiliary)


def given_back(rest: str, own: str) -> str:
    """Give the shop's own id: as we hold it where the rest is it or its beginning, else as told."""
    told, held = rest.strip().lower(), own.lower()
    return own if held.startswith(told) else rest
