"""The generated parts of README.md: the table of settings and the list of commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

import typer

from gateway.cli.commands import COMMANDS, Command
from gateway.settings import setting_rows
from tests.house.source import REPOSITORY

README = REPOSITORY / "README.md"


def settings_table() -> str:
    """Write every setting as a Markdown table."""
    rows = [
        f"| `{row.variable}` | {f'`{row.default}`' if row.default else '-'} | {row.description} |"
        for row in setting_rows()
    ]
    return "\n".join(["| Variable | Default | What it is for |", "|---|---|---|", *rows])


def commands_table() -> str:
    """Write every command as a Markdown table, a group with its own commands after it."""
    rows = [f"| `gateway {name}` | {said} |" for each in COMMANDS for name, said in _words(each)]
    return "\n".join(["| Command | What it does |", "|---|---|", *rows])


PARTS: dict[str, Callable[[], str]] = {"settings": settings_table, "commands": commands_table}


def with_parts(text: str) -> str:
    """Put each generated part between its two marks, which the text must have."""
    for name, written in PARTS.items():
        begin, end = f"<!-- {name}: written by make readme -->", f"<!-- end of {name} -->"
        marked = re.compile(f"{begin}.*?{end}", re.DOTALL)
        if not marked.search(text):
            raise ValueError(f"README.md has no place for the {name}: {begin} … {end}")
        part = f"{begin}\n{written()}\n{end}"
        text = part.join(marked.split(text))
    return text


def _words(command: Command) -> list[tuple[str, str]]:
    if not command.is_group:
        return [(command.name, command.summary)]
    room: typer.Typer = import_module(f"gateway.cli.{command.module}").commands
    callbacks = [(each.name, each.callback) for each in room.registered_commands]
    return [
        (f"{command.name} {name or callback.__name__}", (callback.__doc__ or "").partition("\n")[0])
        for name, callback in callbacks
        if callback is not None
    ]


if __name__ == "__main__":
    README.write_text(with_parts(README.read_text()))
