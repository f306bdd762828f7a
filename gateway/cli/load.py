"""`gateway load`: brings a parties file into the database, as often as one likes."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from gateway.cli.opening import Store, brought_up
from gateway.cli.printing import AsJson, print_json, screen
from gateway.errors import Misconfigured
from gateway.rules.parties_file import read_parties
from gateway.store.load import Loaded
from gateway.store.load import load as store_parties

commands = typer.Typer()

_STYLES: Final = {
    "created": "green",
    "changed": "yellow",
    "unchanged": "dim",
    "kept": "magenta",
    "outdated": "bold red",
}
_OUTDATED: Final = (
    "What is outdated was rotated since the file was written; the new secret stays in force. Put it"
    " into the file; to go back to the old one, rotate again with --secret-env."
)


@commands.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="parties.toml", help="The parties file.")],
    as_json: AsJson = False,
) -> None:
    """Load a parties file: networks, buyers, suppliers, connections."""
    with brought_up() as store:
        loaded = load_file(store, file)
    if as_json:
        print_json(asdict(loaded))
    else:
        _tell(loaded)


def load_file(store: Store, file: Path) -> Loaded:
    """
    Load a parties file; the same file again changes nothing.

    Raises Misconfigured naming every fault with its line; then nothing at all is loaded.
    """
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as fault:
        raise Misconfigured(f"{file} is not UTF-8.") from fault
    except OSError as fault:
        raise Misconfigured(f"{file} cannot be read: {fault.strerror}.") from fault
    try:
        declared = read_parties(text, os.environ)
        with store.database.transaction() as tx:
            return store_parties(tx, declared, store.vault, store.clock.now())
    except Misconfigured as fault:
        raise Misconfigured(f"{file} was not loaded.\n{fault.message}") from fault


def _tell(loaded: Loaded) -> None:
    for what, names in asdict(loaded).items():
        for name in names:
            screen().print(Text.assemble((f"{what:<10}", _STYLES[what]), name))
    counts = (f"{len(names)} {what}" for what, names in asdict(loaded).items())
    screen().print(f"{', '.join(counts)}.")
    if loaded.outdated:
        screen().print(Text(_OUTDATED, "bold red"), soft_wrap=True)
