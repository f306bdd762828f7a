"""What is known of the versions of cXML, held against the official grammars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from gateway.cxml.growth import FIRST, GROWTH, Growth
from gateway.cxml.kinds import KINDS
from gateway.cxml.versions import NEWEST, VERSIONS
from gateway.cxml.vocabulary import vocabulary
from tests.dtd_documents import COMPARED, FOLDER, Grammar, content_names, grammar_of, versions_of
from tests.needs import missing

#: the grammars of the kinds that are known here
GRAMMARS: Final = sorted({kind.dtd for kind in KINDS.values()})


@pytest.fixture(scope="module", autouse=True)
def official() -> Path:
    """The official DTDs, without which nothing can be compared."""
    return FOLDER if FOLDER.is_dir() else missing("the official DTDs")


def test_the_table_of_growth_is_what_the_grammars_say() -> None:
    """Each element, child, attribute and word came with the version that the table names."""
    found = {version: _growth(version) for version in COMPARED[1:]}

    assert found == GROWTH


def test_every_version_that_was_compared_can_be_declared() -> None:
    """The oldest and the newest version are those whose grammars are here."""
    assert (FIRST, NEWEST) == (COMPARED[0], COMPARED[-1]) == (VERSIONS[0], VERSIONS[-1])
    assert set(COMPARED) <= set(VERSIONS)


def test_grammars_only_grew() -> None:
    """A kind that a version knows is known to every later one, and the newest knows all."""
    known = {name: versions_of(kind) for name, kind in KINDS.items()}

    assert {name: list(COMPARED[-len(them) :]) for name, them in known.items()} == known


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the grammars of a version say about each element."""

    elements: frozenset[str]
    #: (element, child, attribute or word), as the table of growth writes them
    parts: frozenset[tuple[str, str]]


@cache
def _said(version: str) -> Said:
    files = [name for name in GRAMMARS if (FOLDER / version / f"{name}.dtd").is_file()]
    grammars = [grammar_of(name, version) for name in files]
    return Said(
        elements=frozenset(name for grammar in grammars for name in grammar.elements),
        parts=frozenset(part for grammar in grammars for part in _parts(grammar)),
    )


def _parts(grammar: Grammar) -> Iterator[tuple[str, str]]:
    for name, declared in grammar.elements.items():
        yield from ((name, child) for child in content_names(declared.content))
        for found in declared.attributes:
            attribute = f"@{found.prefix}:{found.name}" if found.prefix else f"@{found.name}"
            if not attribute.startswith("@xmlns"):
                yield name, attribute
                yield from ((name, f"{attribute}={word}") for word in found.values())


def _growth(version: str) -> Growth:
    known = vocabulary()
    elements = known.elements & {name for name in _said(version).elements if _came(version, name)}
    parts: dict[str, frozenset[str]] = {}
    for element, part in _said(version).parts:
        if element in known.elements and _is_news(version, element, part):
            parts[element] = parts.get(element, frozenset()) | {part}
    return Growth(elements, parts)


def _came(version: str, element: str) -> bool:
    return version == _first(lambda said: element in said.elements)


def _is_news(version: str, element: str, part: str) -> bool:
    """Tell whether a part came later than its element, its attribute and the child that it is."""
    if version != _first(lambda said: (element, part) in said.parts):
        return False
    around = [element, part] if not part.startswith("@") else [element]
    named = part.partition("=")[0]
    came_with_attribute = named != part and version == _first(
        lambda said: (element, named) in said.parts
    )
    is_ours = part.startswith("@") or part in vocabulary().elements
    return is_ours and not came_with_attribute and not any(_came(version, each) for each in around)


def _first(holds: Callable[[Said], bool]) -> str | None:
    return next((version for version in COMPARED if holds(_said(version))), None)
