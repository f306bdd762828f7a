"""What the shop says, in each of its languages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from catalog_stub.wording import _WORDS, LANGUAGES, language_of, money, number, say

BLANK = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("key", _WORDS)
def test_everything_is_said_in_every_language(key: str) -> None:
    """No word is missing, and each language fills in the same facts."""
    words = _WORDS[key]

    assert set(LANGUAGES) == set(words)
    assert 1 == len({tuple(sorted(BLANK.findall(text))) for text in words.values()})


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("de-CH", "de"), ("fr", "fr"), ("EN_us", "en"), ("pt-BR", "en"), ("", "en")],
)
def test_language_is_found_by_its_tag(tag: str, expected: str) -> None:
    """A language that the shop does not speak is answered in English."""
    assert expected == language_of(tag)


@pytest.mark.parametrize(
    ("language", "amount", "expected"),
    [
        ("en", "1234.5", "€1,234.50"),
        ("de", "0.8725", "0,8725\xa0€"),
        ("fr", "3.2375", "3,2375\xa0€"),
        ("en", "350", "€350.00"),
        ("en", "6.4850", "€6.485"),
    ],
)
def test_money_keeps_every_decimal(language: str, amount: str, expected: str) -> None:
    """A price of four decimals is shown with four, any other with two at least."""
    assert expected == money(language, Decimal(amount), "EUR")


def test_quantity_is_written_without_idle_zeros() -> None:
    """A quantity shows the decimals that it has."""
    assert ["2.5", "1,500"] == [number("en", Decimal(text)) for text in ("2.50", "1500")]


def test_key_without_words_stands_for_itself() -> None:
    """A shoe size is the same in every language."""
    assert "42" == say("fr", "42")
