"""In which language somebody is spoken to."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from gateway.languages import language_for
from gateway.web.pages import TRANSLATIONS as FOLDER
from gateway.web.pages import translations

WEB = FOLDER.parent
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


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


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_text_is_translated(language: str) -> None:
    """Each text of the templates and the notices has a translation, and none is left over."""
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    found = {
        entry[2]
        for entry in extract_from_dir(
            WEB, METHODS, keywords=keywords, options_map={"**/templates/**.html": {"trimmed": "1"}}
        )
    }
    catalog = read_po(BytesIO((FOLDER / f"{language}.po").read_bytes()), locale=language)

    translated = {message.id for message in catalog if message.id and all(_texts(message.string))}

    assert found == translated


def _texts(held: str | Sequence[str] | None) -> tuple[str, ...]:
    return (held,) if isinstance(held, str) else tuple(held or [""])


def test_english_stands_in_the_sources() -> None:
    """English needs no file of translations."""
    assert "Test" == translations("en").gettext("Test")
    assert not Path(FOLDER / "en.po").exists()
