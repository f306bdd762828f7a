"""Writes the values of bound classes as elements, in the order of the standard."""

from __future__ import annotations

from typing import Any

from lxml import etree

from gateway.cxml.binding import Attr, Child, Content, Inner, Plan, Rest, Slot, plan_of
from gateway.cxml.inner import put_inner
from gateway.cxml.safety import fragment
from gateway.cxml.values import show


def write(value: object) -> etree._Element:
    """Write a value as its element; its children stand in the order of the standard."""
    plan = plan_of(type(value))
    node = etree.Element(plan.tag)
    rest: Rest = getattr(value, "rest", None) or Rest()
    for slot in plan.slots:
        held = getattr(value, slot.name)
        if held is not None:
            _write_slot(node, slot, held)
    for key, text in rest.attributes:
        node.set(key, text)
    for name, place, key, text in rest.marks:
        node.findall(name)[place].set(key, text)
    for kept in rest.children:
        node.extend(list(fragment(kept)))
    if rest.children or not plan.in_order:
        straighten(node, plan)
    return node


def _write_slot(node: etree._Element, slot: Slot, held: Any) -> None:  # noqa: ANN401 - slots differ
    if isinstance(slot.place, Attr):
        if held is not False:
            node.set(slot.place.key, show(held))
    elif isinstance(slot.place, Inner):
        put_inner(node, held)
    elif isinstance(slot.place, Content):
        node.text = show(held)
    else:
        for one in held if slot.many else (held,):
            node.append(_written_child(slot, one))


def _written_child(slot: Slot, one: object) -> etree._Element:
    if not isinstance(slot.place, Child):
        return write(one)
    child = etree.Element(slot.place.name)
    child.text = show(one)
    return child


def straighten(node: etree._Element, plan: Plan) -> None:
    """Put the children into the order of the standard; those it does not know go last."""
    ranks, last = plan.ranks, len(plan.ranks)
    places = [ranks.get(str(child.tag), last) for child in node]
    if places != sorted(places):
        node[:] = sorted(node, key=lambda child: ranks.get(str(child.tag), last))
