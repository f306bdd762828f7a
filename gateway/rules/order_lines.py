"""Which lines an order can have, and the number that stays with each of them for life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias

from gateway.cxml.items import ItemOut

#: supplierPartID and auxiliary id
Part: TypeAlias = tuple[str, str | None]


class EarlierLine(Protocol):
    """A line of the version before."""

    @property
    def number(self) -> int:
        """The number that it has for life."""

    @property
    def supplier_part_id(self) -> str:
        """Which part."""

    @property
    def auxiliary_id(self) -> str | None:
        """The part's second key, as XML text."""


def faults(items: Sequence[ItemOut]) -> tuple[str, ...]:
    """Tell what keeps these lines from being one order, in plain words."""
    return (*_twice(items), *_in_circles(items))


def _twice(items: Sequence[ItemOut]) -> Iterator[str]:
    """Two lines of one number: nobody could say later which of them is confirmed."""
    numbers = Counter(item.line_number for item in items if item.line_number is not None)
    number, times = next(iter(numbers.most_common(1)), (0, 0))
    if times > 1:
        yield f"ItemOut/@lineNumber {number} stands more than once; give each line one of its own."


def _in_circles(items: Sequence[ItemOut]) -> Iterator[str]:
    parents = {
        item.line_number: item.parent_line_number
        for item in items
        if item.line_number is not None and item.parent_line_number is not None
    }
    while parents:
        number = next(iter(parents))
        if _comes_back(number, parents):
            yield (
                f"ItemOut/@parentLineNumber leads from line {number} back to a line on the way;"
                " a line cannot be a part of itself."
            )
            return


def _comes_back(number: int, parents: dict[int, int]) -> bool:
    """Go up from a line to the top, and take the way out of `parents`: nobody goes it twice."""
    way = set()
    while number in parents:
        way.add(number)
        number = parents.pop(number)
    return number in way


def numbers(
    items: Sequence[ItemOut], earlier: Sequence[EarlierLine] = (), *, highest: int = 0
) -> tuple[int, ...]:
    """
    Give each line its number for life: the buyer's, where it gives one.

    A line without takes that of the earlier line with the same part, else its place among the
    lines, else one above all that were ever used; `highest` is the highest of those.
    """
    taken = {item.line_number for item in items if item.line_number is not None}
    free = _by_part(line for line in earlier if line.number not in taken)
    top = max((highest, *taken))
    found: list[int] = []
    for place, item in enumerate(items, start=1):
        number = item.line_number
        if number is None:
            number = next(free.get(_part(item), iter(())), None)
        if number is None:
            is_free = place > highest and place not in taken
            number = place if is_free else top + 1
        taken.add(number)
        top = max(top, number)
        found.append(number)
    return tuple(found)


def _part(item: ItemOut) -> Part:
    return (item.item_id.supplier_part_id, item.item_id.auxiliary)


def _by_part(lines: Iterable[EarlierLine]) -> dict[Part, Iterator[int]]:
    """Give the numbers that lines had, by part; each is taken once."""
    found: dict[Part, list[int]] = {}
    for line in lines:
        found.setdefault((line.supplier_part_id, line.auxiliary_id), []).append(line.number)
    return {part: iter(numbers) for part, numbers in found.items()}
