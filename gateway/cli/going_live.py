"""Takes a connection live: looks at the checklist, then activates it once and for good."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.cli.opening import Store
from gateway.errors import Conflict, ExpectationFailed
from gateway.rules.go_live import Item, checklist
from gateway.rules.parties import BuyerSettings, State, SupplierSettings
from gateway.store import audit, connections, go_live
from gateway.store.connections import Connection
from gateway.store.engine import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """What an activation did."""

    connection: str
    sessions_moved: int
    forced: str | None

    @property
    def told(self) -> str:
        """The activation in a sentence."""
        moved = (
            f"; {self.sessions_moved} open sessions moved with it" if self.sessions_moved else ""
        )
        forced = f" (checklist set aside: {self.forced})" if self.forced else ""
        return f"{self.connection} is active, for good{moved}{forced}."


def named(tx: Transaction, name: str) -> Connection:
    """Find a connection; raises ExpectationFailed with the names that there are."""
    connection = connections.by_name(tx, name)
    if connection is None:
        known = ", ".join(each.name for each in connections.listed(tx)) or "none yet"
        raise ExpectationFailed(f"There is no connection named {name}. There are: {known}.")
    return connection


def checklist_of(tx: Transaction, connection: Connection) -> tuple[Item, ...]:
    """Make the go-live checklist of a connection."""
    buyer, supplier = connection.buyer.settings, connection.supplier.settings
    assert isinstance(buyer, BuyerSettings)  # noqa: S101 - told to the type checker
    assert isinstance(supplier, SupplierSettings)  # noqa: S101 - told to the type checker
    return checklist(buyer, supplier, go_live.seen(tx, connection.id))


def activate(store: Store, name: str, *, actor: str, force: str | None) -> Activation:
    """
    Move a connection from test to active.

    Raises Conflict when it is active already, or when the checklist is not complete and no reason
    is given to set it aside.
    """
    with store.database.transaction() as tx:
        connection = named(tx, name)
        if connection.state is State.ACTIVE:
            raise Conflict(f"{name} is active already; nothing leads back to test.")
        missing = [item for item in checklist_of(tx, connection) if item.is_missing]
        if missing and not force:
            raise Conflict(_refusal(name, missing))
        now = store.clock.now()
        moved = connections.activate(tx, connection, actor=actor, now=now)
        if missing:
            audit.write(
                tx,
                now=now,
                actor=actor,
                action="checklist_set_aside",
                subject=name,
                detail={"reason": force, "missing": [item.proof.value for item in missing]},
            )
    return Activation(connection=name, sessions_moved=moved, forced=force if missing else None)


def _refusal(name: str, missing: list[Item]) -> str:
    listed = ", ".join(item.proof.value for item in missing)
    return (
        f"{name} stays in test: not yet seen there: {listed}. Play these steps in test first,"
        " or give a reason with --force."
    )
