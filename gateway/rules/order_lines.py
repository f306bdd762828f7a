"""Which lines an order can have: each with a number of its own, none a part of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gateway.cxml.items import ItemOut


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
