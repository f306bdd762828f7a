"""`gateway mail …`: what people were told by mail, and what failed sent again."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from gateway.cli.opening import Store, actor, opened
from gateway.cli.printing import AsJson, print_json, print_rows
from gateway.errors import Conflict
from gateway.store import audit, connections, mails
from gateway.store.engine import Transaction
from gateway.store.mails import Mail
from gateway.store.states import MailState

commands = typer.Typer()

COLUMNS: Final = {
    "id": "ID",
    "created_at": "Put (UTC)",
    "kind": "Mail",
    "order_id": "Order",
    "connection": "Connection",
    "mode": "Mode",
    "recipient": "To",
    "language": "In",
    "state": "State",
    "attempts": "Tries",
    "reason": "Reason",
}
#: what nobody tries any more without being asked
FAILED: Final = (MailState.REFUSED, MailState.DEAD)
#: so many are sent again by one command
MOST: Final = 10_000
_OPERATORS: Final = "the operators"


@commands.command("list")
def list_(
    state: Annotated[MailState | None, typer.Option(help="In this state only.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List mails, the newest first; `refused` and `dead` ones wait for resend."""
    with opened() as store, store.database.reading() as tx:
        found = mails.in_state(tx, *([state] if state else MailState), limit=limit)
        rows = _rows(tx, found)
    _print(rows, "No such mails.", as_json=as_json)


@commands.command()
def resend(
    mail: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The number in the list of mails.")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every mail that failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send a mail again that the mail server refused, or that waited for too long."""
    if (mail is not None) == failed:
        raise typer.BadParameter("Name a mail, or --failed.")
    with opened() as store, store.database.transaction() as tx:
        found = [each.id for each in mails.in_state(tx, *FAILED, limit=MOST)] if failed else []
        sent = [_sent(tx, store, row) for row in sorted(found)]
        if mail is not None:
            sent = [_sent(tx, store, mail)]
        rows = _rows(tx, sent)
    _print(rows, "No mail has failed.", as_json=as_json)


def _sent(tx: Transaction, store: Store, row: int) -> Mail:
    now = store.clock.now()
    mail = mails.revive(tx, row, now)
    if mail is None:
        raise Conflict(f"Mail {row} has not failed, or there is none: nothing is sent again.")
    names = _names(tx)
    audit.write(
        tx,
        now=now,
        actor=actor(),
        action="mail_resent",
        subject=names.get(mail.connection_id or 0, _OPERATORS),
        detail={"mail": mail.id, "kind": mail.kind.value, "order_id": mail.content.get("order")},
    )
    return mail


def _rows(tx: Transaction, found: list[Mail]) -> list[dict[str, Any]]:
    names = _names(tx)
    shown = ("id", "created_at", "kind", "mode", "language", "state", "attempts", "reason")
    return [
        {name: getattr(mail, name) for name in shown}
        | {
            "order_id": mail.content.get("order"),
            "connection": names.get(mail.connection_id or 0),
            "recipient": mail.recipient or _OPERATORS,
        }
        for mail in found
    ]


def _names(tx: Transaction) -> dict[int, str]:
    return {each.id: each.name for each in connections.listed(tx)}


def _print(rows: list[dict[str, Any]], nothing: str, *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, COLUMNS, nothing=nothing)
