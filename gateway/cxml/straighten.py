"""Puts a document that was understood with an advice into the form that the standard wants."""

from __future__ import annotations

from functools import cache
from typing import Final

from lxml import etree

from gateway.cxml.binding import XML_LANG, Attr, Plan, Slot, plans_by_tag
from gateway.cxml.values import Unfit
from gateway.cxml.writing import straighten

#: these must say their language (cXML.dtd); senders often forget it
_NEED_LANGUAGE: Final = ("Name", "Description", "Comments", "ManufacturerName", "SourcingStatus")


@cache
def _plans() -> dict[str, Plan]:
    return plans_by_tag()


def put_right(root: etree._Element) -> None:
    """
    Put elements into the standard's order, spell its words its way, add a missing language.

    Values are never changed: only what the standard itself fixes.
    """
    plans = _plans()
    for node in root.iter():
        plan = plans.get(str(node.tag))
        if plan is not None:
            straighten(node, plan)
            _spell(node, plan)
    language = root.get(XML_LANG) or "en"
    for node in root.iter(*_NEED_LANGUAGE):
        if not node.get(XML_LANG):
            node.set(XML_LANG, language)


def _spell(node: etree._Element, plan: Plan) -> None:
    for key, slot in plan.attributes.items():
        raw = node.get(key)
        if slot.words is not None and raw is not None:
            node.set(key, _spelled(slot, raw))


def _spelled(slot: Slot, raw: str) -> str:
    assert isinstance(slot.place, Attr)  # noqa: S101 - told to the type checker
    try:
        return str(slot.convert(raw)) if slot.convert else raw
    except Unfit:
        return raw
