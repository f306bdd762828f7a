"""`gateway connection …`: look at connections, take them live, change their secrets."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.text import Text

from gateway.cli import rotation
from gateway.cli.going_live import activate as take_live
from gateway.cli.going_live import checklist_of, named
from gateway.cli.opening import actor, opened
from gateway.cli.portrait import all_identities, knock_row, portrait
from gateway.cli.printing import AsJson, facts, print_json, print_rows, screen
from gateway.cli.probing import Sounding, probe
from gateway.cli.rotation import Side
from gateway.store import connections as stored
from gateway.store import knocks as knocked

commands = typer.Typer()

Name = Annotated[str, typer.Argument(metavar="NAME", help="buyer/supplier[/label]")]

_COLUMNS = {
    "name": "Connection",
    "state": "State",
    "dialect": "Dialect",
    "network": "Network",
    "missing": "Not yet seen in test",
    "activated_at": "Activated (UTC)",
}
_KNOCKS = {
    "last_at": "Last (UTC)",
    "count": "Times",
    "domain": "Domain",
    "value": "Identity",
    "from": "From",
    "kind": "Kind",
    "source": "Address",
    "reason": "Reason",
    "hint": "Compare",
}


@commands.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the connections and how far each is on its way to active."""
    with opened() as store, store.database.reading() as tx:
        rows: list[dict[str, Any]] = [
            {
                "name": each.name,
                "state": each.state,
                "dialect": each.settings.dialect,
                "network": each.network,
                "missing": [item.proof for item in checklist_of(tx, each) if item.is_missing],
                "activated_at": each.activated_at,
            }
            for each in stored.listed(tx)
        ]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, _COLUMNS, nothing="No connections yet; gateway load makes them.")


@commands.command()
def show(name: Name, as_json: AsJson = False) -> None:
    """Show a connection: state, identities, credentials, addresses, checklist, refusals."""
    with opened() as store, store.database.reading() as tx:
        whole = portrait(tx, named(tx, name), store.clock.now())
    if as_json:
        print_json(whole)
    else:
        _print_portrait(whole)


@commands.command()
def activate(
    name: Name,
    force: Annotated[
        str, typer.Option(metavar="REASON", help="Set an incomplete checklist aside, and say why.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Move a connection from test to active, once and for good."""
    with opened() as store:
        done = take_live(store, name, actor=actor(), force=force.strip() or None)
    if as_json:
        print_json(asdict(done))
    else:
        screen().print(done.told)


@commands.command("rotate-secret")
def rotate_secret(
    name: Name,
    side: Annotated[Side, typer.Option(help="Whose secret, or towards whom.")] = Side.BUYER,
    overlap: Annotated[
        str, typer.Option(help="How long the old one works too: 30m, 24h, 7d.")
    ] = "24h",
    secret_env: Annotated[
        str, typer.Option(metavar="NAME", help="Take the new one from this variable.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Give a side a new secret; the old one goes on working for the overlap."""
    wish = rotation.Wish(side=side, overlap=rotation.duration(overlap), variable=secret_env)
    with opened() as store:
        done = rotation.rotate(store, name, wish, actor=actor())
    if as_json:
        print_json(asdict(done))
        return
    screen().print(done.told, soft_wrap=True)
    if done.secret:
        screen().print(Text("The new secret, shown this once: ") + Text(done.secret, "bold"))


@commands.command()
def check(name: Name, as_json: AsJson = False) -> None:
    """Try every address of a connection without sending anything that is kept."""
    with opened() as store:
        soundings = list(probe(store, name))
    if as_json:
        print_json([asdict(sounding) for sounding in soundings])
    else:
        for sounding in soundings:
            _tell(sounding)
        if not soundings:
            screen().print("This connection has no address to try.")
    if not all(sounding.good for sounding in soundings):
        raise typer.Exit(1)


@commands.command()
def knocks(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List who knocked in vain, and whom each of them probably meant to be."""
    with opened() as store, store.database.reading() as tx:
        known = all_identities(tx)
        rows = [knock_row(knock, known) for knock in knocked.listed(tx, limit=limit)]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, _KNOCKS, nothing="Nobody has knocked in vain.")


def _tell(sounding: Sounding) -> None:
    if sounding.step == "name":
        screen().print(Text(sounding.address, "bold"), soft_wrap=True)
    mark = Text("✓ ", "bold green") if sounding.good else Text("✗ ", "bold red")
    line = Text("  ") + mark + Text(f"{sounding.step:<12}") + Text(sounding.said)
    screen().print(line, soft_wrap=True)
    if sounding.advice:
        screen().print(Text(f"{'':16}→ {sounding.advice}"), soft_wrap=True)


_PARTS = {
    "checklist": ("Seen in test", {"step": "Step", "needed": "Needed", "seen": "Seen"}),
    "identities": ("Identities", {"party": "Party", "domain": "Domain", "value": "Value"}),
    "credentials": (
        "Credentials",
        {
            "speaks_for": "Speaks for",
            "domain": "Domain",
            "value": "Value",
            "kinds": "Kinds",
            "last_used_at": "Last used (UTC)",
            "valid_until": "Valid until (UTC)",
        },
    ),
    "addresses": (
        "Addresses",
        {"towards": "Towards", "kind": "Kind", "mode": "Mode", "address": "Address"},
    ),
    "safeguards": (
        "Safeguards",
        {"setting": "Setting", "value": "Value", "recommended": "As recommended"},
    ),
    "refusals": (
        "Lately refused",
        {"message": "ID", "moment": "When (UTC)", "kind": "Kind", "status": "Status",
         "reason": "Reason"},
    ),
    "knocks": (
        "Knocked in vain, and alike",
        {"last_at": "Last (UTC)", "count": "Times", "domain": "Domain", "value": "Identity",
         "reason": "Reason", "hint": "Compare"},
    ),
}  # fmt: skip


def _print_portrait(whole: dict[str, Any]) -> None:
    single = {key: value for key, value in whole.items() if key not in _PARTS}
    screen().print(facts(single, {}))
    for key, (title, columns) in _PARTS.items():
        if whole[key]:
            screen().print()
            screen().print(Text(title, "bold"))
            print_rows(whole[key], columns, nothing="")
