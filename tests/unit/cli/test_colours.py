"""Colours of the command line: each stays with the words that it was meant for."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from gateway.cli.demo import Teller
from gateway.cxml.envelope import DeploymentMode
from gateway.rehearsal.round_trip import Step

STEP = Step(speaker="buyer", hearer="gateway", kind="OrderRequest", facts="200 OK", took_ms=7)


def test_facts_of_a_step_are_plain() -> None:
    """Number and duration are faint, the way is coloured, and what was said is neither."""
    written = StringIO()
    console = Console(file=written, force_terminal=True, color_system="standard", width=120)

    Teller(console).tell(STEP, DeploymentMode.TEST)

    assert (
        "\x1b[2m  1  \x1b[0m\x1b[36mbuyer → gateway     \x1b[0m"
        "\x1b[1mOrderRequest          \x1b[0m200 OK\x1b[2m  7 ms\x1b[0m\n"
    ) == written.getvalue()
