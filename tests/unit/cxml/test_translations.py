"""What a finding says in French and German."""

from __future__ import annotations

from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from gateway.cxml.finding_codes import Code
from gateway.cxml.finding_table import TABLE
from gateway.cxml.findings import finding, in_language
from gateway.cxml.phrases import CONTEXT, TRANSLATIONS, texts, translated
from gateway.rules.dialects import QUIRKS

OTHERS = ("fr", "de")


def catalog(language: str) -> Catalog:
    """Read the translations as they are written."""
    return read_po(BytesIO((TRANSLATIONS / f"{language}.po").read_bytes()), locale=language)


def phrases() -> set[str]:
    """Find every text that is marked as a phrase."""
    marked = extract_from_dir(TRANSLATIONS.parent, [("**.py", "python")], keywords={"phrase": None})
    return {str(found[2]) for found in marked}


def placeholders(text: str) -> set[str]:
    """Name what a wording leaves open."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_everything_is_translated_and_nothing_is_left_over(language: str) -> None:
    """Wordings, and what fills them in our own words, have a translation each."""
    wordings = {
        text
        for entry in TABLE.values()
        for text in (entry.en.title, entry.en.message, entry.en.advice)
    }
    fillings = phrases() | {text for quirk in QUIRKS for text in (quirk.habit, quirk.remedy)}
    known = [message for message in catalog(language) if message.id and message.string]

    assert wordings == {message.id for message in known if message.context is None}
    assert fillings == {message.id for message in known if message.context == CONTEXT}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("code", Code)
def test_a_translation_leaves_open_what_the_english_does(code: Code, language: str) -> None:
    """No name is lost on the way, and none is asked for that nobody gives."""
    wording = TABLE[code].en
    say = texts(language).gettext

    assert placeholders(wording.message) == placeholders(say(wording.message))
    assert placeholders(wording.advice) == placeholders(say(wording.advice))


def test_a_finding_speaks_the_language_of_its_reader() -> None:
    """Code, place and weight stay; what is said is translated, our own words in it too."""
    noticed = finding(
        Code.ELEMENT_MISSING, line=7, path="/cXML", parent="cXML", expected="Request or Message"
    )

    french, german = in_language(noticed, "fr"), in_language(noticed, "de")

    assert noticed == in_language(noticed, "en")
    assert ("GW-201", 7, "/cXML") == (french.code, french.line, french.path)
    assert "Il manque dans cXML : Request ou Message." == french.message
    assert "In cXML fehlt: Request oder Message." == german.message
    assert "Ergänzen Sie, was fehlt." == german.advice


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Money", "Money"),
        ("ItemOut/@quantity", "ItemOut/@quantity"),
        ("Total, Money or another", "Total, Money oder ein anderes"),
        ("nothing", "nichts"),
        ("three digits, such as 200", "drei Ziffern, wie 200"),
        ("", ""),
    ],
)
def test_names_stay_and_our_own_words_do_not(value: str, expected: str) -> None:
    """The standard's names are the same in every language."""
    assert expected == translated(value, "de")
