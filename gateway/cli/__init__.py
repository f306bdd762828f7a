"""The command line: one file a command or group of commands, joined here.

Only the module of the command that is asked for is loaded, so that `gateway --help` and `gateway
check` answer at once. This is the one place that turns an error into a message and an exit status.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from gateway.cli.commands import COMMANDS, Command
from gateway.cli.printing import complain
from gateway.errors import GatewayError

DEBUG: Final = "--debug"
_INTERRUPTED: Final = 130


def main() -> None:
    """Run the command that the process was started with, and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit status; 0 only on success."""
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    try:
        application(wanted)(args=list(arguments), prog_name="gateway")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except GatewayError as fault:
        complain(fault.message)
    except Exception as fault:  # noqa: BLE001 - nobody at a terminal is helped by a traceback
        complain(f"This is a defect of the gateway: {type(fault).__name__}: {fault}")
        if DEBUG in arguments:
            traceback.print_exception(fault)
        else:
            complain(f"Please report it, with what `gateway {DEBUG} …` prints.")
    return 1


class Plain(TyperGroup):
    """Commands that say what is wrong with a word, without the library's own words before it."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the library's own
        """Run the command that is asked for."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as fault:
            fault.message = fault.message.removeprefix("Value error, ")
            raise


def application(wanted: str | None) -> typer.Typer:
    """Join the commands; those that are not wanted lend only their name and summary."""
    joined = typer.Typer(
        cls=Plain,
        help="A supplier's cXML PunchOut gateway.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    joined.callback()(_options)
    for command in COMMANDS:
        if command.name == wanted:
            _join(joined, command)
        else:
            joined.command(command.name, help=command.summary)(_not_wanted)
    return joined


def _join(joined: typer.Typer, command: Command) -> None:
    # Loaded by name, so that what one command needs slows no other.
    room: typer.Typer = importlib.import_module(f"gateway.cli.{command.module}").commands
    if command.is_group:
        joined.add_typer(room, name=command.name, help=command.summary, no_args_is_help=True)
    else:
        joined.add_typer(room)


def _not_wanted() -> None:
    """Stand for a command in the list."""


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("cxml-punchout-gateway"))
        raise typer.Exit


def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    _debug: Annotated[
        bool, typer.Option(DEBUG, help="Show where in the code a defect came up.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""
