"""The secret key and what is made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.errors import Misconfigured
from gateway.settings import Settings
from gateway.vault import Vault, key_file_beside, secret_key

KEY = "a key for tests, and for tests only"


def test_seal_differs_every_time() -> None:
    """The same plain text is never sealed to the same bytes."""
    vault = Vault(KEY)

    assert vault.seal("secret", "p") != vault.seal("secret", "p")


def test_seal_does_not_open_with_another_key() -> None:
    """What one gateway sealed, another cannot open."""
    sealed = Vault(KEY).seal("secret", "p")

    with pytest.raises(Misconfigured, match="GATEWAY_SECRET_KEY"):
        Vault(KEY + "!").open(sealed, "p")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"x" * 12, b"\x02" + b"x" * 40])
def test_what_is_no_seal_does_not_open(sealed: bytes) -> None:
    """Bytes that no vault has sealed are refused, however short."""
    with pytest.raises(Misconfigured):
        Vault(KEY).open(sealed, "p")


def test_short_key_is_refused() -> None:
    """A key that could be guessed is not taken."""
    with pytest.raises(Misconfigured, match="32"):
        Vault("k" * 31)


def test_same_compares_text_and_bytes() -> None:
    """Text equals its UTF-8 bytes, and nothing else."""
    vault = Vault(KEY)

    assert vault.same("pässword", "pässword".encode())
    assert not vault.same("pässword", "password")
    assert not vault.same("", "password")


def test_same_takes_text_that_has_no_utf8_form() -> None:
    """A lone surrogate, which JSON can bring, is compared and does not raise."""
    assert not Vault(KEY).same("\ud800", "password")


def test_decoy_opens_like_a_credential_and_is_nobodys() -> None:
    """There is a sealed credential to compare with when the sender is unknown; nobody knows it."""
    vault = Vault(KEY)

    opened = vault.open(vault.decoy, "credential")

    assert len(opened) == 32
    assert opened != Vault(KEY).open(Vault(KEY).decoy, "credential")


def test_digest_is_keyed() -> None:
    """The digest of a token is hex, stable, and another one under another key."""
    digest = Vault(KEY).digest("token")

    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    assert digest == Vault(KEY).digest("token")
    assert digest != Vault(KEY + "!").digest("token")


def test_derived_token_is_stable_and_bound_to_purpose_and_subject() -> None:
    """A derived token is the same each time, and another for any other purpose or subject."""
    vault = Vault(KEY)

    token = vault.derive_token("start", "session-1")

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert token == vault.derive_token("start", "session-1")
    assert token != vault.derive_token("return", "session-1")
    assert token != vault.derive_token("start", "session-2")
    assert token != vault.derive_token("startsession", "-1")


def test_set_key_wins_over_a_kept_one(tmp_path: Path) -> None:
    """A key in the settings is used, and no file is made."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/g.db", secret_key=SecretStr(KEY))

    assert secret_key(settings) == KEY
    assert list(tmp_path.iterdir()) == []


def test_key_is_made_beside_the_database_for_its_owner_only(tmp_path: Path) -> None:
    """Without a key one is made beside the SQLite file, closed to others; nothing else is left."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/g.db")

    made = secret_key(settings)

    assert len(made) >= 32
    assert [p.name for p in tmp_path.iterdir()] == ["g.db.key"]
    assert (tmp_path / "g.db.key").stat().st_mode & 0o777 == 0o600
    assert secret_key(settings) == made


def test_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """A key that others may have read is no secret."""
    key_file = key_file_beside(tmp_path / "g.db")
    key_file.write_text("k" * 43)
    key_file.chmod(0o644)

    with pytest.raises(Misconfigured, match="chmod 600"):
        secret_key(Settings(database_url=f"sqlite:///{tmp_path}/g.db"))


def test_missing_folder_is_told_as_a_misconfiguration(tmp_path: Path) -> None:
    """A database address in a folder that does not exist is the operator's fault, told in words."""
    with pytest.raises(Misconfigured, match="cannot be used"):
        secret_key(Settings(database_url=f"sqlite:///{tmp_path}/none/g.db"))


def test_no_key_is_made_on_postgresql() -> None:
    """A key made on one of several machines would be wrong on the others."""
    with pytest.raises(Misconfigured, match="GATEWAY_SECRET_KEY is missing"):
        secret_key(Settings(database_url="postgresql://host/db"))
