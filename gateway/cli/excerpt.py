"""Findings as a person reads them: the source with the line marked, what it means, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Final

from lxml import etree
from rich.console import Console
from rich.text import Text

from gateway.cli.reading import Reading
from gateway.cxml.findings import Finding, Severity
from gateway.cxml.masking import mask_text
from gateway.languages import translations

TRANSLATIONS: Final = Path(__file__).parent / "translations"

#: lines shown before and after the one that is meant
_AROUND = 1
#: one document in one line is common; so much of a line is shown
_WIDEST = 120

_GOOD = Text("✓ ", "bold green")
_BAD = Text("✗ ", "bold red")
_STYLES = {Severity.ERROR: "bold red", Severity.ADVICE: "yellow"}


def print_report(console: Console, reading: Reading, language: str) -> None:
    """Print what was made of one document; what was found is in the language already."""
    say = translations(TRANSLATIONS, language)
    console.print(_headline(reading, say))
    for finding in reading.findings:
        console.print()
        for line in _told(finding, reading, say):
            console.print(line, soft_wrap=True)
    if reading.findings:
        console.print()


def in_all(passed: Sequence[bool], language: str) -> str:
    """Say how many documents are good, and how many are not."""
    told = translations(TRANSLATIONS, language).gettext(
        "%(all)d documents: %(good)d good, %(bad)d to put right."
    )
    return told % {"all": len(passed), "good": sum(passed), "bad": passed.count(False)}


def _headline(reading: Reading, say: NullTranslations) -> Text:
    errors, advice = len(reading.errors), len(reading.findings) - len(reading.errors)
    mark = _GOOD if reading.passes(strict=False) else _BAD
    said = [_kind(reading, say)]
    said += [say.ngettext("%d error", "%d errors", errors) % errors] if errors else []
    said += [say.ngettext("%d advice", "%d advice", advice) % advice] if advice else []
    return Text.assemble(mark, (reading.file, "bold"), f": {', '.join(said)}")


def _kind(reading: Reading, say: NullTranslations) -> str:
    if reading.root is None:
        return say.gettext("not understood as cXML")
    if reading.kind is None:
        return say.gettext("a kind of document that is not known here")
    if not reading.understood:
        return say.gettext("%s, not read any further yet") % reading.kind
    count = reading.attachments
    more = say.ngettext("with %d attachment", "with %d attachments", count) % count
    return f"{reading.kind} {more}" if count else reading.kind


def _told(finding: Finding, reading: Reading, say: NullTranslations) -> Iterator[Text]:
    number = finding.line
    place = say.gettext("line %d") % number if number else say.gettext("whole document")
    is_error = finding.severity is Severity.ERROR
    severity = say.gettext("error") if is_error else say.gettext("advice")
    style = _STYLES[finding.severity]
    yield Text.assemble(
        (f"  {severity} {finding.code}", style),
        f", {place}  ",
        (finding.path, "dim"),
    )
    if finding.line:
        yield from _excerpt(reading, finding, finding.line)
    yield Text(f"    {finding.message}")
    yield Text.assemble(("    → ", style), finding.advice)


def _excerpt(reading: Reading, finding: Finding, number: int) -> Iterator[Text]:
    lines = mask_text(reading.source).splitlines()
    first = max(1, number - _AROUND)
    for place, line in enumerate(lines[first - 1 : number + _AROUND], start=first):
        is_meant = place == number
        mark = ">" if is_meant else " "
        shown = line.expandtabs(2)
        if is_meant and len(shown) > _WIDEST:
            shown = _around(shown, finding.path) or _element(reading.root, finding.path) or shown
        style = _STYLES[finding.severity] if is_meant else "dim"
        yield Text.assemble(
            (f"  {mark} {place:>4} │ ", style), (_cut(shown), "" if is_meant else "dim")
        )


def _around(line: str, path: str) -> str:
    """Show the attribute that is meant, where a line is long and there is one."""
    _, _, attribute = path.rpartition("/@")
    place = line.find(f" {attribute}=") if attribute and line.count(f" {attribute}=") == 1 else -1
    return line if 0 <= place < _WIDEST // 2 else f"…{line[place - 20 :]}" if place > 0 else ""


def _element(root: etree._Element | None, path: str) -> str:
    """Show the element itself, where a document is one long line."""
    if root is None or not path.startswith("/"):
        return ""
    found = root.getroottree().xpath(path.partition("/@")[0])
    if not isinstance(found, list) or len(found) != 1:
        return ""
    node: Any = found[0]
    text: str = etree.tostring(node, encoding="unicode", with_tail=False)
    return f"… {mask_text(text)}"


def _cut(line: str) -> str:
    return line[:_WIDEST] + "…" * (len(line) > _WIDEST)
