"""docs/errors.md, made from the code: every error and every finding, with what to do."""

from __future__ import annotations

from collections.abc import Iterator

from gateway import errors
from gateway.cxml.finding_table import TABLE
from gateway.cxml.phrases import texts
from gateway.cxml.responses import PHRASES
from gateway.errors import GatewayError
from tests.house.source import REPOSITORY

PAGE = REPOSITORY / "docs" / "errors.md"

HEAD = """\
# Errors and findings

*Written by `make readme` from `gateway/errors.py` and `gateway/cxml/finding_table.py`.*

## What the gateway answers

Every answer of `POST /cxml` is cXML. The status code says what kind of trouble it is, the text of
`Status` says where and what to do. Codes from 400 are final until the document is mended; codes
from 500 mean: send the same document again later.

"""

FINDINGS = """
## What is noticed in a document

An **error** refuses the document; an **advice** is told, and the document is taken. On a connection
that is set to `strict`, what the schemas advise refuses too. Answers
say all this in English; `gateway check --language fr` says it in French, and `de` in German.
"""


LANGUAGES = {"en": "English", "fr": "Français", "de": "Deutsch"}


def errors_page() -> str:
    """Write the whole page."""
    parts = [HEAD, *_lines(_errors_table()), FINDINGS]
    for language, title in LANGUAGES.items():
        parts += [f"\n### {title}\n\n", *_lines(_findings(language))]
    return "".join(parts)


def _lines(rows: Iterator[str]) -> list[str]:
    return [f"{row}\n" for row in rows]


def _errors_table() -> Iterator[str]:
    yield "| cXML | HTTP | Phrase | Slug | Again? | What it means |"
    yield "|---|---|---|---|---|---|"
    for cls in _errors():
        again = "yes" if cls.again else "no"
        phrase = PHRASES[cls.code]
        meaning = (cls.__doc__ or "").strip()
        yield f"| {cls.code} | {cls.http_status} | {phrase} | `{cls.slug}` | {again} | {meaning} |"


def _errors() -> list[type[GatewayError]]:
    found = [
        cls
        for cls in vars(errors).values()
        if isinstance(cls, type) and issubclass(cls, GatewayError) and cls is not GatewayError
    ]
    return sorted(found, key=lambda cls: (cls.code, cls.slug))


def _findings(language: str) -> Iterator[str]:
    say = texts(language).gettext
    yield "| Code | Weight | Title | What it says | What to do |"
    yield "|---|---|---|---|---|"
    for code, entry in sorted(TABLE.items()):
        words = (entry.en.title, entry.en.message, entry.en.advice)
        cells = [code.value, entry.severity.value, *map(say, words)]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(errors_page())
