"""Our own words where a finding usually has names of the standard, and all of it translated."""

from __future__ import annotations

import re
from gettext import NullTranslations
from pathlib import Path
from typing import Final

from gateway import languages

TRANSLATIONS: Final = Path(__file__).parent / "translations"
#: tells what fills a wording from the wording itself, which may spell the same
CONTEXT: Final = "value"
#: what stands between the names of a list
_BETWEEN: Final = re.compile(r"(, | or )")


def phrase(text: str) -> str:
    """Mark a text that may fill a wording, so that it is translated."""
    return text


OR: Final = phrase(" or ")
ANOTHER: Final = phrase("another")
NOTHING: Final = phrase("nothing")


def texts(language: str) -> NullTranslations:
    """Give everything that a finding can say in a language."""
    return languages.translations(TRANSLATIONS, language)


def translated(value: str, language: str) -> str:
    """Say what fills a wording in a language: a phrase, a name, or a list of both."""
    known = texts(language)

    def say(text: str) -> str:
        return known.pgettext(CONTEXT, text) if text else text

    whole = say(value)
    return whole if whole != value else "".join(map(say, _BETWEEN.split(value)))
