"""Read an OrderRequest: its number, its buyer and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from catalog_stub.cxml.envelope import Envelope, Identity
from catalog_stub.cxml.reading import UnreadableDocument, attribute_at, text_at

_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order, as the buyer wrote it."""

    line_number: int
    quantity: Decimal
    unit_of_measure: str
    supplier_part_id: str
    supplier_part_auxiliary_id: str | None
    description: str
    unit_price: Decimal | None
    currency: str | None

    @property
    def amount(self) -> Decimal | None:
        """Quantity times price, unrounded, where the buyer gave a price."""
        return None if self.unit_price is None else self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDocument:
    """One OrderRequest: a new order, a new version of one, or its cancellation."""

    payload_id: str
    order_id: str
    order_date: str | None
    #: `new`, `update` or `delete`.
    type: str
    deployment_mode: str
    buyer: Identity
    total: Decimal | None
    currency: str | None
    ship_to: tuple[str, ...]
    comments: str | None
    #: What the gateway noticed: the price is not that of the cart, for example.
    notes: str | None
    lines: tuple[OrderLine, ...]
    #: What the gateway's supplier API calls the order and its version, where it came from there.
    remote_id: str | None = None
    remote_version: int | None = None


def read_order(envelope: Envelope) -> OrderDocument:
    """Return the order in a request; raises `UnreadableDocument` where it lacks what counts."""
    header = envelope.content.find("OrderRequestHeader")
    if header is None or not header.get("orderID", "").strip():
        raise UnreadableDocument("The OrderRequestHeader has no orderID.")
    items = envelope.content.findall("ItemOut")
    return OrderDocument(
        payload_id=envelope.payload_id,
        order_id=header.get("orderID", "").strip(),
        order_date=header.get("orderDate"),
        type=header.get("type", "new").strip().lower(),
        deployment_mode=envelope.deployment_mode,
        buyer=envelope.from_,
        total=_amount(text_at(header, "Total/Money")),
        currency=attribute_at(header, "Total/Money", "currency"),
        ship_to=_ship_to(header),
        comments=text_at(header, "Comments"),
        notes=text_at(header, "Extrinsic[@name='GatewayNotes']"),
        lines=tuple(_line(item, number) for number, item in enumerate(items, start=1)),
    )


def _line(item: etree._Element, position: int) -> OrderLine:
    quantity = _amount(item.get("quantity"))
    if quantity is None:
        raise UnreadableDocument(f"ItemOut {position} has no quantity that is a number.")
    number = item.get("lineNumber", "").strip()
    return OrderLine(
        line_number=int(number) if number.isascii() and number.isdigit() else position,
        quantity=quantity,
        unit_of_measure=text_at(item, "ItemDetail/UnitOfMeasure") or "EA",
        supplier_part_id=text_at(item, "ItemID/SupplierPartID") or "",
        supplier_part_auxiliary_id=text_at(item, "ItemID/SupplierPartAuxiliaryID"),
        description=text_at(item, "ItemDetail/Description") or "",
        unit_price=_amount(text_at(item, "ItemDetail/UnitPrice/Money")),
        currency=attribute_at(item, "ItemDetail/UnitPrice/Money", "currency"),
    )


def _ship_to(header: etree._Element) -> tuple[str, ...]:
    address = header.find("ShipTo/Address")
    if address is None:
        return ()
    place = " ".join(
        part
        for part in (
            text_at(address, "PostalAddress/PostalCode"),
            text_at(address, "PostalAddress/City"),
        )
        if part
    )
    lines = (
        text_at(address, "Name"),
        text_at(address, "PostalAddress/DeliverTo"),
        text_at(address, "PostalAddress/Street"),
        place,
        text_at(address, "PostalAddress/Country"),
    )
    return tuple(line for line in lines if line)


def _amount(text: str | None) -> Decimal | None:
    if text is None or len(text) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
