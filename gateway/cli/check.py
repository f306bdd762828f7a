"""`gateway check`: what is right and wrong in cXML documents, said as a colleague would."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.excerpt import print_report
from gateway.cli.printing import AsJson, complain, print_json, screen
from gateway.cli.reading import Reading, read_body
from gateway.settings import Settings

commands = typer.Typer()

STANDARD_INPUT = "-"


@commands.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…", help="Files, folders (every *.xml in them), or - for standard input."
        ),
    ],
    as_json: AsJson = False,
    strict: Annotated[
        bool, typer.Option(help="Let advice fail the check too, as a strict connection does.")
    ] = False,
) -> None:
    """Say what is right and wrong in cXML documents; needs no database."""
    patience = Settings.read().explain_seconds
    readings = []
    for name, body in _bodies(files):
        reading = read_body(name, body, patience=patience)
        readings.append(reading)
        if not as_json:
            print_report(screen(), reading)
    if as_json:
        print_json([_plain(reading) for reading in readings])
    elif len(readings) > 1:
        _sum_up(readings, strict=strict)
    if not all(reading.passes(strict=strict) for reading in readings):
        raise typer.Exit(1)


def _plain(reading: Reading) -> dict[str, object]:
    return {
        "file": reading.file,
        "kind": reading.kind,
        "understood": reading.understood,
        "findings": [asdict(finding) for finding in reading.findings],
    }


def _bodies(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        if name == STANDARD_INPUT:
            yield name, sys.stdin.buffer.read()
        else:
            yield from _from_disk(Path(name))


def _from_disk(path: Path) -> Iterator[tuple[str, bytes]]:
    found = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
    if not found:
        complain(f"{path} holds no *.xml file.")
        raise typer.Exit(2)
    for each in found:
        try:
            yield str(each), each.read_bytes()
        except OSError as fault:
            complain(f"{each} cannot be read: {fault.strerror}.")
            raise typer.Exit(2) from fault


def _sum_up(readings: list[Reading], *, strict: bool) -> None:
    bad = sum(not reading.passes(strict=strict) for reading in readings)
    good = len(readings) - bad
    screen().print(f"{len(readings)} documents: {good} good, {bad} to put right.")
