"""`gateway replay`: plays recorded documents against a running gateway and judges the answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from gateway.carrier import Bounds, Carrier
from gateway.cli.printing import AsJson, complain, print_json, screen
from gateway.errors import BadRequest, GatewayError
from gateway.rehearsal.parties import read_parties
from gateway.rehearsal.play import Target
from gateway.rehearsal.play import replay as play
from gateway.rehearsal.report import CaseReport, Report
from gateway.settings import Settings
from gateway.store import connections
from gateway.store.engine import open_database

commands = typer.Typer()


@commands.command()
def replay(  # noqa: PLR0913, PLR0917 - each is one thing to choose
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Documents, or folders of them.")
    ],
    url: Annotated[
        str, typer.Option(help="The gateway to play against.")
    ] = "http://127.0.0.1:8000",
    parties: Annotated[
        Path | None,
        typer.Option(help="The parties file that gateway has loaded; else the fixtures' own."),
    ] = None,
    party: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NAME", help="Who plays whom: fixtures' name = loaded name."),
    ] = None,
    active: Annotated[
        bool, typer.Option("--active", help="Play on active connections too, for real.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Play recorded documents against a running gateway and judge the answers."""
    settings = Settings.read()
    target = Target(
        base_url=url,
        carrier=Carrier(Bounds(max_answer_bytes=settings.max_answer_bytes)),
        parties=read_parties(parties, os.environ) if parties else None,
        roles=_roles(party or []),
        states=_states(settings),
        active=active,
    )
    report = play(paths, target=target, on_case=_silent if as_json else _tell)
    if as_json:
        print_json(report.as_json())
    else:
        _sum_up(report)
    if not report.passed:
        raise typer.Exit(1)


def _roles(pairs: list[str]) -> Mapping[str, str]:
    """Read `acme=our-buyer`; raises BadRequest for anything else."""
    parted = [pair.partition("=") for pair in pairs]
    if any(not (name and player) for name, _, player in parted):
        raise BadRequest("Write --party NAME=NAME: the fixtures' name, then the loaded one.")
    return {name: player for name, _, player in parted}


def _states(settings: Settings) -> Mapping[str, Literal["test", "active"]]:
    """Look up which connections are active, where the gateway's database is within reach.

    Where it is not, nothing is known of any, and every document is sent as a test.
    """
    file = settings.database_file
    if file is not None and not file.exists():
        return {}
    try:
        database = open_database(settings.database_url)
        try:
            with database.reading() as tx:
                return {each.name: each.state.value for each in connections.listed(tx)}
        finally:
            database.close()
    except GatewayError as fault:
        complain(f"The states of the connections are not known: {fault.message}")
        return {}


def _silent(_: CaseReport) -> None:
    """Say nothing: programs read the report at the end."""


def _tell(case: CaseReport) -> None:
    mark = Text("✓ ", "bold green") if case.passed else Text("✗ ", "bold red")
    status = "" if case.status is None else f"  {case.status}"
    took = f"{status}  {case.took_ms:.0f} ms"
    screen().print(Text.assemble(mark, case.name, (took, "dim")))
    for difference in case.differences:
        screen().print(Text(f"    {difference}"), soft_wrap=True)


def _sum_up(report: Report) -> None:
    passed = sum(case.passed for case in report.cases)
    told = f"{passed} of {len(report.cases)} cases passed"
    if report.left_out:
        told += f", {len(report.left_out)} left out: {report.left_out[0].reason}"
    screen().print(told + ".")
