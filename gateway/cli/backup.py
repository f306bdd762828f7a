"""`gateway backup`: copies the database into a file while the gateway runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.printing import AsJson, print_json, screen
from gateway.errors import Misconfigured
from gateway.settings import Settings
from gateway.store.copying import copy
from gateway.vault import key_file_beside

commands = typer.Typer()


@commands.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The file to write; new.")],
    as_json: AsJson = False,
) -> None:
    """Copy the database into a file while the gateway runs."""
    settings = Settings.read()
    file = settings.database_file
    if file is None:
        raise Misconfigured(
            "On PostgreSQL use its own tools, such as pg_dump --format=custom, or a base backup"
            " with its log for any moment since."
        )
    size = copy(file, target)
    key = None if settings.secret_key else key_file_beside(file)
    if as_json:
        print_json({"target": str(target), "bytes": size, "key": key and str(key)})
        return
    screen().print(f"{target}: {size:,} bytes, checked.")
    if key:
        screen().print(f"Keep {key} too, in another place: what is sealed opens with it alone.")
