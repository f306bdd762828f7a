"""In which language a shopper is spoken to."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from gateway.cli import excerpt
from gateway.languages import language_for, translations
from gateway.mail import composing
from gateway.web import pages

FOLDERS = [composing.TRANSLATIONS, pages.TRANSLATIONS, excerpt.TRANSLATIONS]
ROOMS = ["mails", "pages", "commands"]
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (("de-DE", None), "de"),
        (("fr", "de"), "fr"),
        (("DE_de",), "de"),
        (("nl", "fr-CH, fr;q=0.9, de;q=0.7"), "fr"),
        ((None, "de;q=0.5, fr;q=0.8"), "fr"),
        ((None, "de;q=0, fr;q=0.1"), "fr"),
        ((None, "*"), "en"),
        ((None, None), "en"),
        (("", ""), "en"),
        (("\x00;q=nan", "de;q=banana"), "en"),
        ((None, "nl," * 1000 + "de"), "en"),
    ],
)
def test_the_first_wish_that_can_be_met_is_met(
    wishes: tuple[str | None, ...], expected: str
) -> None:
    """The session's language comes first, then the browser's by weight, then English."""
    assert expected == language_for(*wishes)


@pytest.mark.parametrize("folder", FOLDERS, ids=ROOMS)
@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_text_is_translated(folder: Path, language: str) -> None:
    """Each text of a room's sources and templates has a translation, and none is left over."""
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    found = {
        entry[2]
        for entry in extract_from_dir(
            folder.parent, METHODS, keywords=keywords, options_map={"**": {"trimmed": "1"}}
        )
    }
    catalog = read_po(BytesIO((folder / f"{language}.po").read_bytes()), locale=language)

    translated = {message.id for message in catalog if message.id and all(_texts(message.string))}

    assert found == translated


def _texts(held: str | Sequence[str] | None) -> tuple[str, ...]:
    return (held,) if isinstance(held, str) else tuple(held or [""])


@pytest.mark.parametrize("folder", FOLDERS, ids=ROOMS)
def test_english_stands_in_the_sources(folder: Path) -> None:
    """English needs no file of translations."""
    assert "Test" == translations(folder, "en").gettext("Test")
    assert not Path(folder / "en.po").exists()
