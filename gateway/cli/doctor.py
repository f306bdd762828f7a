"""`gateway doctor`: judges the installation and says what to put right; changes nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

import typer
from rich.text import Text

from gateway.cli.examinations import Judgement, Weight, examine
from gateway.cli.printing import AsJson, print_json, screen
from gateway.settings import Settings

commands = typer.Typer()

_MARKS: Final = {
    Weight.GOOD: Text("✓", "bold green"),
    Weight.LOOK: Text("!", "bold yellow"),
    Weight.BAD: Text("✗", "bold red"),
}


@commands.command()
def doctor(as_json: AsJson = False) -> None:
    """Judge the installation and say what to put right."""
    judgements = list(examine(Settings.read()))
    if as_json:
        print_json([asdict(judgement) for judgement in judgements])
    else:
        for judgement in judgements:
            _tell(judgement)
    if any(judgement.weight is Weight.BAD for judgement in judgements):
        raise typer.Exit(1)


def _tell(judgement: Judgement) -> None:
    console = screen()
    console.print(
        Text.assemble(
            _MARKS[judgement.weight], (f" {judgement.about:<14}", "bold"), judgement.said
        ),
        soft_wrap=True,
    )
    if judgement.advice:
        console.print(Text(f"{'':17}→ {judgement.advice}"), soft_wrap=True)
