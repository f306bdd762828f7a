"""Binds frozen dataclasses to XML elements: one declaration reads and writes.

A class decorated with ``@element("Money")`` stands for one element of the standard. Its annotations
say where each field lives; the order of its children is the order of the standard:

    @element("Money")
    class Money:
        currency: Annotated[str, Attr("currency")]
        amount: Annotated[Decimal, Content()]

A field without default is needed: when it is missing, an error finding names it and the field is
left ``None``, so that one read tells everything that is missing. Nobody uses a document with errors.
What a class does not name is kept in its field ``rest`` and written again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from lxml import etree

from gateway.cxml.finding_table import Code
from gateway.cxml.findings import Finding, finding
from gateway.cxml.inner import inner_xml, put_inner, whole_text
from gateway.cxml.values import Convert, Unfit, converter, show

T = TypeVar("T")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Attr:
    """The field is an attribute of this name; ``xml:lang`` is understood."""

    name: str

    @property
    def key(self) -> str:
        """The name as lxml spells it."""
        return XML_LANG if self.name == "xml:lang" else self.name


@dataclass(frozen=True, slots=True)
class Child:
    """The field is the text of the child element of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Content:
    """The field is the whole text of the element, however it is split, without space around it."""


@dataclass(frozen=True, slots=True)
class Inner:
    """The field is everything inside the element as XML text, character for character."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What an element said beyond the fields of its class: attributes by lxml's names, children as XML."""

    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one field of a class lives, and how its text is read."""

    name: str
    kind: type
    place: (
        Attr | Child | Content | Inner | None
    )  # None: child elements that have classes of their own
    convert: Convert | None
    words: type[StrEnum] | None
    classes: tuple[type, ...]
    many: bool
    needed: bool
    default: object


@dataclass(frozen=True, slots=True)
class Plan:
    """How one class is read and written."""

    cls: type
    tag: str
    order: tuple[str, ...]
    slots: tuple[Slot, ...]
    attributes: dict[str, Slot]
    children: dict[str, tuple[Slot, Plan | None]]
    content: Slot | None
    needed: tuple[Slot, ...]
    lists: tuple[str, ...]
    defaults: tuple[tuple[str, object], ...]


@dataclass_transform(kw_only_default=True, frozen_default=True)
def element(tag: str, order: str = "") -> Callable[[type[T]], type[T]]:
    """
    Make a class stand for the element `tag`.

    `order` lists the element's children as the standard orders them, for those that the class does
    not name; without it the order of the fields holds and other children follow.
    """

    def bind(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        _TAGS[made] = (tag, tuple(order.split()))
        return made

    return bind


_TAGS: dict[type, tuple[str, tuple[str, ...]]] = {}


def tag_of(cls: type) -> str:
    """Tell the element that a class stands for."""
    return _TAGS[cls][0]


@cache
def plan_of(cls: type) -> Plan:
    """Work out how a class is read and written, from its annotations; once."""
    tag, order = _TAGS[cls]
    hints = get_type_hints(cls, include_extras=True)
    slots = tuple(
        _slot(entry, hints[entry.name]) for entry in dataclasses.fields(cls) if entry.name != "rest"
    )
    return Plan(
        cls=cls,
        tag=tag,
        order=order or tuple(name for slot in slots for name in _child_names(slot)),
        slots=slots,
        attributes={s.place.key: s for s in slots if isinstance(s.place, Attr)},
        children=dict(_children_of(slots)),
        content=next((s for s in slots if isinstance(s.place, Content | Inner)), None),
        needed=tuple(s for s in slots if s.needed),
        lists=tuple(s.name for s in slots if s.many),
        defaults=tuple((s.name, s.default) for s in slots if not s.needed),
    )


def _child_names(slot: Slot) -> Iterator[str]:
    if isinstance(slot.place, Child):
        yield slot.place.name
    elif slot.place is None:
        yield from (tag_of(cls) for cls in slot.classes)


def _children_of(slots: tuple[Slot, ...]) -> Iterator[tuple[str, tuple[Slot, Plan | None]]]:
    for slot in slots:
        if isinstance(slot.place, Child):
            yield slot.place.name, (slot, None)
        elif slot.place is None:
            for cls in slot.classes:
                yield tag_of(cls), (slot, plan_of(cls))


def _slot(entry: dataclasses.Field[Any], hint: object) -> Slot:
    markers: tuple[object, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        markers = tuple(extras)
    kinds = _kinds_of(hint)
    place = next((m for m in markers if isinstance(m, Attr | Child | Content | Inner)), None)
    kind = kinds[0]
    has_default = entry.default is not dataclasses.MISSING
    return Slot(
        name=entry.name,
        kind=kind,
        place=place,
        convert=None if place is None or isinstance(place, Inner) else converter(kind, markers),
        words=kind if issubclass(kind, StrEnum) else None,
        classes=kinds if place is None else (),
        many=get_origin(_without_none(hint)) is tuple,
        needed=not has_default,
        default=entry.default if has_default else None,
    )


def _without_none(hint: object) -> object:
    if get_origin(hint) in (Union, UnionType):
        rest = [kind for kind in get_args(hint) if kind is not type(None)]
        return rest[0] if len(rest) == 1 else hint
    return hint


def _kinds_of(hint: object) -> tuple[type, ...]:
    hint = _without_none(hint)
    if get_origin(hint) is tuple:
        return _kinds_of(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return tuple(kind for kind in get_args(hint) if kind is not type(None))
    if not isinstance(hint, type):
        raise TypeError(f"cannot bind {hint!r}")
    return (hint,)


# ── reading ───────────────────────────────────────────────────────────────────────────────────


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
                **words,
            )
        )


def read(cls: type[T], node: etree._Element, notes: Notes) -> T:
    """Read an element into its class; what is missing or unfit is noted and left ``None``."""
    made: T = _read(plan_of(cls), node, notes)
    return made


def _read(plan: Plan, node: etree._Element, notes: Notes) -> Any:
    values: dict[str, Any] = dict(plan.defaults)
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
    return plan.cls(**values)


def _read_attributes(
    plan: Plan, node: etree._Element, values: dict[str, Any], notes: Notes
) -> tuple[tuple[str, str], ...]:
    strange: list[tuple[str, str]] = []
    for key, raw in node.attrib.items():
        slot = plan.attributes.get(key)  # type: ignore[arg-type]  # lxml's stub allows bytes
        if slot is None:
            strange.append((str(key), str(raw)))
            continue
        try:
            values[slot.name] = slot.convert(raw)  # type: ignore[misc]  # attributes have one
        except Unfit as unfit:
            _note_unfit(unfit, node, _shown(str(key)), notes)
            values[slot.name] = None
        else:
            _note_case(slot, values[slot.name], raw, node, notes, _shown(str(key)))
    return tuple(strange)


def _shown(key: str) -> str:
    return "xml:lang" if key == XML_LANG else key


def _read_content(slot: Slot, node: etree._Element, values: dict[str, Any], notes: Notes) -> None:
    if slot.convert is None:
        values[slot.name] = inner_xml(node)
        return
    values[slot.name] = _text_value(slot, node, notes)


def _text_value(slot: Slot, node: etree._Element, notes: Notes) -> Any:
    raw = whole_text(node)
    try:
        value = slot.convert(raw)  # type: ignore[misc]  # texts have one
    except Unfit as unfit:
        _note_unfit(unfit, node, "", notes)
        return None
    _note_case(slot, value, raw, node, notes, "")
    return value


def _read_children(
    plan: Plan, node: etree._Element, values: dict[str, Any], notes: Notes
) -> tuple[str, ...]:
    left_over: list[str] = []
    for child in node:
        found = plan.children.get(child.tag)
        if found is None:
            left_over.append(etree.tostring(child, encoding="unicode", with_tail=False))
            continue
        slot, child_plan = found
        value = (
            _text_value(slot, child, notes)
            if child_plan is None
            else _read(child_plan, child, notes)
        )
        if slot.many:
            held = values.get(slot.name)
            if isinstance(held, list):
                held.append(value)
            else:
                values[slot.name] = [value]
        elif values.get(slot.name) is None:
            values[slot.name] = value
        else:
            notes.add(Code.ELEMENT_REPEATED, child, element=str(child.tag))
    return tuple(left_over)


def _note_missing(slot: Slot, node: etree._Element, notes: Notes) -> None:
    if isinstance(slot.place, Attr):
        notes.add(Code.ATTRIBUTE_MISSING, node, element=str(node.tag), attribute=slot.place.name)
    else:
        expected = " or ".join(_child_names(slot))
        notes.add(Code.ELEMENT_MISSING, node, parent=str(node.tag), expected=expected)


def _note_unfit(unfit: Unfit, node: etree._Element, attribute: str, notes: Notes) -> None:
    name = f"{node.tag}/@{attribute}" if attribute else str(node.tag)
    notes.add(unfit.code, node, attribute, field=name, element=name, **unfit.words)


def _note_case(
    slot: Slot, value: object, raw: str, node: etree._Element, notes: Notes, attribute: str
) -> None:
    if slot.words is not None and isinstance(value, StrEnum) and value.value != raw:
        name = f"{node.tag}/@{attribute}" if attribute else str(node.tag)
        expected = ", ".join(slot.words)
        notes.add(Code.ENUMERATION_CASE, node, attribute, field=name, expected=expected)


# ── writing ───────────────────────────────────────────────────────────────────────────────────


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
    for kept in rest.children:
        node.append(etree.fromstring(kept))
    if rest.children:
        straighten(node, plan)
    return node


def _write_slot(node: etree._Element, slot: Slot, held: Any) -> None:
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


def _written_child(slot: Slot, one: Any) -> etree._Element:
    if not isinstance(slot.place, Child):
        return write(one)
    child = etree.Element(slot.place.name)
    child.text = show(one)
    return child


def straighten(node: etree._Element, plan: Plan) -> None:
    """Put the children into the order of the standard; those it does not know go last."""
    rank = {name: place for place, name in enumerate(plan.order)}
    places = [rank.get(str(child.tag), len(rank)) for child in node]
    if places != sorted(places):
        node[:] = sorted(node, key=lambda child: rank.get(str(child.tag), len(rank)))


def plans_by_tag() -> dict[str, Plan]:
    """Give the plan of every element that has a class."""
    return {tag: plan_of(cls) for cls, (tag, _) in _TAGS.items()}
