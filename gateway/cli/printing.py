"""How commands print: to people through rich, to programs as JSON, complaints on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

#: rich wraps at 80 columns where there is no terminal; a pipe wants whole lines
_WIDTH_OF_A_PIPE = 200


def screen() -> Console:
    """Give the console on standard output; plain, and wide, where that is no terminal."""
    return Console(
        highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
    )


def complain(message: str) -> None:
    """Say on standard error what went wrong."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble(("✗ ", "bold red"), message))


def print_json(value: object) -> None:
    """Print a value as JSON: dates as ISO text, amounts as decimal text."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def table(*columns: str) -> Table:
    """Make an empty table."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def print_rows(
    rows: Sequence[Mapping[str, object]], columns: Mapping[str, str], *, nothing: str
) -> None:
    """Print rows as a table; `columns` gives each key its heading, `nothing` is said of no rows."""
    if not rows:
        screen().print(nothing)
        return
    made = table(*columns.values())
    for row in rows:
        made.add_row(*(shown(row[key]) for key in columns))
    screen().print(made)


def facts(values: Mapping[str, object], names: Mapping[str, str]) -> Table:
    """Lay out single facts, one a line; a key without a name is shown by itself."""
    made = Table.grid(padding=(0, 2))
    for key, value in values.items():
        made.add_row(Text(names.get(key, key.replace("_", " ").capitalize()), "dim"), shown(value))
    return made


def shown(value: object) -> Text:
    """Show one value in a cell: nothing as a dash, moments in UTC to the second."""
    if value is None or value == "":
        return Text("-", style="dim")
    if isinstance(value, datetime):
        return Text(value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"))
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, list | tuple):
        return Text(", ".join(map(str, value)))
    text = str(value)
    return Text(text, style=_STYLES.get(text, ""))


#: colour helps the eye and never carries meaning by itself
_STYLES = {
    "active": "bold green",
    "test": "yellow",
    "dead": "bold red",
    "refused": "red",
    "rejected": "red",
    "failed": "red",
    "held": "magenta",
    "delivered": "green",
    "confirmed": "green",
}


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever JSON does not know
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no form in JSON")
