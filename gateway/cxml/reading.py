"""Reads elements into the classes that are bound to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, TypeVar

from lxml import etree

from gateway.cxml.binding import Attr, Plan, Rest, Slot, child_names, plan_of
from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.finding_table import TABLE
from gateway.cxml.findings import MOST_FINDINGS, Finding, finding
from gateway.cxml.inner import inner_xml, whole_text
from gateway.cxml.phrases import OR
from gateway.cxml.values import Unfit

T = TypeVar("T")
_NEW, _SET = object.__new__, object.__setattr__


@dataclass(slots=True)
class Note:
    """Something that was noticed; where that is, is worked out only if it is told."""

    code: Code
    severity: Severity
    node: etree._Element
    at: str
    words: dict[str, str]

    def finding(self) -> Finding:
        """Tell it; the way to the element is found by counting all that stand before it."""
        path = self.node.getroottree().getpath(self.node)
        return finding(
            self.code,
            line=self.node.sourceline,
            path=f"{path}/@{self.at}" if self.at else path,
            severity=self.severity,
            **self.words,
        )

    @property
    def is_of_the_envelope(self) -> bool:
        """Whether it is about the document as a whole, or about who speaks to whom."""
        node = self.node
        if node.tag == "Header" or node.getparent() is None:
            return True
        return next(node.iterancestors("Header"), None) is not None


class Notes:
    """What was noticed in one read, in its order."""

    __slots__ = ("noted",)

    def __init__(self) -> None:
        self.noted: list[Note] = []

    @property
    def found(self) -> list[Finding]:
        """
        The first `MOST_FINDINGS` errors and as many pieces of advice, in the order of the notes.

        Those of the envelope are counted apart: a flood of faults costs little, and hides nothing
        about who speaks.
        """
        told: Counter[tuple[Severity, bool]] = Counter()
        found = []
        for note in self.noted:
            sort = note.severity, note.is_of_the_envelope
            told[sort] += 1
            if told[sort] <= MOST_FINDINGS:
                found.append(note.finding())
        return found

    def add(self, code: Code, node: etree._Element, at: str = "", **words: str) -> None:
        """Note something about an element, or about its attribute `at`."""
        self.noted.append(Note(code, TABLE[code].severity, node, at, words))

    def soften(self, since: int) -> bool:
        """Make advice of the errors noted since there were so many; tell whether there were any."""
        errors = [note for note in self.noted[since:] if note.severity is not Severity.ADVICE]
        for note in errors:
            note.severity = Severity.ADVICE
        return bool(errors)


def read(cls: type[T], node: etree._Element, notes: Notes) -> T:
    """Read an element into its class; what is missing or unfit is noted and left ``None``."""
    made: T = _read(plan_of(cls), node, notes)
    return made


def _read(plan: Plan, node: etree._Element, notes: Notes) -> Any:  # noqa: ANN401 - of the class of its plan
    values: dict[str, Any] = {}
    given = node.items()
    strange = _read_attributes(plan, node, given, values, notes) if given else ()
    kept: set[str] | None = None
    if plan.content is not None:
        values[plan.content.name] = _content(plan.content, node, notes)
    else:
        kept = _read_children(plan, node, values, notes)
    for slot in plan.needed:
        if slot.name not in values:
            _note_missing(slot, node, notes)
            values[slot.name] = None
    if strange or kept is not None:
        values["rest"] = _rest(plan, node, strange, kept)
    # Past __init__, which would set every field one by one: fields that the document does not name
    # have their defaults in the class. It is most of the time that a long order takes to read.
    made: Any = _NEW(plan.cls)
    _SET(made, "__dict__", values)
    return made


def _read_attributes(
    plan: Plan,
    node: etree._Element,
    given: list[tuple[str, str]],
    values: dict[str, Any],
    notes: Notes,
) -> tuple[tuple[str, str], ...]:
    strange: list[tuple[str, str]] = []
    for key, raw in given:
        slot = plan.attributes.get(key)
        if slot is None:
            strange.append((key, raw))
            continue
        try:
            values[slot.name] = slot.convert(raw)  # type: ignore[misc]  # attributes have one
        except Unfit as unfit:
            told = len(notes.noted)
            _note_unfit(unfit, slot, node, notes)
            if slot.aside and notes.soften(told):
                strange.append((key, raw))
            else:
                values[slot.name] = None
        else:
            if slot.doubt is not None and (odd := slot.doubt(raw, node)):
                _note_odd(odd, slot, node, notes)
    return tuple(strange)


def _content(slot: Slot, node: etree._Element, notes: Notes) -> object:
    if slot.convert is None:
        raw = value = inner_xml(node)
    else:
        raw = whole_text(node)
        try:
            value = slot.convert(raw)
        except Unfit as unfit:
            _note_unfit(unfit, slot, node, notes)
            return None
    if slot.doubt is not None and (odd := slot.doubt(raw, node)):
        _note_odd(odd, slot, node, notes)
    return value


def _read_children(
    plan: Plan, node: etree._Element, values: dict[str, Any], notes: Notes
) -> set[str] | None:
    """
    Read the children into values.

    Gives None when nothing is left over, else the names of the fields that could not be understood
    and are kept.
    """
    left_over = False
    kept: set[str] = set()
    children, noted = plan.children, notes.noted
    for child in node:
        # comments, with no text for a tag, are no more
        found = children.get(child.tag)  # type: ignore[arg-type]
        if found is None:
            left_over = True
            continue
        slot, below = found
        told = len(noted)
        if below is not None:
            value = _read(below, child, notes)
        else:
            value = _content(slot, child, notes)
            left_over = left_over or bool(child.items())
        if slot.many:
            values.setdefault(slot.name, []).append(value)
        elif slot.name in values:
            _hold_again(slot, value, child, values, notes)
        else:
            values[slot.name] = value
        if len(noted) > told and slot.aside and notes.soften(told):
            kept.add(slot.name)
    if plan.lists or kept:
        _close(plan, node, kept, values, notes)
    return kept if left_over or kept else None


def _hold_again(
    slot: Slot, value: object, child: etree._Element, values: dict[str, Any], notes: Notes
) -> None:
    """Take a second element where one belongs only if the first could not be understood."""
    if values[slot.name] is None:
        values[slot.name] = value
    else:
        notes.add(Code.ELEMENT_REPEATED, child, element=str(child.tag))


def _close(
    plan: Plan, node: etree._Element, kept: set[str], values: dict[str, Any], notes: Notes
) -> None:
    """Make lists final, and let go of what is kept as it came."""
    for name in kept:
        del values[name]
    for slot in plan.lists:
        if slot.name in values:
            held = values[slot.name] = tuple(values[slot.name])
            if slot.alone is not None and len(held) > 1:
                notes.add(slot.alone.advice, node, element=str(node.tag))


def _rest(
    plan: Plan, node: etree._Element, strange: tuple[tuple[str, str], ...], kept: set[str] | None
) -> Rest:
    """Gather what the fields do not hold; `kept` are the fields that were not understood."""
    if kept is None:
        return Rest(strange)
    children: list[str] = []
    marks: list[tuple[str, int, str, str]] = []
    seen: Counter[str] = Counter()
    for child in node:
        tag = str(child.tag)
        found = plan.children.get(tag)
        if found is None or found[0].name in kept:
            children.append(etree.tostring(child, encoding="unicode", with_tail=False))
        elif found[1] is None:
            marks += ((tag, seen[tag], str(key), str(text)) for key, text in child.items())
            seen[tag] += 1
    return Rest(strange, tuple(children), tuple(marks))


def _note_missing(slot: Slot, node: etree._Element, notes: Notes) -> None:
    if isinstance(slot.place, Attr):
        notes.add(Code.ATTRIBUTE_MISSING, node, element=str(node.tag), attribute=slot.place.name)
    else:
        expected = OR.join(child_names(slot))
        notes.add(Code.ELEMENT_MISSING, node, parent=str(node.tag), expected=expected)


def _note_unfit(unfit: Unfit, slot: Slot, node: etree._Element, notes: Notes) -> None:
    attribute, name = _names(slot, node)
    notes.add(unfit.code, node, attribute, field=name, element=name, **unfit.words)


def _note_odd(code: Code, slot: Slot, node: etree._Element, notes: Notes) -> None:
    told = len(notes.noted)
    attribute, name = _names(slot, node)
    notes.add(code, node, attribute, field=name, expected=", ".join(slot.words or ()))
    notes.soften(told)


def _names(slot: Slot, node: etree._Element) -> tuple[str, str]:
    """Name the attribute of a field, if it is one, and where it stands."""
    if isinstance(slot.place, Attr):
        return slot.place.name, f"{node.tag!s}/@{slot.place.name}"
    return "", str(node.tag)
