"""What the shop says to shoppers, in their language: words, money, quantities."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib import resources

from babel.numbers import format_currency, format_decimal

LANGUAGES = ("en", "fr", "de")


def _load() -> dict[str, dict[str, str]]:
    text = (resources.files("catalog_stub") / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_WORDS = _load()


def language_of(tag: str) -> str:
    """Return which of the shop's languages serves a language tag such as `de-CH`; English else."""
    spoken = tag.replace("_", "-").split("-")[0].lower()
    return spoken if spoken in LANGUAGES else "en"


def say(language: str, key: str, **facts: object) -> str:
    """Return the words for a key; a key without words, such as a shoe size, stands for itself."""
    if key not in _WORDS:
        return key
    return _WORDS[key][language].format(**facts)


def money(language: str, amount: Decimal, currency: str) -> str:
    """Write an amount with its currency and every decimal that it has, two at least."""
    decimals = max(2, -int(amount.normalize().as_tuple().exponent))
    pattern = "¤#,##0." if language == "en" else "#,##0."
    tail = "" if language == "en" else "\xa0¤"
    return format_currency(
        amount, currency, pattern + "0" * decimals + tail, locale=language, currency_digits=False
    )


def number(language: str, quantity: Decimal) -> str:
    """Write a quantity with the decimals that it has."""
    return format_decimal(quantity.normalize(), locale=language, decimal_quantization=False)
