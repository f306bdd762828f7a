"""Reads elements into the classes that are bound to them."""

from __future__ import annotations

from typing import Any, TypeVar

from lxml import etree

from gateway.cxml.binding import XML_LANG, Attr, Plan, Rest, Slot, child_names, plan_of
from gateway.cxml.finding_table import Code
from gateway.cxml.findings import Finding, finding
from gateway.cxml.inner import inner_xml, whole_text
from gateway.cxml.values import Unfit

T = TypeVar("T")


class Notes:
    """The findings of one read."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def add(self, code: Code, node: etree._Element, at: str = "", **words: str) -> None:
        """Note a finding at an element, or at its attribute `at`."""
        path = node.getroottree().getpath(node)
        self.found.append(
            finding(
                code,
                line=node.sourceline,
                path=f"{path}/@{at}" if at else path,
                severity=None,
                **words,
            )
        )


def read(cls: type[T], node: etree._Element, notes: Notes) -> T:
    """Read an element into its class; what is missing or unfit is noted and left ``None``."""
    made: T = _read(plan_of(cls), node, notes)
    return made


def _read(plan: Plan, node: etree._Element, notes: Notes) -> Any:  # noqa: ANN401 - of the class of its plan
    values: dict[str, Any] = {}
    strange = _read_attributes(plan, node, values, notes)
    if plan.content is not None:
        _read_content(plan.content, node, values, notes)
        left_over: tuple[str, ...] = ()
    else:
        left_over = _read_children(plan, node, values, notes)
    for name in plan.lists:
        if name in values:
            values[name] = tuple(values[name])
    for slot in plan.needed:
        if slot.name not in values:
            _note_missing(slot, node, notes)
            values[slot.name] = None
    if strange or left_over:
        values["rest"] = Rest(strange, left_over)
    # Past __init__, which would set every field one by one: fields that the document does not name
    # have their defaults in the class. It is most of the time that a long order takes to read.
    made: Any = object.__new__(plan.cls)
    object.__setattr__(made, "__dict__", values)
    return made


def _read_attributes(
    plan: Plan, node: etree._Element, values: dict[str, Any], notes: Notes
) -> tuple[tuple[str, str], ...]:
    strange: list[tuple[str, str]] = []
    for key, raw in node.items():
        slot = plan.attributes.get(key)
        if slot is None:
            strange.append((str(key), str(raw)))
            continue
        try:
            values[slot.name] = slot.convert(raw)  # type: ignore[misc]  # attributes have one
        except Unfit as unfit:
            _note_unfit(unfit, node, _shown(str(key)), notes)
            values[slot.name] = None
        else:
            if slot.words is not None and values[slot.name].value != raw:
                _note_case(slot, node, _shown(str(key)), notes)
    return tuple(strange)


def _shown(key: str) -> str:
    return "xml:lang" if key == XML_LANG else key


def _read_content(slot: Slot, node: etree._Element, values: dict[str, Any], notes: Notes) -> None:
    if slot.convert is None:
        values[slot.name] = inner_xml(node)
        return
    values[slot.name] = _text_value(slot, node, notes)


def _text_value(slot: Slot, node: etree._Element, notes: Notes) -> object:
    try:
        return slot.convert(whole_text(node))  # type: ignore[misc]  # texts have one
    except Unfit as unfit:
        _note_unfit(unfit, node, "", notes)
        return None


def _read_children(
    plan: Plan, node: etree._Element, values: dict[str, Any], notes: Notes
) -> tuple[str, ...]:
    left_over: list[str] = []
    children = plan.children
    for child in node:
        tag = child.tag
        found = children.get(tag)  # type: ignore[arg-type]  # comments, with no text, are no more
        if found is None:
            left_over.append(etree.tostring(child, encoding="unicode", with_tail=False))
            continue
        slot, below = found
        value = _text_value(slot, child, notes) if below is None else _read(below, child, notes)
        if slot.many:
            values.setdefault(slot.name, []).append(value)
        elif values.get(slot.name) is None:
            values[slot.name] = value
        else:
            notes.add(Code.ELEMENT_REPEATED, child, element=str(tag))
    return tuple(left_over)


def _note_missing(slot: Slot, node: etree._Element, notes: Notes) -> None:
    if isinstance(slot.place, Attr):
        notes.add(Code.ATTRIBUTE_MISSING, node, element=str(node.tag), attribute=slot.place.name)
    else:
        expected = " or ".join(child_names(slot))
        notes.add(Code.ELEMENT_MISSING, node, parent=str(node.tag), expected=expected)


def _note_unfit(unfit: Unfit, node: etree._Element, attribute: str, notes: Notes) -> None:
    tag = str(node.tag)
    name = f"{tag}/@{attribute}" if attribute else tag
    notes.add(unfit.code, node, attribute, field=name, element=name, **unfit.words)


def _note_case(slot: Slot, node: etree._Element, attribute: str, notes: Notes) -> None:
    expected = ", ".join(slot.words or ())
    name = f"{node.tag!s}/@{attribute}"
    notes.add(Code.ENUMERATION_CASE, node, attribute, field=name, expected=expected)
