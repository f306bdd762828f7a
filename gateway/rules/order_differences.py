"""What changed from one version of an order to the next: line by line, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from lxml import etree

#: so many differences of one version are kept, and so many characters of a value
MOST: Final = 1000
LONGEST: Final = 200
#: what makes a version another one, and changes nothing that is ordered
_OF_THE_VERSION: Final = frozenset(
    {"type", "orderVersion", "orderDate", "isInternalVersion", "isItemChanged", "Id"}
)
#: compared as numbers: 12.5 is 12.50, where a part 0010 is not a part 10
_AMOUNTS: Final = frozenset(
    {"Money", "quantity", "conversionFactor", "LeadTime", "MaxQuantity", "MinQuantity"}
)
#: what tells an element from its brothers, whatever their order
_NAMED: Final = ("name", "role", "domain")

#: the fields of one part of an order: where each stands, and its text
Fields = dict[str, str]


class Kind(StrEnum):
    """What happened to a line, or to a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed; `line` is None for the order as a whole, `field` for a whole line."""

    kind: Kind
    line: int | None
    #: where it stands below OrderRequestHeader or ItemOut, such as ItemDetail/UnitPrice/Money
    field: str | None = None
    before: str | None = None
    after: str | None = None

    def record(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return {
            "kind": self.kind.value,
            "line": self.line,
            "field": self.field,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """One version as it is compared: its header, and its lines by their number for life."""

    header: etree._Element
    lines: Mapping[int, etree._Element]


def differences(before: Pages, after: Pages) -> tuple[Difference, ...]:
    """Tell what changed between two versions, the header first, then line by line."""
    found = (*_of_fields(None, before.header, after.header), *_of_lines(before, after))
    return tuple(islice(found, MOST))


def _of_lines(before: Pages, after: Pages) -> Iterator[Difference]:
    for number in sorted({*before.lines, *after.lines}):
        old, new = before.lines.get(number), after.lines.get(number)
        if old is None or new is None:
            kind = Kind.ADDED if old is None else Kind.REMOVED
            yield Difference(kind=kind, line=number)
        else:
            yield from _of_fields(number, old, new)


def _of_fields(
    line: int | None, before: etree._Element, after: etree._Element
) -> Iterator[Difference]:
    old, new = fields(before), fields(after)
    for field in sorted({*old, *new}):
        if not _same(field, old.get(field), new.get(field)):
            yield _difference(line, field, old.get(field), new.get(field))


def _difference(line: int | None, field: str, old: str | None, new: str | None) -> Difference:
    kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
    return Difference(kind=kind, line=line, field=field, before=_short(old), after=_short(new))


def _short(value: str | None) -> str | None:
    if value is None or len(value) <= LONGEST:
        return value
    return f"{value[: LONGEST - 1]}…"


def _same(field: str, old: str | None, new: str | None) -> bool:
    if old == new:
        return True
    name = field.rpartition("/")[2].lstrip("@").partition("[")[0]
    if old is None or new is None or name not in _AMOUNTS:
        return False
    try:
        return Decimal(old) == Decimal(new)
    except InvalidOperation:
        return False


# ── the fields of an element ──────────────────────────────────────────────────────────────────


def fields(node: etree._Element) -> Fields:
    """Give every text and every attribute below an element, by where it stands."""
    return dict(_fields(node, ""))


def _fields(node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    for name, value in node.attrib.items():
        if str(name) not in _OF_THE_VERSION and str(name) != _telling(node):
            yield f"{path}@{_local(str(name))}", " ".join(str(value).split())
    text = " ".join(_own_text(node).split())
    if text and path:
        yield path.removesuffix("/"), text
    seen: Counter[str] = Counter()
    for child in node.iterchildren(etree.Element):
        name = _name(child)
        seen[name] += 1
        if name != "DocumentReference":
            again = f"[{seen[name]}]" if seen[name] > 1 else ""
            yield from _fields(child, f"{path}{name}{again}/")


def _own_text(node: etree._Element) -> str:
    """Give the text of an element without that of the elements in it."""
    return "".join([node.text or "", *(child.tail or "" for child in node)])


def _telling(node: etree._Element) -> str | None:
    """Name the attribute that tells an element from its brothers, where it has one."""
    return next((name for name in _NAMED if node.get(name)), None)


def _name(node: etree._Element) -> str:
    tag, telling = _local(str(node.tag)), _telling(node)
    return tag if telling is None else f"{tag}[{' '.join(node.get(telling, '').split())}]"


def _local(name: str) -> str:
    return name.rpartition("}")[2]
