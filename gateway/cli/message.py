"""`gateway message …`: looks into the journal, and sends again what did not arrive."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Annotated, Any

import typer
from lxml import etree
from rich.syntax import Syntax
from rich.text import Text

from gateway.cli import files, resending
from gateway.cli.opening import actor, opened
from gateway.cli.printing import AsJson, facts, print_json, print_rows, screen
from gateway.cxml.findings import plain, sentence
from gateway.cxml.safety import parse
from gateway.errors import ExpectationFailed, NotAcceptable
from gateway.store import connections, journal
from gateway.store.engine import Transaction
from gateway.store.journal import Entry
from gateway.store.states import Direction

commands = typer.Typer()

_COLUMNS = {
    "id": "ID",
    "moment": "Moment (UTC)",
    "direction": "Way",
    "kind": "Kind",
    "connection": "Connection",
    "mode": "Mode",
    "status": "Status",
    "payload_id": "payloadID",
}


@commands.command("list")
def list_(  # noqa: PLR0913, PLR0917 - each is one way to narrow the list
    connection: Annotated[str, typer.Option(help="Of this connection only.")] = "",
    kind: Annotated[str, typer.Option(help="Of this kind only, such as OrderRequest.")] = "",
    direction: Annotated[
        Direction | None, typer.Option(help="Only what came in, or went out.")
    ] = None,
    payload_id: Annotated[str, typer.Option(help="With this payloadID only.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 50,
    before: Annotated[
        int | None, typer.Option(metavar="ID", help="Older than this message: the next page.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List documents, the newest first."""
    with opened() as store, store.database.reading() as tx:
        names = {each.id: each.name for each in connections.listed(tx)}
        entries = journal.listed(
            tx,
            connection=_row_of(names, connection),
            kind=kind or None,
            direction=direction,
            payload_id=payload_id or None,
            limit=limit,
            before_id=before,
        )
    rows = [_summary(entry, names) for entry in entries]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, _COLUMNS, nothing="No such messages.")


@commands.command()
def show(
    message: Annotated[int, typer.Argument(metavar="ID", help="The number in the list.")],
    as_json: AsJson = False,
) -> None:
    """Show one document with its answer and what was noticed in it; secrets are masked."""
    with opened() as store, store.database.reading() as tx:
        names = {each.id: each.name for each in connections.listed(tx)}
        entry = _found(tx, message)
        attached = files.of_entry(tx, entry)
    if as_json:
        print_json(
            _summary(entry, names)
            | {
                "source": entry.source,
                "attachments": attached,
                "findings": [plain(finding) for finding in entry.findings],
                "body": entry.body,
                "answer": entry.answer,
            }
        )
        return
    screen().print(facts(_summary(entry, names) | {"source": entry.source}, _COLUMNS))
    for finding in entry.findings:
        screen().print(Text(f"  {finding.severity.value}  {sentence(finding)}"), soft_wrap=True)
    if attached:
        screen().print(Text("\nAttachments", "bold"))
        print_rows(attached, files.COLUMNS, nothing="")
    _print_text("Document", entry.body)
    _print_text("Answer", entry.answer)


@commands.command()
def dead(
    connection: Annotated[str, typer.Option(help="Of this connection only.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what was tried for long and is given up: it waits for resend."""
    with opened() as store, store.database.reading() as tx:
        rows = resending.dead(tx, connection, limit)
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, resending.COLUMNS, nothing="Nothing is given up.")


@commands.command()
def resend(
    message: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The number in the list of messages.")
    ] = None,
    delivery: Annotated[
        int | None, typer.Option(metavar="ID", help="A delivery, as order show and dead tell it.")
    ] = None,
    connection: Annotated[
        str, typer.Option(help="Everything that is given up on this connection.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Send a document again, and with it what was given up behind it in its order."""
    if [message is not None, delivery is not None, bool(connection)].count(True) != 1:
        raise typer.BadParameter("Name one: a message, --delivery or --connection.")
    with opened() as store:
        if message is not None:
            rows = resending.send_message(store, message, actor())
        elif delivery is not None:
            rows = resending.send_delivery(store, delivery, actor())
        else:
            rows = resending.send_all(store, connection, actor())
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, resending.SENT, nothing="Nothing is given up there.")


def _row_of(names: dict[int, str], wanted: str) -> int | None:
    """Give the row of a connection that is named; raises ExpectationFailed for an unknown name."""
    if not wanted:
        return None
    found = next((row for row, name in names.items() if name == wanted), None)
    if found is None:
        raise ExpectationFailed(f"There is no connection named {wanted}.")
    return found


def _found(tx: Transaction, message: int) -> Entry:
    entry = journal.by_id(tx, message)
    if entry is None:
        raise ExpectationFailed(f"There is no message {message}.")
    return entry


def _summary(entry: Entry, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "moment": entry.moment,
        "direction": entry.direction,
        "kind": entry.kind,
        "connection": names.get(entry.connection_id or 0),
        "mode": entry.mode,
        "status": entry.status,
        "payload_id": entry.payload_id,
    }


def _print_text(title: str, text: str | None) -> None:
    if not text:
        return
    console = screen()
    console.print()
    console.print(Text(title, "bold"))
    language = "json" if text.startswith("{") else "xml"
    console.print(Syntax(_indented(text), language, background_color="default", word_wrap=True))


def _indented(text: str) -> str:
    """Indent a document for reading; what is neither XML nor JSON stays as it is."""
    with suppress(ValueError):
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    try:
        root = parse(text.encode()).root
    except NotAcceptable:
        return text
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")
