"""Binds frozen dataclasses to XML elements: one declaration, for reading and for writing.

A class decorated with ``@element("Money")`` stands for one element of the standard. Its annotations
say where each field lives; the order of its children is the order of the standard:

    @element("Money")
    class Money:
        currency: Annotated[str, Attr("currency")]
        amount: Annotated[Decimal, Content()]

A field without default is needed: when it is missing, an error finding names it and the field is
left ``None``, so that one read tells all that is missing. Nobody uses a document with errors.
What a class does not name is kept in its field ``rest`` and written again, and so is an ``Aside``
that cannot be understood.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
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

from gateway.cxml.finding_codes import Code
from gateway.cxml.values import Convert, Doubt, converter, doubter

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
class Aside:
    """
    Nothing hangs on the field: what cannot be understood of it is kept as it came.

    Its faults, those further down included, are an advice and no error. In a list, one faulty
    element keeps all of them, so that their order stays what it was.
    """


@dataclass(frozen=True, slots=True)
class Alone:
    """The field usually holds one; more are taken with this advice."""

    advice: Code


@dataclass(frozen=True, slots=True)
class Rest:
    """
    What an element said beyond the fields of its class.

    `children` are XML text; `marks` are attributes of children that are fields themselves: the
    child's name, the how manieth of that name it is, the attribute and its text.
    """

    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[str, ...] = ()
    marks: tuple[tuple[str, int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one field of a class lives, and how its text is read."""

    name: str
    kind: type
    place: (
        Attr | Child | Content | Inner | None
    )  # None: child elements that have classes of their own
    convert: Convert | None
    doubt: Doubt | None
    words: type[StrEnum] | None
    classes: tuple[type, ...]
    many: bool
    needed: bool
    aside: bool
    alone: Alone | None
    default: object


@dataclass(frozen=True, slots=True)
class Plan:
    """How one class is read and written."""

    cls: type
    tag: str
    ranks: dict[str, int]  # of children, in the standard's order; equals may stand in any order
    in_order: bool  # whether fields written one after the other stand in the standard's order
    slots: tuple[Slot, ...]
    attributes: dict[str, Slot]
    children: dict[str, tuple[Slot, Plan | None]]
    content: Slot | None
    needed: tuple[Slot, ...]
    lists: tuple[Slot, ...]


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(dataclasses.field,)
)
def element(tag: str, children: str = "") -> Callable[[type[T]], type[T]]:
    """
    Make a class stand for the element `tag`.

    `children` lists the element's children as the standard orders them, for those that the class
    does not name; `A|B` are children that may stand mixed. Without it the order of the fields
    holds and other children follow.
    """

    def bind(cls: type[T]) -> type[T]:
        # without slots: what a document leaves out stays with the class, see `reading`
        made = dataclass(frozen=True, kw_only=True)(cls)
        _TAGS[made] = (tag, tuple(children.split()))
        return made

    return bind


_TAGS: dict[type, tuple[str, tuple[str, ...]]] = {}
_PLANS: dict[type, Plan] = {}


def tag_of(cls: type) -> str:
    """Tell the element that a class stands for."""
    return _TAGS[cls][0]


def plan_of(cls: type) -> Plan:
    """Tell how a class is read and written."""
    plan = _PLANS.get(cls)
    if plan is None:
        plan = _PLANS[cls] = _worked_out(cls)
    return plan


def _worked_out(cls: type) -> Plan:
    """Work a plan out from the annotations of its class, which may name classes further down."""
    tag, order = _TAGS[cls]
    hints = get_type_hints(cls, include_extras=True)
    slots = tuple(
        _slot(entry, hints[entry.name]) for entry in dataclasses.fields(cls) if entry.name != "rest"
    )
    ranks = _ranks(order or tuple("|".join(child_names(slot)) for slot in slots))
    return Plan(
        cls=cls,
        tag=tag,
        ranks=ranks,
        in_order=_in_order(slots, ranks),
        slots=slots,
        attributes={s.place.key: s for s in slots if isinstance(s.place, Attr)},
        children=dict(_children_of(slots)),
        content=next((s for s in slots if isinstance(s.place, Content | Inner)), None),
        needed=tuple(s for s in slots if s.needed),
        lists=tuple(s for s in slots if s.many),
    )


def _ranks(order: tuple[str, ...]) -> dict[str, int]:
    return {name: rank for rank, names in enumerate(order) for name in names.split("|") if name}


def _in_order(slots: tuple[Slot, ...], ranks: dict[str, int]) -> bool:
    last = -1
    for slot in slots:
        taken = [ranks.get(name, len(ranks)) for name in child_names(slot)] or [last]
        mixed = slot.many and min(taken) != max(taken)
        if mixed or min(taken) < last:
            return False
        last = max(taken)
    return True


def child_names(slot: Slot) -> Iterator[str]:
    """Name the child elements that a field lives in."""
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
        doubt=doubter(kind, markers),
        words=kind if issubclass(kind, StrEnum) else None,
        classes=kinds if place is None else (),
        many=get_origin(_without_none(hint)) is tuple,
        needed=not has_default,
        aside=any(isinstance(m, Aside) for m in markers),
        alone=next((m for m in markers if isinstance(m, Alone)), None),
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


def plans_by_tag() -> dict[str, Plan]:
    """Give the plan of every element that has a class."""
    return {tag: plan_of(cls) for cls, (tag, _) in _TAGS.items()}
