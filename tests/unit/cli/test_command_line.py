"""The command line as a whole: its list, its errors, what it loads."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest
import typer

from gateway.cli import run
from gateway.cli.commands import COMMANDS, Command

HEAVY = ("alembic", "lxml", "pydantic", "sqlalchemy", "starlette", "uvicorn", "xmlschema")
LOADED_BY_HELP = """
import sys
from gateway.cli import run
run(["--help"])
print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`gateway --help` names each command of the table, in the table's order."""
    status = run(["--help"])

    shown = capsys.readouterr().out
    places = [shown.find(f"│ {command.name} ") for command in COMMANDS]
    assert 0 == status
    assert places == sorted(places)
    assert -1 not in places


def test_help_loads_nothing_heavy() -> None:
    """What only some commands need is not loaded for the list of commands."""
    ended = subprocess.run(
        [sys.executable, "-c", LOADED_BY_HELP],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    loaded = ended.stdout.rpartition("loaded:")[2].split()
    assert set() == set(HEAVY) & set(loaded)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_table_says_what_the_command_says_of_itself(command: Command) -> None:
    """The summary in the list is the first sentence of the command's own help."""
    room: typer.Typer = import_module(f"gateway.cli.{command.module}").commands
    callbacks = [each.callback for each in room.registered_commands if each.callback is not None]
    said = {each.__name__: (each.__doc__ or "").partition("\n")[0] for each in callbacks}

    assert said.get(command.name, command.summary) == command.summary


def test_unknown_command_is_an_error_of_use(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is no command is told on standard error, with exit status 2."""
    status = run(["dance"])

    printed = capsys.readouterr()
    assert 2 == status
    assert "dance" in printed.err
    assert "" == printed.out


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`gateway --version` prints the version alone."""
    status = run(["--version"])

    assert 0 == status
    assert capsys.readouterr().out.strip().replace(".", "").isdigit()


def test_wrong_setting_is_one_plain_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A setting that cannot work is named, without a traceback and without its value."""
    monkeypatch.setenv("GATEWAY_SECRET_KEY", "too short")

    status = run(["db", "upgrade"])

    printed = capsys.readouterr()
    assert 1 == status
    assert printed.err.startswith("✗ GATEWAY_SECRET_KEY")
    assert "Traceback" not in printed.err
    assert "too short" not in printed.err
