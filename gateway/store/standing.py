"""What stands of an order: its lines, and what was confirmed, shipped, invoiced and taken in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from gateway.cxml.confirmations import ConfirmationItem, ConfirmationType, ItemStatus
from gateway.cxml.orders import OrderType
from gateway.rules import fulfilment
from gateway.rules import invoices as rules
from gateway.rules.confirmations_standing import Confirmed, Part, Statement, confirmed
from gateway.rules.invoices import InvoicedLine
from gateway.rules.leaving_out import rejected
from gateway.rules.ordered import OrderedLine, Share, sums
from gateway.rules.units import reader
from gateway.store import confirmations, connections, follow_ups, order_versions
from gateway.store.confirmations import Confirmation
from gateway.store.engine import Transaction
from gateway.store.follow_ups import KeptLine
from gateway.store.orders import Order
from gateway.store.states import Origin

LEFT_OUT: Final = "The line was not accepted, and was not passed on to the supplier."
SHIP_NOTICE: Final = "ShipNoticeRequest"
INVOICE: Final = "InvoiceDetailRequest"
RECEIPT: Final = "ReceiptRequest"


def order_lines(
    tx: Transaction, order: Order, *, version: int | None = None
) -> tuple[OrderedLine, ...]:
    """
    Give the lines of an order as they are now, or as a `version` had them.

    Those of a blanket order only frame what is called up.
    """
    is_frame = order.order_type is OrderType.BLANKET
    unit_of = reader(connections.by_id(tx, order.connection_id).settings.units)
    return tuple(
        OrderedLine(
            number=line.number,
            quantity=line.quantity,
            unit=None if is_frame else line.unit_of_measure,
            part=line.supplier_part_id,
            unit_price=line.price_of_one,
            basis=line.basis,
            currency=line.currency,
            unit_of=unit_of,
        )
        for line in order_versions.lines(tx, order.id, version or order.version)
    )


def statements(tx: Transaction, order: Order, *, about: str | None = None) -> list[Statement]:
    """
    Give what was confirmed of an order, the oldest first.

    Of the version that stands, or of the one that came `about` this payloadID.
    """
    meant = (None, order.payload_id) if about in (None, order.payload_id) else (about,)
    return [
        _statement(said) for said in confirmations.of_order(tx, order.id) if said.about in meant
    ]


def left_out(
    tx: Transaction, order: Order, lines: tuple[OrderedLine, ...], *, about: str
) -> list[ConfirmationItem]:
    """Give the lines of a version that we left out on its way, as we rejected them."""
    known = {line.number: line for line in lines}
    numbers = {
        line["line_number"]
        for said in confirmations.of_order(tx, order.id)
        if said.origin is Origin.GATEWAY and said.about == about
        for line in said.lines
    }
    return [
        rejected(number, known[number].quantity, known[number].unit, LEFT_OUT)
        for number in sorted(numbers & known.keys())
    ]


def word(tx: Transaction, order: Order, lines: tuple[OrderedLine, ...]) -> dict[int, Confirmed]:
    """Tell what is known of each line from its supplier."""
    return confirmed(lines, statements(tx, order))


def shipped(
    tx: Transaction, order_row: int, lines: tuple[OrderedLine, ...], *, without: int | None = None
) -> dict[int, Decimal]:
    """Add up what was shipped; `without` is a ship notice that is being replaced."""
    kept = follow_ups.counted(tx, order_row, SHIP_NOTICE, without=without)
    return sums(lines, (_share(line) for line in kept))


def taken_in(
    tx: Transaction, order_row: int, lines: tuple[OrderedLine, ...], *, now: Sequence[Share] = ()
) -> dict[int, Decimal]:
    """Add up what the buyer took in, `now` behind all that came before."""
    kept = [_share(line) for line in follow_ups.counted(tx, order_row, RECEIPT)]
    return fulfilment.received([*kept, *now], lines)


def invoices(
    tx: Transaction, order_row: int, *, without: int | None = None
) -> list[list[InvoicedLine]]:
    """Give what was invoiced, one list an invoice, the oldest first."""
    found: dict[int, list[InvoicedLine]] = {}
    for kept in follow_ups.counted(tx, order_row, INVOICE, without=without):
        found.setdefault(kept.follow_up_id, []).append(_invoiced(kept))
    return list(found.values())


def invoiced(tx: Transaction, order_row: int, lines: tuple[OrderedLine, ...]) -> dict[int, Decimal]:
    """Add up what was invoiced."""
    return rules.running(lines, invoices(tx, order_row))


def _statement(said: Confirmation) -> Statement:
    return Statement(
        row=said.id,
        type=ConfirmationType(said.type),
        payload_id=said.payload_id,
        confirm_id=said.confirm_id,
        replaces=said.replaces_id,
        lines={line["line_number"]: _parts(line) for line in said.lines},
    )


def _parts(line: dict[str, Any]) -> tuple[Part, ...]:
    return tuple(
        Part(
            type=ItemStatus(status["type"]),
            quantity=Decimal(status["quantity"]),
            unit_price=Decimal(status["unit_price"]) if "unit_price" in status else None,
        )
        for status in line["statuses"]
    )


def _share(line: KeptLine) -> Share:
    return Share(
        number=line.line_number or 0,
        quantity=line.quantity or Decimal(0),
        unit=line.unit_of_measure,
    )


def _invoiced(line: KeptLine) -> InvoicedLine:
    return InvoicedLine(
        position=line.position,
        number=line.line_number,
        quantity=line.quantity,
        unit=line.unit_of_measure,
        unit_price=line.unit_price,
        amount=line.amount,
        currency=line.currency,
    )
