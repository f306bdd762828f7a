"""docs/language.md, made from classes, schemas and DTDs: how far each kind of document is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gateway.cxml.binding import Child, Plan, plan_of, plans_by_tag
from gateway.cxml.grammar import compiled
from gateway.cxml.kinds import KINDS, Kind
from gateway.cxml.responses import Response
from gateway.cxml.vocabulary import vocabulary
from tests.corpus import NO_KIND, NOT_UNDERSTOOD, rows, understood
from tests.dtd_documents import grammar_of, made_document
from tests.dtd_mutants import mutant
from tests.house.source import REPOSITORY

if TYPE_CHECKING:  # this name is in lxml's stubs alone
    from lxml.etree._dtd import _DTDElementContentDecl

PAGE: Final = REPOSITORY / "docs" / "language.md"
SHARED: Final = REPOSITORY.parent / "shared"
#: so many documents of each kind are made to be counted
MADE: Final = 300

HEAD: Final = """\
# How far we know the language

*Written by `make readme` from the classes in `gateway/cxml/`, the schemas in `schemas/cxml/` and
the official DTDs of cXML 1.2.071.*

Every kind of document below is read into a class of its own and written by the same declaration.

- **Typed** elements have a class, or are a field of one: ids, references, dates, quantities,
  amounts, line numbers and words of a list are values.
- **Kept** elements are part of a document's grammar, but nothing here needs them; they stay in
  `rest`, as XML, and are written again where the standard has them.
- **Opaque** elements belong to single industries or to the setup of providers; they are kept too,
  and our schemas do not look into them.

Nothing of a document is lost on its way through, comments aside. An element that stands in several
places counts once, as typed if any of them is.

What stands in a document and cannot be understood is an error only where something hangs on it: who
speaks, which order, shipment, receipt or invoice, which line, how many, at which price, new or
withdrawn. Everything else is an *aside*: it is kept as it came, with an advice. Dates are asides
too, in whatever form they come; they are kept as they were written, and nothing here is decided by
a date that somebody else wrote, but for the two of a CredentialMac. A zone that is missing or
written as Z, and a date that is none, are an advice.

Documents that declare an older version, from 1.1.010 on, are read alike. What leaves on a
connection declares the version that its `dtd_version` asks for (decision 0006), and what is written
for a version is valid under it and under every later one, as far as their grammars were at hand:
1.1.010, 1.2.014, 1.2.050 and 1.2.071.

"""
LEGEND: Final = """
**Field** counts the documents of the corpus from the field that were understood. **Made** counts
documents built by the official DTD that our schemas accept, **faulty** such documents with one
fault in their structure that the DTD rejects and our schemas reject too. `make fuzz` makes many
more.

## Documents from the field that are not understood

"""
_COUNTED: Final = re.compile(r" \| \d+ of (\d+) \| \d+ of \d+ \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The elements of one kind, by how far they are known."""

    typed: frozenset[str]
    kept: frozenset[str]
    opaque: frozenset[str]


def known(kind: Kind) -> Known:
    """Sort the elements that a kind of document may hold."""
    opaque: set[str] = set()
    there = set(_reached(kind.name, kind, set(), opaque))
    typed = set(_typed(plan_of(kind.cls or Response), set())) & there
    return Known(
        typed=frozenset(typed - opaque),
        kept=frozenset(there - typed - opaque),
        opaque=frozenset(opaque),
    )


def _reached(name: str, kind: Kind, seen: set[str], opaque: set[str]) -> Iterator[str]:
    grammar = grammar_of(kind.dtd)
    # a document inside a document counts as one element
    if name in seen or name == "cXML" or name not in grammar.elements:
        return
    seen.add(name)
    yield name
    if vocabulary().types.get((name, "")) == "Opaque":
        opaque.add(name)
        return
    for child in _names(grammar.elements[name].content):
        yield from _reached(child, kind, seen, opaque)


def _names(content: _DTDElementContentDecl | None) -> Iterator[str]:
    if content is None:
        return
    if content.type == "element":
        yield str(content.name)
    yield from _names(content.left)
    yield from _names(content.right)


def _typed(plan: Plan, seen: set[str]) -> Iterator[str]:
    if plan.tag in seen:
        return
    seen.add(plan.tag)
    yield plan.tag
    plans = plans_by_tag()
    for slot in plan.slots:
        if isinstance(slot.place, Child):
            yield slot.place.name
        for cls in slot.classes:
            yield from _typed(plan_of(cls), seen)
    # found by the properties of classes that are kept as XML
    inside = {"Comments": "Attachment", "Description": "ShortName"}.get(plan.tag)
    if inside:
        yield from _typed(plans[inside], seen)


def field_count(kind: Kind) -> str:
    """Say how many documents of a kind the field sends, and how many are understood."""
    names = [(row["file"], row["message_type"]) for row in rows(SHARED)]
    found = [understood(SHARED / "corpus" / name) for name, _ in names]
    good = sum(1 for document in found if document is not None and document.kind is kind)
    lost = sum(1 for name, said in names if name in NOT_UNDERSTOOD and said == kind.name)
    return f"{good} of {good + lost}" if good + lost else "none sent"


def made_count(kind: Kind) -> str:
    """Make valid documents of a kind, and say how many our schemas accept."""
    schema = compiled()
    made = [made_document(kind, seed, seed % 40) for seed in range(MADE)]
    return f"{sum(map(schema.validate, made))} of {MADE}"


def faulty_count(kind: Kind) -> str:
    """Make faulty documents of a kind, and say how many our schemas reject."""
    schema, dtd = compiled(), grammar_of(kind.dtd).dtd
    made = [mutant(made_document(kind, seed, seed % 40), kind, seed)[0] for seed in range(MADE)]
    faulty = [root for root in made if not dtd.validate(root)]
    return f"{sum(not schema.validate(root) for root in faulty)} of {len(faulty)}"


def language_page(*, counted: bool = True) -> str:
    """Write the whole page; without counting, nothing is made and nothing is counted."""
    lost = [f"- {times}: {said}" for said, times in Counter(NOT_UNDERSTOOD.values()).items()]
    others = f"\nAnother {len(NO_KIND)} are of no kind that is known here.\n"
    table = "\n".join(_table(counted=counted))
    return HEAD + table + "\n" + LEGEND + "\n".join(lost) + "\n" + others


def _table(*, counted: bool) -> Iterator[str]:
    yield "| Document | From | Typed | Kept | Opaque | Field | Made | Faulty |"
    yield "|---|---|---|---|---|---|---|---|"
    for kind in KINDS.values():
        sorts = known(kind)
        counts = (made_count(kind), faulty_count(kind)) if counted else ("0 of 0", "0 of 0")
        cells = (
            f"`{kind.name}`",
            kind.speaker.value,
            str(len(sorts.typed)),
            str(len(sorts.kept)),
            str(len(sorts.opaque)),
            field_count(kind),
            *counts,
        )
        yield f"| {' | '.join(cells)} |"


def uncounted(text: str) -> str:
    """Leave out of a page what was counted over made documents."""
    return _COUNTED.sub(" | 0 of 0 | 0 of 0 |", text)


if __name__ == "__main__" and SHARED.is_dir():
    PAGE.write_text(language_page())
