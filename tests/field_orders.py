"""The orders that documents of the field follow, as their buyers would have placed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from lxml import etree

from gateway.cxml.amounts import Money, UnitPrice
from gateway.cxml.documents import Document
from gateway.cxml.items import ItemOut
from tests import letters
from tests.field_parties import BUYER_SECRET, is_from_supplier, sides_of

#: what names an order, and in what it names it
REFERENCES: Final = ("OrderReference", "OrderIDInfo")
PORTIONS: Final = ("ConfirmationRequest", "ShipNoticePortion", "InvoiceDetailOrder")
ITEMS: Final = ("ConfirmationItem", "ShipNoticeItem", "InvoiceDetailItem")


def orders_before(document: Document) -> list[letters.Post]:
    """
    Write the orders that a document of a supplier follows; none for a document of a buyer.

    Numbers, payloadIDs and lines are those that the document speaks of.
    """
    if not is_from_supplier(document):
        return []
    return [_order(document, *named) for named in _named(document.root)]


def _named(root: etree._Element) -> Iterator[tuple[str, str, list[ItemOut]]]:
    """Give number, payloadID and lines of each order; news names a payloadID alone."""
    for reference in root.iter(*REFERENCES):
        document = reference.find("DocumentReference")
        payload_id = "" if document is None else document.get("payloadID", "")
        (portion,) = (above for above in reference.iterancestors() if above.tag in PORTIONS)
        lines = [_line(node) for node in portion.iter(*ITEMS)]
        yield reference.get("orderID") or payload_id, payload_id, lines
    for document in root.iterfind("Request/StatusUpdateRequest/DocumentReference"):
        yield "PO-1", document.get("payloadID", ""), []


def _line(node: etree._Element) -> ItemOut:
    """Order what a line of a follow-up is about: its number, quantity, unit, part and price."""
    number = next(each.get("lineNumber", "1") for each in node.iter() if each.get("lineNumber"))
    line = letters.line(
        int(number),
        part=node.findtext(".//SupplierPartID") or "A-1",
        quantity=node.get("quantity", "1"),
    )
    assert line.item_detail is not None
    detail = replace(line.item_detail, unit_of_measure=node.findtext("UnitOfMeasure") or "EA")
    money = node.find("UnitPrice/Money")
    if money is not None:
        paid = Money(currency=money.get("currency", ""), amount=Decimal(str(money.text)))
        detail = replace(detail, unit_price=UnitPrice(money=paid))
    return replace(line, item_detail=detail)


def _order(document: Document, number: str, payload_id: str, lines: list[ItemOut]) -> letters.Post:
    sides = sides_of(document)
    placed = letters.order(number, *lines)
    return placed.but(
        payload_id=payload_id or placed.payload_id,
        mode=document.deployment_mode,
        sender=sides.buyer[0],
        from_=sides.buyer[0],
        to=sides.supplier[0],
        secret=BUYER_SECRET,
    )
