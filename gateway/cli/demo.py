"""`gateway demo`: the gateway, a catalogue and a buyer play a whole round trip before your eyes."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.text import Text

from gateway.carrier import Carrier
from gateway.cli.cast import (
    CONNECTION,
    USUAL_PORTS,
    Cast,
    choose_cast,
    gateway_program,
    shop_program,
    write_parties,
)
from gateway.cli.going_live import activate
from gateway.cli.load import load_file
from gateway.cli.opening import Store, brought_up
from gateway.cli.printing import AsJson, print_json, screen
from gateway.cli.processes import free_ports, running
from gateway.clock import SystemClock, SystemIds
from gateway.cxml.envelope import DeploymentMode
from gateway.rehearsal.buyer import Buyer
from gateway.rehearsal.buyer_documents import BuyerDocuments
from gateway.rehearsal.buyer_pages import buyer_at_door
from gateway.rehearsal.mailbox import mail_server_at
from gateway.rehearsal.round_trip import ORDER, Stage, Step, play
from gateway.rules.parties import Interface
from gateway.rules.supplier_events import EventType
from gateway.settings import Settings

commands = typer.Typer()

#: how long a signal may go unnoticed at worst
_LOOK_SECONDS: Final = 1

_ARRIVES_AS: Final = {Interface.CXML: ORDER, Interface.JSON: EventType.ORDER_NEW.value}


@commands.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop when the round trip is over.")] = False,
    interface: Annotated[
        Interface, typer.Option(help="How the supplier takes orders: cXML, or events as JSON.")
    ] = Interface.CXML,
    as_json: AsJson = False,
) -> None:
    """Play a whole round trip with a catalogue and a buyer, then stay up."""
    teller = Teller(Console(quiet=True) if as_json else screen())
    # SIGTERM unwinds everything as Ctrl+C does: no program is left behind
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        tempfile.TemporaryDirectory(prefix="gateway-demo-") as folder,
        free_ports(*USUAL_PORTS) as ports,
    ):
        cast = choose_cast(Path(folder), ports, SystemIds("demo"), interface)
        with brought_up(_settings(cast)) as store, _on_stage(cast, store, teller) as stage:
            _perform(stage, store, teller)
            if as_json:
                print_json({"steps": teller.told})
            if not once:
                teller.invite(cast)
                _stay_up()


def _stay_up() -> None:
    """
    Wait for Ctrl+C or SIGTERM.

    Python looks for signals between two steps only: one that another thread received would not
    end a wait without a bound.
    """
    with suppress(KeyboardInterrupt):
        while True:
            SystemClock().sleep(_LOOK_SECONDS)


class Teller:
    """Tells each step as it happens, and remembers what was told."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.told: list[dict[str, Any]] = []

    def say(self, words: str) -> None:
        """Say something between the steps."""
        self._console.print(Text(words, "dim"))

    def headline(self, words: str) -> None:
        """Begin a round trip."""
        self._console.print()
        self._console.print(Text(words, "bold"))

    def tell(self, step: Step, mode: DeploymentMode) -> None:
        """Tell one step in one line."""
        number = len(self.told) + 1
        self.told.append({"number": number, "mode": mode.value, **asdict(step)})
        way = f"{step.speaker} → {step.hearer}"
        self._console.print(
            # assembled: a text takes its style along to whatever is added to it
            Text.assemble(
                (f"{number:>3}  ", "dim"),
                (f"{way:<20}", "cyan"),
                (f"{step.kind:<22}", "bold"),
                step.facts,
                (f"  {step.took_ms:.0f} ms", "dim"),
            ),
            soft_wrap=True,
        )

    def invite(self, cast: Cast) -> None:
        """Say where to look now."""
        self.headline("Everything stays up until Ctrl+C. Open in a browser:")
        for address, what in (
            (
                f"{cast.buyer}/",
                "the buyer: shop in the catalogue, bring a cart home, order it, read its mails",
            ),
            (f"{cast.shop}/orders", "the supplier's order desk: confirm or reject by hand"),
            (f"{cast.shop}/test/orders", "the same desk of the supplier's test environment"),
            (f"{cast.gateway}/docs", "the gateway's APIs, for shops and suppliers without cXML"),
        ):
            told = Text.assemble((f"  {address:<36}", "cyan"), what)
            self._console.print(told, soft_wrap=True)
        self.say("Or look into the gateway from another terminal:")
        if shutil.which("gateway") is None:  # installed where nobody's PATH leads yet
            programs = Path(sys.executable).parent
            self._console.print(f"  export PATH={programs}:$PATH", soft_wrap=True, markup=False)
        for name, value in gateway_program(cast).environment.items():
            if name in {"GATEWAY_DATABASE_URL", "GATEWAY_SECRET_KEY"}:
                self._console.print(f"  export {name}={value}", soft_wrap=True, markup=False)
        self._console.print("  gateway message list; gateway order list", soft_wrap=True)


@contextmanager
def _on_stage(cast: Cast, store: Store, teller: Teller) -> Iterator[Stage]:
    """Start everybody; the parties are loaded before the gateway serves them."""
    load_file(store, write_parties(cast))
    carrier = Carrier()
    buyer = Buyer(
        BuyerDocuments(between=cast.correspondence),
        gateway=cast.gateway,
        carrier=carrier,
        hears_secret=cast.to_buyer_secret,
    )
    teller.say("Starting three programs: the gateway, the supplier's catalogue, a buyer …")
    with (
        mail_server_at(cast.mail_port) as mailbox,
        running(gateway_program(cast), cast.folder, carrier),
        running(shop_program(cast), cast.folder, carrier),
        buyer_at_door(buyer, cast.buyer_port, mailbox) as buyer_address,
    ):
        teller.say(f"gateway {cast.gateway}  ·  catalogue {cast.shop}  ·  buyer {buyer_address}")
        yield Stage(
            buyer=buyer,
            buyer_address=buyer_address,
            shop_address=cast.shop,
            carrier=carrier,
            mailbox=mailbox,
            arrives_as=_ARRIVES_AS[cast.interface],
        )


def _perform(stage: Stage, store: Store, teller: Teller) -> None:
    teller.headline(f"{CONNECTION} in test: nothing is executed, nothing is charged")
    for step in play(stage, DeploymentMode.TEST):
        teller.tell(step, DeploymentMode.TEST)
    going = activate(store, CONNECTION, actor="demo", force=None)
    teller.headline(f"gateway connection activate {CONNECTION}")
    teller.say(f"     {going.told}")
    teller.headline(f"{CONNECTION} is active: the real thing")
    for step in play(stage, DeploymentMode.PRODUCTION):
        teller.tell(step, DeploymentMode.PRODUCTION)
    teller.headline("Done: two carts came home, two orders were confirmed, their people were told.")


def _settings(cast: Cast) -> Settings:
    """Give the settings of the demonstration, whatever the environment says."""
    return Settings.model_construct(
        database_url=cast.database_url,
        public_url=cast.gateway,
        secret_key=SecretStr(cast.secret_key),
    )
