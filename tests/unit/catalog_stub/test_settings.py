"""Where the shop's settings come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog_stub.__main__ import main
from catalog_stub.moods import Environment, Mood
from catalog_stub.settings import Settings, load_settings

SECRETS = ["--shop-key", "a", "--own-secret", "b", "--gateway-secret", "c"]


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CATALOG_{name.upper()}", raising=False)


def test_arguments_say_everything() -> None:
    """Every setting is an argument of its name."""
    settings = load_settings([*SECRETS, "--port", "8123", "--auto-confirm", "detail"])

    assert (8123, "detail") == (settings.port, settings.auto_confirm.value)


def test_file_is_read_behind_arguments_and_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An argument wins over a variable, and a variable over the file."""
    file = tmp_path / "shop.toml"
    file.write_text('port = 1\nhost = "one"\nshop_key = "k"\nmood = "silent"\n', "utf-8")
    monkeypatch.setenv("CATALOG_PORT", "2")
    monkeypatch.setenv("CATALOG_HOST", "two")

    settings = load_settings([*SECRETS, "--config", str(file), "--port", "3"])

    assert (3, "two", "silent") == (settings.port, settings.host, settings.mood.value)


def test_file_can_be_named_by_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is found by its variable too."""
    file = tmp_path / "shop.toml"
    file.write_text("port = 9\n", "utf-8")
    monkeypatch.setenv("CATALOG_CONFIG", str(file))

    assert 9 == load_settings(SECRETS).port


def test_secrets_have_no_default() -> None:
    """A shop without its secrets does not open."""
    with pytest.raises(ValidationError) as caught:
        load_settings([])

    assert {"shop_key", "own_secret", "gateway_secret"} == {
        str(fault["loc"][0]) for fault in caught.value.errors()
    }


def test_interface_json_needs_its_key_only() -> None:
    """A shop that takes its orders as JSON has no secrets of cXML, and says which key it misses."""
    settings = load_settings(["--interface", "json", "--shop-key", "a", "--api-key", "b"])
    with pytest.raises(ValidationError) as caught:
        load_settings(["--interface", "json", "--shop-key", "a"])

    assert None is settings.own_secret
    assert ["api_key"] == [fault["loc"][0] for fault in caught.value.errors()]


def test_secrets_are_not_shown() -> None:
    """Settings can be printed without telling a secret."""
    settings = load_settings(["--shop-key", "hush-1", *SECRETS[2:]])

    assert "hush-1" not in repr(settings)


def test_unknown_key_in_the_file_is_an_error(tmp_path: Path) -> None:
    """A misspelled setting is not passed over."""
    file = tmp_path / "shop.toml"
    file.write_text("prot = 9\n", "utf-8")

    with pytest.raises(ValidationError):
        load_settings([*SECRETS, "--config", str(file)])


def test_wrong_settings_end_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    """The program says what is wrong and ends with status 2."""
    status = main(["--port", "99999", "--shop-key", "hush-1"])

    said = capsys.readouterr().err
    assert (2, True, False) == (status, "port: Input should be" in said, "hush-1" in said)


def test_each_environment_begins_in_its_mood() -> None:
    """The test environment can begin in a mood of its own."""
    settings = load_settings([*SECRETS, "--test-mood", "failing"])

    tempers = settings.tempers()
    assert (Mood.NORMAL, Mood.FAILING) == (
        tempers[Environment.PRODUCTION].mood,
        tempers[Environment.TEST].mood,
    )
