"""What is noticed in a document, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.finding_table import TABLE
from gateway.cxml.phrases import texts, translated
from gateway.languages import SOURCE

__all__ = [
    "Code",
    "Finding",
    "Severity",
    "finding",
    "in_language",
    "plain",
    "sentence",
    "shorten",
]

#: So many findings of a kind are made about one document; more would tell its sender nothing.
MOST_FINDINGS: Final = 100
#: Longest name or list of names that is repeated in a message, in characters.
LONGEST_VALUE: Final = 200
#: Longest path that is repeated in a finding, in characters; its end says more than its start.
LONGEST_PATH: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing noticed in a document.

    `line` counts from 1; `path` is like `/cXML/Request/OrderRequest/ItemOut[2]/@quantity` and empty
    where the document could not be read. `message` never holds a value of the sender's.
    """

    severity: Severity
    code: str
    line: int | None
    path: str
    message: str
    advice: str
    #: what fills the wording, for whoever reads it in another language
    values: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)


def finding(
    code: Code,
    *,
    line: int | None = None,
    path: str = "",
    severity: Severity | None = None,
    **values: str,
) -> Finding:
    """
    Make the finding of `code`, its wording filled with `values`.

    `values` are names of the standard's things (element, attribute, field, expected, limit), never
    what the sender wrote into them; each is cut at `LONGEST_VALUE`. `severity` overrides the
    table's. Raises KeyError when the wording names a value that is not given.
    """
    entry = TABLE[code]
    shown = {name: shorten(value) for name, value in values.items()}
    return Finding(
        severity=severity or entry.severity,
        code=code.value,
        line=line,
        path=path if len(path) <= LONGEST_PATH else "…" + path[-LONGEST_PATH:],
        message=entry.en.message.format_map(shown),
        advice=entry.en.advice.format_map(shown),
        values=tuple(shown.items()),
    )


def in_language(noticed: Finding, language: str) -> Finding:
    """Say a finding in one of the languages; English is what it says already."""
    if language == SOURCE:
        return noticed
    wording = TABLE[Code(noticed.code)].en
    say = texts(language).gettext
    shown = {name: translated(value, language) for name, value in noticed.values}
    return replace(
        noticed,
        message=say(wording.message).format_map(shown),
        advice=say(wording.advice).format_map(shown),
    )


def plain(noticed: Finding) -> dict[str, str | int | None]:
    """Give a finding as commands and journals print it."""
    return {
        "severity": noticed.severity.value,
        "code": noticed.code,
        "line": noticed.line,
        "path": noticed.path,
        "message": noticed.message,
        "advice": noticed.advice,
    }


def shorten(name: str) -> str:
    """Cut a name that is longer than any of cXML's, so that a message stays a message."""
    return name if len(name) <= LONGEST_VALUE else name[:LONGEST_VALUE] + "…"


def sentence(noticed: Finding) -> str:
    """Say a finding in one line, as it stands in a Status: code, line, path, message, advice."""
    place = [f"line {noticed.line}"] if noticed.line else []
    place += [noticed.path] if noticed.path else []
    return f"{', '.join([noticed.code, *place])}: {noticed.message} {noticed.advice}"
