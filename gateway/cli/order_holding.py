"""`gateway order release|reject`: what a person decides about an order that is held."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Annotated

import typer

from gateway.cli.opening import Store, opened
from gateway.cli.order_finding import ConnectionName, Number, WhichMode, the_one
from gateway.cli.printing import screen
from gateway.delivery.refusal import Pen
from gateway.delivery.release import reject_held, release_held
from gateway.rules.parties import Mode
from gateway.store.engine import Transaction
from gateway.store.orders import Order


def release(number: Number, connection: ConnectionName = "", mode: WhichMode = None) -> None:
    """Let an order that is held go on to its supplier."""
    _decided(number, connection, mode, release_held)
    screen().print(f"Order {number} goes on to its supplier.", markup=False)


def reject(
    number: Number,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="What the buyer is told.")],
    connection: ConnectionName = "",
    mode: WhichMode = None,
) -> None:
    """Reject an order that is held, and tell the buyer why."""

    def rejecting(tx: Transaction, order: Order, pen: Pen, *, actor: str) -> None:
        reject_held(tx, order, reason, pen, actor=actor)

    _decided(number, connection, mode, rejecting)
    screen().print(f"Order {number} is rejected; the buyer is told why.", markup=False)


def _decided(
    number: str, connection: str, mode: Mode | None, decide: Callable[..., object]
) -> None:
    with opened() as store, store.database.transaction() as tx:
        order = the_one(tx, number, connection, mode)
        decide(tx, order, _pen(store), actor=f"{getpass.getuser()} (command line)")


def _pen(store: Store) -> Pen:
    return Pen(vault=store.vault, ids=store.ids, now=store.clock.now())
