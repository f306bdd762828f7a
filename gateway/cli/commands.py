"""The table of commands: name, module and summary, as `gateway --help` and the README list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word after `gateway`; a group has words of its own after it."""

    name: str
    module: str
    summary: str
    is_group: bool = False


def _command(name: str, summary: str, module: str | None = None) -> Command:
    return Command(name=name, module=module or name, summary=summary)


def _group(name: str, summary: str) -> Command:
    return Command(name=name, module=name, summary=summary, is_group=True)


COMMANDS: Final = (
    _command("demo", "Play a whole round trip with a catalogue and a buyer, then stay up."),
    _command("serve", "Serve procurement systems and shoppers, and carry deliveries."),
    _command("work", "Carry deliveries only, beside other processes that serve.", "serve"),
    _command("check", "Say what is right and wrong in cXML documents; needs no database."),
    _command("replay", "Play recorded documents against a running gateway and judge the answers."),
    _command("load", "Load a parties file: networks, buyers, suppliers, connections."),
    _group("connection", "Look at connections, take them live, change their secrets."),
    _group("message", "Look into the journal of documents."),
    _group("order", "Look at orders, what was said about them, and their deliveries."),
    _group("mail", "Look at mails, and send again what did not arrive."),
    _group("db", "Look after the database."),
    _command("backup", "Copy the database into a file while the gateway runs."),
    _command("doctor", "Judge the installation and say what to put right."),
)
