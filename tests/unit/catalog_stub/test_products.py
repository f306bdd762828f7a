"""What the shop sells."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lxml import etree

from catalog_stub.pictures import paint
from catalog_stub.products import CATEGORIES, Product, choices, load_catalogue
from catalog_stub.wording import LANGUAGES, say

CATALOGUE = load_catalogue()
PRODUCTS = CATALOGUE.products


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.part_id)
def test_every_article_is_complete(product: Product) -> None:
    """An article has a class, a price, and its words in every language of the shop."""
    assert re.fullmatch("[0-9]{8}", product.unspsc)
    assert product.price > 0
    assert product.category in CATEGORIES
    assert set(LANGUAGES) == set(product.name) == set(product.summary)
    assert product.unit != say("en", product.unit)


def test_articles_have_numbers_of_their_own() -> None:
    """No two articles share a number."""
    assert [1] * len(PRODUCTS) == list(Counter(p.part_id for p in PRODUCTS).values())


def test_variants_have_keys_of_their_own() -> None:
    """Each variant has an auxiliary id that no other has, of four plain characters."""
    keys = [choice.key for product in PRODUCTS for choice in choices(product)]

    assert len(keys) == len(set(keys))
    assert all(re.fullmatch("[a-z0-9]{4}", key) for key in keys)


def test_keys_never_change() -> None:
    """An auxiliary id that a buyer holds means the same next year."""
    chair = CATALOGUE.product("OF-1005")

    assert chair is not None
    assert ["4nr3", "47en", "w5us"] == [choice.key for choice in choices(chair)]


def test_some_articles_cost_dollars() -> None:
    """The shop sells in more than one currency."""
    assert {"EUR", "USD"} == {product.currency for product in PRODUCTS}


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.part_id)
def test_every_picture_is_well_formed(product: Product) -> None:
    """A browser can show each picture."""
    assert "{http://www.w3.org/2000/svg}svg" == etree.fromstring(paint(product.part_id)).tag


def test_no_two_pictures_are_alike() -> None:
    """Each article can be told by its picture."""
    assert len(PRODUCTS) == len({paint(product.part_id) for product in PRODUCTS})


@pytest.mark.parametrize(
    ("words", "category", "expected"),
    [
        ("ANGSTROM", None, ["LB-2005", "LB-2008"]),
        ("angstrom mètre", None, ["LB-2008"]),
        ("mantelleitung", "workshop", ["WS-3001"]),
        ("mantelleitung", "office", []),
        ("44121704", None, ["OF-1001"]),
    ],
)
def test_search_finds_every_word(words: str, category: str | None, expected: list[str]) -> None:
    """An article is found when it holds all words, in any language and without accents."""
    found = CATALOGUE.search(words, category)

    assert expected == [product.part_id for product in found]


@pytest.mark.parametrize(
    ("part_id", "key", "expected"),
    [
        ("OF-1005", "47en", ("OF-1005", "petrol")),
        ("OF-1005", None, ("OF-1005", "graphite")),
        ("OF-1005", "eh?", ("OF-1005", "graphite")),
        ("renamed", "47en", ("OF-1005", "petrol")),
        ("OF-1002", "47en", ("OF-1002", None)),
    ],
)
def test_auxiliary_id_tells_the_variant(
    part_id: str, key: str | None, expected: tuple[str, str | None]
) -> None:
    """The auxiliary id names the variant, unless the part id speaks of another article."""
    choice = CATALOGUE.choice(part_id, key)

    assert choice is not None
    assert expected == (choice.product.part_id, choice.option)


def test_unknown_article_is_none() -> None:
    """What the shop does not sell is nothing."""
    assert CATALOGUE.choice("X-1", "zzzz") is None
