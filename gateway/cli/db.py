"""`gateway db …`: looks after the database."""

from __future__ import annotations

import typer

from gateway.cli.opening import brought_up
from gateway.cli.printing import AsJson, print_json, screen

commands = typer.Typer()


@commands.callback()
def group() -> None:
    """Look after the database."""


@commands.command()
def upgrade(as_json: AsJson = False) -> None:
    """Bring the tables up to date; `serve`, `work` and `load` do it too."""
    with brought_up() as store:
        versions = store.database.versions()
    if as_json:
        print_json(versions)
    else:
        screen().print(f"The tables are at revision {versions['revision']}.")
