"""Gives a supplier its own auxiliary ids back, and lines their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from gateway.cxml.inner import inner_xml, put_inner
from gateway.rules.cart_keys import given_back, taken_apart
from gateway.rules.cart_matches import By, Match


def give_back(root: etree._Element, origins: Sequence[Match | None], connection_id: int) -> None:
    """Take our keys out of an OrderRequest on its way; `origins` are those of its lines."""
    items = root.iterfind("Request/OrderRequest/ItemOut")
    for item, origin in zip(items, origins, strict=True):
        if origin is None or origin.by is not By.KEY:
            continue
        if origin.line.connection_id == connection_id:
            _give_back(item, origin.line.auxiliary_id)


def give_numbers(root: etree._Element, numbers: Sequence[int]) -> None:
    """Write the number that each line of an OrderRequest has for life."""
    items = root.iterfind("Request/OrderRequest/ItemOut")
    for item, number in zip(items, numbers, strict=True):
        item.set("lineNumber", str(number))


def _give_back(item: etree._Element, own: str) -> None:
    node = item.find("ItemID/SupplierPartAuxiliaryID")
    if node is None:
        return
    _, rest = taken_apart(inner_xml(node))
    told = given_back(rest, own)
    node[:] = []
    if told:
        put_inner(node, told)
    else:
        node.getparent().remove(node)  # type: ignore[union-attr]  # it was found below ItemID
