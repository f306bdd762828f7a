"""CredentialMac: the proof that a hub vouches for a sender (protocol sheet 1.5)."""

from __future__ import annotations

import hmac
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Final

from gateway.cxml.header import Credential, CredentialMac

TYPE: Final = "FromSenderCredentials"
ALGORITHM: Final = "HMAC-SHA1-96"
#: how far two clocks may be apart
LEEWAY: Final = timedelta(seconds=300)
_KEPT_BYTES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What a MAC is made over."""

    from_domain: str
    from_identity: str
    sender_domain: str
    sender_identity: str
    creation_date: str
    expiration_date: str


def vouched(from_: Credential, sender: Credential, mac: CredentialMac) -> Vouched:
    """Gather what the MAC of a sender is made over."""
    return Vouched(
        from_domain=from_.domain,
        from_identity=from_.identity,
        sender_domain=sender.domain,
        sender_identity=sender.identity,
        creation_date=mac.creation_date,
        expiration_date=mac.expiration_date,
    )


def made(over: Vouched, secret: bytes) -> str:
    """
    Make the MAC: 16 characters of Base64.

    The four names are trimmed and lower-cased, the two dates taken as written; each of the six is
    followed by a zero byte, the last too.
    """
    names = (over.from_domain, over.from_identity, over.sender_domain, over.sender_identity)
    parts = [name.strip().lower() for name in names]
    parts += [over.creation_date, over.expiration_date]
    message = b"".join(part.encode() + b"\0" for part in parts)
    return b64encode(hmac.digest(secret, message, sha1)[:_KEPT_BYTES]).decode("ascii")


def is_in_force(mac: CredentialMac, now: datetime) -> bool:
    """Tell whether a MAC is of the one kind that the standard defines, and not out of its time."""
    if mac.type != TYPE or mac.algorithm != ALGORITHM:
        return False
    try:
        created = datetime.fromisoformat(mac.creation_date)
        expires = datetime.fromisoformat(mac.expiration_date)
    except ValueError:
        return False
    if created.tzinfo is None or expires.tzinfo is None:
        return False
    return created - LEEWAY <= now <= expires + LEEWAY
