"""The languages that people are spoken to in, and which of them somebody gets."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

#: the language that the texts are written in
SOURCE: Final = "en"
LANGUAGES: Final = (SOURCE, "fr", "de")

#: one entry of Accept-Language, or the whole of an xml:lang
_ENTRY: Final = re.compile(
    r"\s*([A-Za-z]{1,8})(?:[-_][A-Za-z0-9]{1,8})*(?:\s*;\s*q=([01](?:\.[0-9]{0,3})?))?\s*"
)
#: nobody reads more languages than that
_MOST_ENTRIES: Final = 20


def language_for(*wishes: str | None) -> str:
    """Choose the language that fits the first wish that names one we have; English for none."""
    for wish in wishes:
        for name in _named(wish or ""):
            if name in LANGUAGES:
                return name
    return SOURCE


@cache
def translations(folder: Path, language: str) -> NullTranslations:
    """Give the texts that a folder has in a language; those of English stand in the sources."""
    if language == SOURCE:
        return NullTranslations()
    with (folder / f"{language}.po").open("rb") as source:
        catalog = read_po(source, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _named(wish: str) -> list[str]:
    """Give the languages of an Accept-Language header or an xml:lang, most wanted first."""
    weighed: list[tuple[float, str]] = []
    for entry in wish.split(",")[:_MOST_ENTRIES]:
        found = _ENTRY.fullmatch(entry)
        weight = float(found[2] or 1) if found else 0
        if found and weight > 0:
            weighed.append((-weight, found[1].lower()))
    return [name for _, name in sorted(weighed, key=lambda pair: pair[0])]
