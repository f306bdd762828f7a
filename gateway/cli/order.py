"""`gateway order …`: orders, what was said about them, and how their documents travelled."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.text import Text

from gateway.cli import files, order_changes, order_holding, order_reading, order_story
from gateway.cli.opening import opened
from gateway.cli.order_finding import ConnectionName, Number, WhichMode, the_one
from gateway.cli.printing import AsJson, facts, print_json, print_rows, screen
from gateway.errors import ExpectationFailed
from gateway.rules.parties import Mode
from gateway.rules.safeguard_table import TABLE
from gateway.store import (
    attachments,
    confirmations,
    connections,
    mails,
    order_flags,
    orders,
    outbox,
)
from gateway.store.engine import Transaction
from gateway.store.order_flags import OrderFlag
from gateway.store.orders import Order
from gateway.store.states import OrderState

commands = typer.Typer()
commands.command()(order_holding.release)
commands.command()(order_holding.reject)

_COLUMNS = {
    "order_id": "Order",
    "connection": "Connection",
    "mode": "Mode",
    "state": "State",
    "total": "Total",
    "currency": "",
    "received_at": "Received (UTC)",
    "reason": "Reason",
}
_LINES = {
    "number": "Line",
    "quantity": "Quantity",
    "unit_of_measure": "Unit",
    "supplier_part_id": "Part",
    "description": "Description",
    "unit_price": "Price",
    "currency": "",
    "price_basis": "For",
} | order_story.SUMS
_FLAGS = {
    "code": "Code",
    "line_number": "Line",
    "safeguard": "What",
    "expected": "Cart",
    "found": "Order",
    "action": "Done",
}
_WORDS = {
    "moment": "Said (UTC)",
    "origin": "By",
    "type": "What",
    "confirm_id": "confirmID",
    "comments": "Comments",
    "remarks": "Noticed",
}
_DELIVERIES = {
    "id": "ID",
    "kind": "Kind",
    "towards": "To",
    "state": "State",
    "attempts": "Tries",
    "due_at": "Due (UTC)",
    "reason": "Reason",
}
_MAILS = {
    "created_at": "Put (UTC)",
    "kind": "Mail",
    "recipient": "To",
    "language": "In",
    "state": "State",
    "attempts": "Tries",
    "reason": "Reason",
}
_ATTEMPTS = {
    "delivery_id": "Delivery",
    "number": "Try",
    "started_at": "Began (UTC)",
    "verdict": "Verdict",
    "http_status": "HTTP",
    "cxml_status": "cXML",
    "note": "Note",
}


@commands.command("list")
def list_(
    connection: Annotated[str, typer.Option(help="Of this connection only.")] = "",
    mode: Annotated[Mode | None, typer.Option(help="Tests only, or the real ones only.")] = None,
    state: Annotated[OrderState | None, typer.Option(help="In this state only.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List orders, the newest first."""
    with opened() as store, store.database.reading() as tx:
        names = {each.id: each.name for each in connections.listed(tx)}
        wanted = next((row for row, name in names.items() if name == connection), None)
        if connection and wanted is None:
            raise ExpectationFailed(f"There is no connection named {connection}.")
        found = orders.listed(tx, connection=wanted, mode=mode, state=state, limit=limit)
    rows = [_summary(order, names) for order in found]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, _COLUMNS, nothing="No such orders.")


@commands.command()
def show(
    number: Number,
    connection: ConnectionName = "",
    mode: WhichMode = None,
    as_json: AsJson = False,
) -> None:
    """Show one order: its lines and versions, what was said about it, its deliveries and tries."""
    with opened() as store, store.database.reading() as tx:
        names = {each.id: each.name for each in connections.listed(tx)}
        order = the_one(tx, number, connection, mode)
        whole = _whole(tx, order, names)
    if as_json:
        print_json(whole)
    else:
        _print_whole(whole)


def _summary(order: Order, names: dict[int, str]) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "connection": names.get(order.connection_id),
        "mode": order.mode,
        "state": order.state,
        "total": order.total,
        "currency": order.currency,
        "received_at": order.received_at,
        "reason": order.reason,
    }


def _whole(tx: Transaction, order: Order, names: dict[int, str]) -> dict[str, Any]:
    deliveries = outbox.of_order(tx, order.id)
    return _summary(order, names) | {
        "payload_id": order.payload_id,
        "order_date": order.order_date,
        "message": order.document_id,
        "version": order.version,
        "lines": _lines(tx, order),
        "versions": order_changes.versions(tx, order),
        "confirmations": [asdict(each) for each in confirmations.of_order(tx, order.id)],
        "attachments": files.rows(attachments.of_order(tx, order.id)),
        "followed_by": order_story.followed(tx, order),
        "flags": [_flag(each) for each in order_flags.of_order(tx, order.id)],
        "events": order_reading.told(tx, order),
        "deliveries": [
            {key: getattr(delivery, key) for key in (*_DELIVERIES, "payload_id", "address")}
            | {"tries": [asdict(each) for each in outbox.attempts(tx, delivery.id)]}
            for delivery in deliveries
        ],
        "mails": [
            {key: getattr(mail, key) for key in (*_MAILS, "ended_at")}
            for mail in mails.of_order(tx, order.id)
        ],
    }


def _lines(tx: Transaction, order: Order) -> list[dict[str, Any]]:
    sums = order_story.sums(tx, order)
    return [asdict(line) | sums[line.number] for line in orders.lines(tx, order.id)]


def _flag(flag: OrderFlag) -> dict[str, Any]:
    return asdict(flag) | {"code": TABLE[flag.safeguard].code}


def _print_whole(whole: dict[str, Any]) -> None:
    single = {key: value for key, value in whole.items() if not isinstance(value, list)}
    single["total"] = f"{single['total']:f} {single.pop('currency')}"
    screen().print(facts(single, _COLUMNS | {"payload_id": "payloadID", "version": "Version"}))
    _print_part("Lines", whole["lines"], _LINES)
    if len(whole["versions"]) > 1:
        _print_part("Versions", whole["versions"], order_changes.VERSIONS)
        changed = [one for version in whole["versions"] for one in version["differences"]]
        _print_part("What changed", changed, order_changes.DIFFERENCES)
    _print_part("Not as in the cart", whole["flags"], _FLAGS)
    _print_part("Attachments", whole["attachments"], files.COLUMNS)
    _print_part("Said about it", whole["confirmations"], _WORDS)
    _print_part("Followed by", whole["followed_by"], order_story.FOLLOWED)
    said = [line for each in whole["followed_by"] for line in each["lines"]]
    _print_part("Line by line", said, order_story.FOLLOWED_LINES)
    _print_part("Told to the supplier", whole["events"], order_reading.EVENTS)
    _print_part("Deliveries", whole["deliveries"], _DELIVERIES)
    tries = [one for delivery in whole["deliveries"] for one in delivery["tries"]]
    _print_part("Tries", tries, _ATTEMPTS)
    _print_part("Mails to the requester", whole["mails"], _MAILS)


def _print_part(title: str, rows: list[dict[str, Any]], columns: dict[str, str]) -> None:
    if rows:
        screen().print()
        screen().print(Text(title, "bold"))
        print_rows(rows, columns, nothing="")
