"""Secrets: sealed for storage, compared without telling, derived without being stored."""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.clock import random_bytes
from gateway.errors import Misconfigured
from gateway.settings import SHORTEST_SECRET_KEY, Settings

KEY_BYTES = 32
NONCE_BYTES = 12
CREDENTIAL = "credential"  # the purpose that secrets which others send us are sealed for
OUTBOUND = "outbound"  # the purpose that secrets which we send others are sealed for
WEBHOOK = "webhook"  # the purpose that what webhooks are signed with is sealed for
FORM = b"\x01"  # the first byte of every seal, so that another form can follow one day


class Vault:
    """Everything that the secret key is used for; each use has a key of its own derived from it."""

    def __init__(self, secret_key: str) -> None:
        if len(secret_key) < SHORTEST_SECRET_KEY:
            raise Misconfigured(f"The secret key has fewer than {SHORTEST_SECRET_KEY} characters.")
        self._cipher = AESGCM(_key_for("seal", secret_key))
        self._digest_key = _key_for("digest", secret_key)
        self._derive_key = _key_for("derive", secret_key)
        self._compare_key = random_bytes(KEY_BYTES)
        #: A sealed credential that nobody has, to open and compare when a sender is not known:
        #: an unknown identity then takes as long as a wrong secret.
        self.decoy = self.seal(random_bytes(KEY_BYTES), CREDENTIAL)

    def seal(self, plain: str | bytes, purpose: str) -> bytes:
        """Seal with AES-256-GCM; only `open` with the same purpose gives the plain bytes back."""
        nonce = random_bytes(NONCE_BYTES)
        return FORM + nonce + self._cipher.encrypt(nonce, _octets(plain), _octets(purpose))

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Open a seal.

        Raises Misconfigured for another key, another purpose or altered bytes.
        """
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            if sealed[:1] != FORM or len(nonce) != NONCE_BYTES:
                raise InvalidTag
            return self._cipher.decrypt(nonce, body, _octets(purpose))
        except InvalidTag as exc:
            raise Misconfigured(
                "A stored secret cannot be opened: GATEWAY_SECRET_KEY did not seal it."
            ) from exc

    def same(self, left: str | bytes, right: str | bytes) -> bool:
        """Tell whether both are the same bytes, in a time that does not say where they differ.

        Digests under a passing key are compared, so that not even the lengths show.
        """
        return hmac.compare_digest(
            _mac(self._compare_key, _octets(left)), _mac(self._compare_key, _octets(right))
        )

    def digest(self, token: str) -> str:
        """Make the keyed HMAC-SHA-256 of a token, in hex: what is stored in place of the token."""
        return _mac(self._digest_key, _octets(token)).hex()

    def derive_token(self, purpose: str, subject: str) -> str:
        """Make a token of 256 bits, safe in an address, always the same for the same two."""
        # The length in front keeps ("ab", "c") and ("a", "bc") apart.
        named = f"{len(purpose)}:{purpose}{subject}"
        return (
            urlsafe_b64encode(_mac(self._derive_key, _octets(named))).rstrip(b"=").decode("ascii")
        )


def secret_key(settings: Settings) -> str:
    """Give the secret key: the one that is set, else the one kept beside the SQLite file.

    The kept one is made when it is missing, readable by its owner only. Raises Misconfigured when
    there is no place to keep one (PostgreSQL), or when others may read the file.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    database_file = settings.database_file
    if database_file is None:
        raise Misconfigured(
            "GATEWAY_SECRET_KEY is missing; on PostgreSQL no key is made by itself."
        )
    key_file = key_file_beside(database_file)
    try:
        if not key_file.exists():
            _make_key_file(key_file)
        return _read_key_file(key_file)
    except OSError as exc:
        raise Misconfigured(f"The key file {key_file} cannot be used: {exc.strerror}.") from exc


def key_file_beside(database_file: Path) -> Path:
    """Name the file that keeps the key of a SQLite database."""
    return database_file.with_name(database_file.name + ".key")


def _make_key_file(key_file: Path) -> None:
    # Written under a name of its own, then linked: two processes that start together agree on one
    # whole key, and nobody ever reads half of one.
    draft = key_file.with_name(f"{key_file.name}.{os.getpid()}.{random_bytes(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(urlsafe_b64encode(random_bytes(KEY_BYTES)).decode("ascii") + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        key_file.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink()


def _read_key_file(key_file: Path) -> str:
    with key_file.open(encoding="utf-8") as handle:
        if os.fstat(handle.fileno()).st_mode & 0o077:
            raise Misconfigured(f"The key file {key_file} can be read by others; use chmod 600.")
        return handle.read().strip()


def _key_for(use: str, secret_key: str) -> bytes:
    derivation = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"gateway " + use.encode()
    )
    return derivation.derive(_octets(secret_key))


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, sha256)


def _octets(text: str | bytes) -> bytes:
    # JSON and headers can bring lone surrogates; they must differ from everything, not raise.
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
