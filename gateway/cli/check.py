"""`gateway check`: what is right and wrong in cXML documents, said as a colleague would."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import track

from gateway.cli.excerpt import in_all, print_report
from gateway.cli.printing import AsJson, complain, print_json, screen
from gateway.cli.reading import Reader, Reading
from gateway.cxml.findings import plain
from gateway.cxml.limits import Limits
from gateway.rules.parties import Dialect
from gateway.settings import Settings

commands = typer.Typer()


class Language(StrEnum):
    """The languages of the findings."""

    EN = "en"
    FR = "fr"
    DE = "de"


STANDARD_INPUT: Final = "-"
#: what is looked at in a folder: documents, and whole messages as they were saved
SUFFIXES: Final = frozenset({".xml", ".cxml", ".eml", ".mime", ".http", ".form"})
#: from so many files on, a bar shows how far it is
MANY: Final = 20
_NOT_RIGHT: Final = 1
_UNUSABLE: Final = 2


@commands.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…",
            help="Files, folders (every document in them), or - for standard input. A file may be "
            "a document, a form as a browser posts it, or a message with attachments.",
        ),
    ],
    as_json: AsJson = False,
    strict: Annotated[
        bool, typer.Option(help="Let advice fail the check too, as a strict connection does.")
    ] = False,
    dialect: Annotated[
        Dialect, typer.Option(help="Tell what this procurement system would want besides.")
    ] = Dialect.GENERIC,
    language: Annotated[
        Language, typer.Option(help="Say what is found in English, French or German.")
    ] = Language.EN,
) -> None:
    """Say what is right and wrong in cXML documents; needs no database."""
    settings = Settings.read()
    reader = Reader(patience=settings.explain_seconds, limits=Limits.of(settings), dialect=dialect)
    sources, missing = _sources(files)
    console = screen()
    passed: list[bool] = []
    told: list[dict[str, object]] = []
    for source in _watched(sources, Console(stderr=True) if as_json else console):
        reading = _read(source, reader)
        if reading is None:
            missing = True
            continue
        passed.append(reading.passes(strict=strict))
        reading = reading.in_language(language)
        if as_json:
            told.append(_plain(reading))
        else:
            print_report(console, reading, language)
    if as_json:
        print_json(told)
    elif len(passed) > 1:
        console.print(in_all(passed, language))
    if missing or not all(passed):
        raise typer.Exit(_UNUSABLE if missing else _NOT_RIGHT)


def _plain(reading: Reading) -> dict[str, object]:
    return {
        "file": reading.file,
        "kind": reading.kind,
        "understood": reading.understood,
        "findings": [plain(finding) for finding in reading.findings],
    }


def _sources(names: Iterable[str]) -> tuple[list[str], bool]:
    """Look into folders; tells too whether one of them is empty."""
    found: list[str] = []
    is_empty = False
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT or not path.is_dir():
            found.append(name)
            continue
        inside = sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES)
        found += map(str, inside)
        if not inside:
            complain(f"{path} holds no {', '.join(f'*{each}' for each in sorted(SUFFIXES))} file.")
            is_empty = True
    return found, is_empty


def _watched(sources: list[str], console: Console) -> Iterator[str]:
    is_shown = console.is_terminal and len(sources) >= MANY
    yield from track(sources, "reading", console=console, transient=True, disable=not is_shown)


def _read(source: str, reader: Reader) -> Reading | None:
    """Read a file, and no more of it than can matter; complains where that is not possible."""
    # a document in Base64 or escaped for a form is longer than itself
    most = 4 * max(reader.limits.max_body_bytes, reader.limits.max_message_bytes)
    try:
        if source == STANDARD_INPUT:
            content = sys.stdin.buffer.read(most)
        else:
            with Path(source).open("rb") as file:
                content = file.read(most)
    except OSError as fault:
        complain(f"{source} cannot be read: {fault.strerror}.")
        return None
    return reader.read(source, content)
