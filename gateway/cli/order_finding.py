"""Finds the order that a command names."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.errors import Conflict, ExpectationFailed
from gateway.rules.parties import Mode
from gateway.store import connections, orders
from gateway.store.engine import Transaction
from gateway.store.orders import Order

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The buyer's order number.")]
ConnectionName = Annotated[str, typer.Option(help="Where several have this number.")]
WhichMode = Annotated[Mode | None, typer.Option(help="Where a test has this number too.")]


def the_one(tx: Transaction, number: str, connection: str, mode: Mode | None) -> Order:
    """
    Find the order of a number, among those of a connection or of all.

    Raises ExpectationFailed where there is none, Conflict where there are several.
    """
    found = [
        order
        for each in connections.listed(tx)
        for asked in ([mode] if mode else list(Mode))
        if connection in ("", each.name) and (order := orders.by_number(tx, each.id, asked, number))
    ]
    if not found:
        raise ExpectationFailed(f"There is no order {number} there.")
    if len(found) > 1:
        raise Conflict(f"Several orders have the number {number}; add --connection or --mode.")
    return found[0]
