"""Which keys of a parties file go with which interface of a supplier, and which exclude another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final, TypeAlias

from gateway.rules.parties import Interface
from gateway.rules.parties_schema import SupplierEntry
from gateway.rules.toml_lines import Path

Found: TypeAlias = Iterator[tuple[Path, str]]

#: what only a supplier with this interface has
OWN: Final[Mapping[Interface, tuple[str, ...]]] = {
    Interface.CXML: ("orders_url", "test_orders_url"),
    Interface.JSON: (
        "api_key",
        "test_api_key",
        "webhook_url",
        "test_webhook_url",
        "webhook_secret",
    ),
}
NO_ROUTE: Final = (
    'no route leads to a supplier with interface = "json": it reads what is there for it'
)
OF_ANOTHER: Final = "another supplier has the same one"
SAME: Final = "the same key is written elsewhere; each supplier and each mode needs one of its own"


def faults(path: Path, supplier: SupplierEntry) -> Found:
    """Find what does not go with the interface of a supplier, or is missing there."""
    for other, names in OWN.items():
        for name in names:
            if other is not supplier.interface and getattr(supplier, name):
                yield (*path, name), f'{name}: this is for interface = "{other}"'
    if supplier.interface is Interface.JSON:
        yield from _missing(path, supplier)


def _missing(path: Path, supplier: SupplierEntry) -> Found:
    if supplier.api_key is None:
        yield path, 'api_key is missing: interface = "json" needs one'
    if supplier.test_webhook_url and supplier.test_api_key is None:
        yield (
            (*path, "test_webhook_url"),
            "test_webhook_url: test_api_key is missing, and without it no test gets there",
        )
    for name in ("webhook_url", "test_webhook_url"):
        if getattr(supplier, name) and not supplier.webhook_secret:
            yield (*path, name), f"{name}: webhook_secret is missing; webhooks are signed"


def keys(suppliers: Mapping[int, SupplierEntry]) -> Found:
    """Find bearer keys that open two doors: of two suppliers, or of tests and of real orders."""
    yield from _again(_written(suppliers, "shop_key"), OF_ANOTHER)
    yield from _again(_written(suppliers, "api_key", "test_api_key"), SAME)


def _written(suppliers: Mapping[int, SupplierEntry], *names: str) -> Iterator[tuple[Path, str]]:
    for (index, supplier), name in product(suppliers.items(), names):
        if (key := getattr(supplier, name)) is not None:
            yield ("supplier", index, name), key


def _again(written: Iterable[tuple[Path, str]], words: str) -> Found:
    taken: set[str] = set()
    for path, key in written:
        if key in taken:
            yield path, f"{path[-1]}: {words}"
        taken.add(key)
