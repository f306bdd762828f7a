"""Says an order, or a receipt, in the words of the supplier API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.cxml.amounts import Money, Shipping, Tax
from gateway.cxml.contacts import Address, Contact
from gateway.cxml.inner import plain
from gateway.cxml.items import ItemOut
from gateway.cxml.masking import mask_cards
from gateway.cxml.orders import Change, OrderRequest
from gateway.cxml.receipts import ReceiptItem, ReceiptRequest
from gateway.cxml.texts import Comments, Extrinsic
from gateway.rules import ordered_lines, supplier_events
from gateway.rules.deviations import shown
from gateway.rules.order_differences import Kind
from gateway.rules.ordered_lines import OrderedLine
from gateway.rules.parties import Mode
from gateway.rules.supplier_events import (
    Amount,
    Charge,
    Order,
    OrderChange,
    OrderFile,
    OrderLine,
    Person,
    Place,
    Receipt,
    ReceivedLine,
    ReceivedOrder,
)
from gateway.rules.visits import destination

#: what the commonest fields are called here; others keep the name of where they stand
FIELDS: Final = {
    "@quantity": "quantity",
    "@requestedDeliveryDate": "requested_delivery",
    "ItemDetail/UnitPrice/Money": "unit_price",
    "ItemDetail/UnitPrice/Money@currency": "unit_price.currency",
    "ItemDetail/UnitOfMeasure": "unit_of_measure",
    "ItemDetail/Description": "description",
    "ItemID/SupplierPartID": "supplier_part_id",
    "ItemID/SupplierPartAuxiliaryID": "supplier_part_auxiliary_id",
    "Total/Money": "total",
    "Total/Money@currency": "total.currency",
    "Shipping/Money": "shipping",
    "Tax/Money": "tax",
}
#: a change of a whole line: it was not ordered, or is not any more
LINE: Final = "line"
ORDERED: Final = "ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of an order beside its document."""

    #: the order in addresses
    key: str
    version: int
    mode: Mode
    connection: str
    buyer: str
    #: gateway.rules.order_differences.Difference, as it is stored
    differences: Sequence[Mapping[str, Any]]
    #: those that the lines of the document have for life
    numbers: Sequence[int]
    #: what a line is called where the document does not say it
    names: Mapping[int, str | None]
    files: tuple[OrderFile, ...]


def order_of(said: OrderRequest, about: About) -> Order:
    """Say an order."""
    header = said.header
    is_update = header.type is Change.UPDATE
    return Order(
        id=about.key,
        order_id=header.order_id,
        version=about.version,
        mode=about.mode,
        connection=about.connection,
        buyer=about.buyer,
        type=header.order_type,
        ordered_at=header.order_date,
        total=_amount(header.total.money),
        shipping=_charge(header.shipping),
        tax=_charge(header.tax),
        ship_to=_place(header.ship_to.address) if header.ship_to else None,
        bill_to=_place(header.bill_to.address) if header.bill_to else None,
        contacts=tuple(_person(contact) for contact in header.contacts),
        comments=_words(header.comments),
        extrinsics=_extrinsics(header.extrinsics),
        lines=_lines(said, about),
        attachments=about.files,
        changes=tuple(_change(each) for each in about.differences) if is_update else (),
    )


def _lines(said: OrderRequest, about: About) -> tuple[OrderLine, ...]:
    wanted = said.header.requested_delivery_date
    return tuple(
        _line(said.items[line.position - 1], line, about.names.get(line.number), wanted)
        for line in ordered_lines.lines_of(said, about.numbers)
    )


def _line(item: ItemOut, line: OrderedLine, name: str | None, wanted: str | None) -> OrderLine:
    detail, what = item.item_detail, item.item_detail or item.blanket_item_detail
    described = plain(what.descriptions[0].inner) if what and what.descriptions else ""
    money = what.unit_price.money if what and what.unit_price else None
    auxiliary = item.item_id.auxiliary
    return OrderLine(
        line_number=line.number,
        quantity=format(item.quantity, "f"),
        unit_of_measure=what.unit_of_measure if what else None,
        supplier_part_id=item.item_id.supplier_part_id,
        supplier_part_auxiliary_id=plain(auxiliary) if auxiliary else None,
        description=mask_cards(described or name or "") or None,
        unit_price=Amount(amount=shown(line.unit_price), currency=money.currency)
        if line.unit_price is not None and money
        else None,
        requested_delivery=item.requested_delivery_date or wanted,
        comments=_words(item.comments),
        extrinsics=_extrinsics(detail.extrinsics) if detail else {},
    )


def _amount(money: Money) -> Amount:
    return Amount(amount=format(money.amount, "f"), currency=money.currency)


def _charge(said: Shipping | Tax | None) -> Charge | None:
    if said is None:
        return None
    words = plain(said.description.inner) if said.description else None
    return Charge(**_amount(said.money).model_dump(), description=mask_cards(words or "") or None)


def _place(address: Address) -> Place:
    post = address.postal_address
    return Place(**destination(address).model_dump(), deliver_to=post.deliver_to if post else ())


def _person(contact: Contact) -> Person:
    emails = (email.address for email in contact.emails)
    return Person(
        role=contact.role,
        name=contact.name.text if contact.name else None,
        email=next((address for address in emails if address), None),
    )


def _words(comments: Iterable[Comments]) -> tuple[str, ...]:
    return tuple(mask_cards(each.words) for each in comments if each.words)


def _extrinsics(said: Iterable[Extrinsic]) -> dict[str, str]:
    return {each.name.strip(): mask_cards(plain(each.inner)) for each in said}


def _change(difference: Mapping[str, Any]) -> OrderChange:
    field, was, is_now = difference["field"], difference["before"], difference["after"]
    if field is None:
        is_added = difference["kind"] == Kind.ADDED
        was, is_now = (None, ORDERED) if is_added else (ORDERED, None)
    return OrderChange.model_validate(
        {
            "line_number": difference["line"],
            "field": LINE if field is None else FIELDS.get(field, field),
            "was": was,
            "is": is_now,
        }
    )


# ── receipts ──────────────────────────────────────────────────────────────────────────────────


def receipt_of(said: ReceiptRequest, keys: Sequence[str | None]) -> Receipt:
    """Say a receipt; `keys` name its orders in addresses, each where it is known."""
    header = said.header
    return Receipt(
        receipt_id=header.receipt_id,
        operation=header.operation.value,
        received_at=header.receipt_date,
        orders=tuple(
            ReceivedOrder(
                id=key,
                order_id=part.order_info.order.order_id if part.order_info.order else None,
                lines=tuple(_received(item) for item in part.items),
            )
            for key, part in zip(keys, said.orders, strict=True)
        ),
    )


def _received(item: ReceiptItem) -> ReceivedLine:
    return ReceivedLine(
        line_number=item.item_reference.line_number,
        quantity=format(item.quantity, "f"),
        unit_of_measure=item.unit_rate.unit_of_measure if item.unit_rate else None,
        type=item.type.value,
    )


def asked_of(order: Order | None) -> supplier_events.Content:
    """Say that a buyer asks what becomes of an order."""
    return supplier_events.Content(order=order, receipt=None)
