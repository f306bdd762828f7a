"""`gateway serve` and `gateway work`: the processes that run all day."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway import app, siblings
from gateway.cli.printing import screen
from gateway.logs import set_up_logs
from gateway.settings import Settings

commands = typer.Typer()


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8000,
) -> None:
    """Serve procurement systems and shoppers, and carry deliveries."""
    settings = Settings.read()
    set_up_logs(settings)
    serve_them = siblings.serve_together if settings.processes > 1 else app.serve
    serve_them(settings, host, port, listening=lambda address: _say_listening(address, settings))


@commands.command()
def work() -> None:
    """Carry deliveries only, beside other processes that serve."""
    settings = Settings.read()
    set_up_logs(settings)
    app.work(settings, started=lambda: screen().print("Carrying deliveries. Ctrl+C stops."))


def _say_listening(address: str, settings: Settings) -> None:
    console = screen()
    console.print(f"Listening on {address}. Ready when {address}/health/ready says so.")
    # forgotten as soon as another port is chosen, and then every start page leads astray
    if "public_url" not in settings.model_fields_set and address != settings.public_url:
        console.print(f"Others are told {settings.public_url}; GATEWAY_PUBLIC_URL changes that.")
