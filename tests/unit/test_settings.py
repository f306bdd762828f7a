"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.errors import Misconfigured
from gateway.settings import Settings, setting_rows


def test_nothing_set_gives_the_documented_defaults() -> None:
    """Without any variable the gateway runs on a SQLite file, on loopback."""
    settings = Settings.read()

    assert settings.database_url == "sqlite:///gateway.db"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.secret_key is None
    assert settings.sign_in_failures == 20


def test_variable_sets_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GATEWAY_ variable wins over the default."""
    monkeypatch.setenv("GATEWAY_MAX_DEPTH", "10")

    assert Settings.read().max_depth == 10


def test_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set to nothing leaves the default."""
    monkeypatch.setenv("GATEWAY_SECRET_KEY", "")

    assert Settings.read().secret_key is None


def test_public_url_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses are made by appending to the public address, so it has no slash at its end."""
    monkeypatch.setenv("GATEWAY_PUBLIC_URL", "https://punchout.example/")

    settings = Settings.read()

    assert settings.public_url == "https://punchout.example"
    assert settings.host == "punchout.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATEWAY_SECRET_KEY", "pass-of-mine"),
        ("GATEWAY_DATABASE_URL", "mysql://user:pass-of-mine@host/db"),
        ("GATEWAY_PUBLIC_URL", "ftp://pass-of-mine@host"),
        ("GATEWAY_MAX_DEPTH", "pass-of-mine"),
        ("GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8, pass-of-mine"),
    ],
)
def test_faulty_setting_is_named_but_its_value_is_not_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A setting that cannot work is refused by name; its value may be a secret."""
    monkeypatch.setenv(name, value)

    with pytest.raises(Misconfigured, match=name) as refusal:
        Settings.read()

    assert "pass-of-mine" not in str(refusal.value)


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two faulty settings are both named in one refusal."""
    monkeypatch.setenv("GATEWAY_MAX_DEPTH", "0")
    monkeypatch.setenv("GATEWAY_LEASE_SECONDS", "16")

    with pytest.raises(Misconfigured, match=r"GATEWAY_MAX_DEPTH.*GATEWAY_LEASE_SECONDS"):
        Settings.read()


def test_settings_do_not_show_secrets() -> None:
    """Neither the key nor a password in the database address is in the representation."""
    settings = Settings(
        secret_key=SecretStr("k" * 32), database_url="postgresql://u:hidden@host/db"
    )

    assert "k" * 32 not in repr(settings)
    assert "hidden" not in repr(settings)


def test_database_file_is_the_path_in_the_address() -> None:
    """The SQLite file is what follows the three slashes, without its options."""
    settings = Settings(database_url="sqlite:////var/lib/gateway.db?timeout=5")

    assert settings.database_file == Path("/var/lib/gateway.db")


def test_postgresql_has_no_database_file() -> None:
    """A PostgreSQL address names no file."""
    assert Settings(database_url="postgresql://host/db").database_file is None


def test_every_setting_says_what_it_is_for() -> None:
    """The table of settings has a description on every line."""
    assert [row.variable for row in setting_rows() if not row.description] == []


def test_rows_name_variables_and_defaults() -> None:
    """A line of the settings table shows the variable and its default."""
    rows = {row.variable: row.default for row in setting_rows()}

    assert rows["GATEWAY_DATABASE_URL"] == "sqlite:///gateway.db"
    assert rows["GATEWAY_SECRET_KEY"] == ""
    assert rows["GATEWAY_MAX_BODY_BYTES"] == "4194304"
