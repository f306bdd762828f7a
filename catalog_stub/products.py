"""What the shop sells, and how to find it."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Any

#: The shop's own currency; delivery and value added tax are reckoned in it.
HOME_CURRENCY = "EUR"
CATEGORIES = ("office", "lab", "workshop")
#: Units (UN/CEFACT) of which a part can be ordered, with the decimals that make sense.
_DECIMALS = {"MTR": 2, "KGM": 3, "LTR": 1}
_KEY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_KEY_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One article; its price is for one unit, before value added tax."""

    part_id: str
    category: str
    name: Mapping[str, str]
    summary: Mapping[str, str]
    price: Decimal
    currency: str
    #: UN/CEFACT code, such as EA or MTR.
    unit: str
    #: Eight digits.
    unspsc: str
    maker: str
    maker_part_id: str | None
    lead_time_days: int
    #: The variants; empty where there is but one.
    options: tuple[str, ...]

    @property
    def decimals(self) -> int:
        """How many decimals a quantity of this article may have."""
        return _DECIMALS.get(self.unit, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An article in one of its variants: what a line of a basket is about."""

    product: Product
    option: str | None = None

    @property
    def key(self) -> str:
        """The SupplierPartAuxiliaryID: short, opaque, and the same today and next year."""
        digest = hashlib.sha256(f"{self.product.part_id}/{self.option or ''}".encode()).digest()
        return "".join(_KEY_ALPHABET[byte % len(_KEY_ALPHABET)] for byte in digest[:_KEY_LENGTH])


class Catalogue:
    """All articles, found by number, by key or by words."""

    def __init__(self, products: tuple[Product, ...]) -> None:
        self.products = products
        self._by_part_id = {product.part_id: product for product in products}
        self._by_key = {choice.key: choice for product in products for choice in choices(product)}
        self._words = {product.part_id: _folded(_all_words(product)) for product in products}

    def product(self, part_id: str) -> Product | None:
        """Return the article of this number."""
        return self._by_part_id.get(part_id)

    def choice(self, part_id: str, key: str | None) -> Choice | None:
        """Return what these two ids name: the variant of the key, else the usual one."""
        named = self._by_key.get(key or "")
        product = self.product(part_id)
        if named is not None and product in (None, named.product):
            return named
        return None if product is None else choices(product)[0]

    def search(self, words: str, category: str | None = None) -> list[Product]:
        """Return the articles that hold every word, in any language, and are of the category."""
        wanted = _folded(words).split()
        return [
            product
            for product in self.products
            if category in {None, product.category}
            and all(word in self._words[product.part_id] for word in wanted)
        ]


def choices(product: Product) -> tuple[Choice, ...]:
    """Return an article in each of its variants; the first is the usual one."""
    options: tuple[str | None, ...] = product.options or (None,)
    return tuple(Choice(product=product, option=option) for option in options)


def load_catalogue() -> Catalogue:
    """Read the articles that come with the shop."""
    text = (resources.files("catalog_stub") / "products.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["product"]
    return Catalogue(tuple(_product(row) for row in rows))


def _product(row: Mapping[str, Any]) -> Product:
    return Product(
        part_id=row["part_id"],
        category=row["category"],
        name=row["name"],
        summary=row["summary"],
        price=Decimal(row["price"]),
        currency=row.get("currency", HOME_CURRENCY),
        unit=row["unit"],
        unspsc=row["unspsc"],
        maker=row["maker"],
        maker_part_id=row.get("maker_part_id"),
        lead_time_days=row["lead_time_days"],
        options=tuple(row.get("options", ())),
    )


def _all_words(product: Product) -> str:
    parts = [product.part_id, product.maker, product.maker_part_id or "", product.unspsc]
    return " ".join([*parts, *product.name.values(), *product.summary.values()])


def _folded(text: str) -> str:
    """Return the text without case and accents, so that `ecriture` finds `Écriture`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
