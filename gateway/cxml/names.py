"""How names of elements and attributes are shown to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.cxml.phrases import ANOTHER, NOTHING, OR

_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
#: so many expected names are told; a request could be of fifty kinds
_TOLD: Final = 8


def plain_name(name: str) -> str:
    """Show a name without its namespace; `xml:lang` keeps its prefix."""
    if name.startswith(_XML):
        return "xml:" + name.removeprefix(_XML)
    return name.rpartition("}")[2]


def expected_names(names: Iterable[str]) -> str:
    """Show what could have stood somewhere: "Total or Money"; nothing at all as "nothing"."""
    plain = [plain_name(name) for name in names if not name.startswith(("##", "{http://www.w3"))]
    if not plain:
        return NOTHING
    if len(plain) > _TOLD:
        return ", ".join(plain[:_TOLD]) + OR + ANOTHER
    if len(plain) == 1:
        return plain[0]
    return ", ".join(plain[:-1]) + OR + plain[-1]
