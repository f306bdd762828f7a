"""What Hypothesis draws: values of every class that is bound to an element."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.binding import Inner, Slot, plan_of
from gateway.cxml.inner import inner_xml
from gateway.cxml.values import CURRENCIES as ISO_CURRENCIES

#: what XML 1.0 can carry and a document says without being changed on the way
LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cs", "Cc", "Cn"),
    exclude_characters="\ufffe\uffff",
)
#: text without space around it: that is not kept
TEXTS = st.text(LETTERS, min_size=1, max_size=20).map(lambda t: t.strip(" \t\r\n")).filter(bool)
NUMBERS = st.decimals(
    min_value=Decimal("0.01"), max_value=Decimal(999999999), places=4, allow_nan=False
)
CURRENCIES = st.sampled_from(sorted(ISO_CURRENCIES))
MOMENTS = st.datetimes(
    min_value=datetime(1000, 1, 1),  # noqa: DTZ001 - the zone is drawn
    timezones=st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))),
).map(lambda moment: moment.isoformat(timespec="seconds"))
INNERS = st.one_of(
    st.just(""),
    TEXTS.map(lambda text: escape(text, quote=False)),
    TEXTS.map(lambda text: _inner(text, "b")),
)


def _inner(text: str, tag: str) -> str:
    node = etree.Element("x")
    node.text = text
    child = etree.SubElement(node, tag, name=text[:5])
    child.tail = text
    return inner_xml(node)


@cache
def models(cls: type, depth: int = 0) -> st.SearchStrategy[Any]:
    """Draw values of a bound class; deeper ones carry less."""
    plan = plan_of(cls)
    return st.fixed_dictionaries({slot.name: _held(slot, depth) for slot in plan.slots}).map(
        lambda values: cls(**values)
    )


def _held(slot: Slot, depth: int) -> st.SearchStrategy[Any]:
    one = _one(slot, depth)
    if slot.many:
        least = 1 if slot.needed else 0
        most = 2 if depth < 1 and not slot.alone else least
        return st.lists(one, min_size=least, max_size=most).map(tuple)
    if slot.needed:
        return one
    if slot.place is None and depth > 1:
        return st.just(slot.default)
    return st.one_of(st.just(slot.default), one)


def _one(slot: Slot, depth: int) -> st.SearchStrategy[Any]:
    if slot.place is None:
        return st.one_of([models(cls, depth + 1) for cls in slot.classes])
    if isinstance(slot.place, Inner):
        return INNERS
    if slot.words is not None:
        return st.sampled_from(slot.words)
    return _scalar(slot)


def _scalar(slot: Slot) -> st.SearchStrategy[Any]:
    for kind, drawn in ((Decimal, NUMBERS), (int, st.integers(1, 99999)), (bool, st.booleans())):
        if slot.kind is kind:
            return drawn
    if slot.doubt is not None:
        return TEXTS.map("{}@host".format) if slot.name == "payload_id" else MOMENTS
    return CURRENCIES if slot.name == "currency" else TEXTS
