"""Orders as a supplier without cXML sees them: what it was told, and what became of each line."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.cxml.mime import part_of
from gateway.rules.ordered import NOTHING
from gateway.rules.parties import Mode
from gateway.rules.supplier_events import Order as ToldOrder
from gateway.rules.supplier_ground import Ground, Line
from gateway.store import (
    attachments,
    connections,
    feed,
    happenings,
    order_versions,
    orders,
    standing,
)
from gateway.store.connections import Connection
from gateway.store.engine import Transaction
from gateway.store.feed import Event
from gateway.store.orders import Order
from gateway.store.parties import Party
from gateway.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An order that a supplier may see, and all that it was told of it, the oldest first."""

    order: Order
    connection: Connection
    events: tuple[Event, ...]

    @property
    def told(self) -> ToldOrder:
        """The order as its supplier was told it last."""
        found = happenings.told(self.events)
        assert found is not None  # noqa: S101 - it is seen because it was told
        return found

    def version(self, number: int | None) -> Event | None:
        """Find what told a version; without a number, the newest that was told."""
        told = [event for event in self.events if event.version is not None]
        return next((e for e in reversed(told) if number in (None, e.version)), None)


def seen(tx: Transaction, supplier: Party, mode: Mode, key: str) -> Seen | None:
    """Find an order by its name in addresses; None unless this key of the supplier's opens it."""
    row = feed.order_of(tx, supplier.id, mode, key)
    order = None if row is None else orders.by_id(tx, row)
    if order is None:
        return None
    return Seen(
        order=order,
        connection=connections.by_id(tx, order.connection_id),
        events=tuple(feed.of_order(tx, order.id)),
    )


def ground(tx: Transaction, of: Seen, event: Event) -> Ground:
    """Gather what an answer to a version of an order is held against."""
    order, told = of.order, of.told
    ordered = standing.order_lines(tx, order, version=event.version)
    word = standing.word(tx, order, ordered)
    shipped = standing.shipped(tx, order.id, ordered)
    invoiced = standing.invoiced(tx, order.id, ordered)
    visible = {line.line_number for line in told.lines}
    lines = order_versions.lines(tx, order.id, event.version or order.version)
    return Ground(
        order_id=order.order_id,
        order_date=told.ordered_at,
        order_type=order.order_type,
        payload_id=event.payload_id,
        lines=tuple(
            Line(
                number=line.number,
                quantity=line.quantity,
                unit=line.unit_of_measure,
                part=line.supplier_part_id,
                unit_price=line.unit_price,
                basis=line.basis,
                currency=line.currency,
                description=line.description,
                accepted=word[line.number].accepted,
                backordered=word[line.number].backordered,
                rejected=word[line.number].rejected,
                shipped=shipped.get(line.number, NOTHING),
                invoiced=invoiced.get(line.number, NOTHING),
            )
            for line in lines
            if line.number in visible
        ),
    )


def file(tx: Transaction, of: Seen, name: str, vault: Vault) -> bytes | None:
    """Give a file that came with a version that was told, by the id that it was told under."""
    told = next((e for e in of.events if e.version and name in _files_in(e)), None)
    versions = order_versions.of_order(tx, of.order.id)
    row = next((v.document_id for v in versions if told and v.number == told.version), None)
    if told is None or row is None:
        return None
    place = _files_in(told).index(name)
    return part_of(attachments.opened(tx, row, vault)[place]).body


def _files_in(event: Event) -> list[str]:
    return [str(each["id"]) for each in event.content["order"]["attachments"]]
