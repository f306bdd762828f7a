"""Finds the cases among files and folders: a document, what is expected, what it comes after."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gateway.errors import Misconfigured
from gateway.rehearsal.expectation import Expectation, read_expectation
from gateway.rehearsal.messages import Wrapping, unwrapped

PARTIES_FILE = "parties.toml"
SCENARIO_FILE = "scenario.toml"
#: what is looked for in folders: a document alone, or a whole message with what travels with it
_DOCUMENTS = (".xml", ".mime")
#: messages too, where they are named themselves
_SAVED = (".http", ".eml")
_EXPECTATION = ".expect.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document to be sent, named by its place below the folder of the parties file."""

    name: str
    step: str
    document: bytes
    expected: Expectation
    wrapping: Wrapping = field(default_factory=Wrapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Cases that belong together, in order; a document that stands alone is a scene of one."""

    cases: tuple[Case, ...]
    parties: Path | None
    needs_active: bool = False

    @property
    def name(self) -> str:
        """What the scene is called: its folder, or its only case."""
        first = self.cases[0].name
        return first.rsplit("/", 1)[0] if len(self.cases) > 1 else first


def find_scenes(paths: Sequence[Path]) -> list[Scene]:
    """Find every scene under the paths, each once, in the order of paths and of names within.

    A path is a folder, a document or an expectation.
    Raises Misconfigured for one that holds no case.
    """
    scenes: dict[Path, Scene] = {}
    for path in paths:
        found = dict(_scenes_under(path))
        if not found:
            raise Misconfigured(f"there is nothing to replay at {path}")
        scenes |= {place: scene for place, scene in found.items() if place not in scenes}
    return list(scenes.values())


def _scenes_under(path: Path) -> Iterator[tuple[Path, Scene]]:
    if path.is_dir():
        for place in sorted({_place(each) for each in _case_files(path)}):
            yield place, _scene(place)
    elif path.name.endswith((*_DOCUMENTS, *_SAVED, _EXPECTATION)) and path.is_file():
        yield _place(path), _scene(_place(path))


def _case_files(folder: Path) -> Iterator[Path]:
    for ending in (*_DOCUMENTS, _EXPECTATION):
        yield from folder.rglob(f"*{ending}")


def _place(path: Path) -> Path:
    # A step cannot be played without the ones before it: its place is the whole scenario.
    return path.parent if (path.parent / SCENARIO_FILE).is_file() else _stem(path)


def _stem(path: Path) -> Path:
    for ending in (_EXPECTATION, *_DOCUMENTS, *_SAVED):
        if path.name.endswith(ending):
            return path.with_name(path.name.removesuffix(ending))
    return path


def _scene(place: Path) -> Scene:
    parties = next(_parties_above(place), None)
    root = parties.parent if parties else place.parent
    if not place.is_dir() or not (place / SCENARIO_FILE).is_file():
        return Scene(cases=(_case(place, root),), parties=parties)
    steps = sorted({_stem(path) for path in _case_files(place)})
    return Scene(
        cases=tuple(_case(step, root) for step in steps),
        parties=parties,
        needs_active=_needs_active(place / SCENARIO_FILE),
    )


def _parties_above(place: Path) -> Iterator[Path]:
    folders = place.resolve().parents
    return (folder / PARTIES_FILE for folder in folders if (folder / PARTIES_FILE).is_file())


def _case(stem: Path, root: Path) -> Case:
    beside = stem.with_name(stem.name + _EXPECTATION)
    expected = read_expectation(beside) if beside.is_file() else Expectation()
    document = _document(stem, expected)
    try:
        content = document.read_bytes()
    except OSError as fault:
        raise Misconfigured(f"{beside.name} has no document {document.name}") from fault
    is_alone = document.name.endswith(_DOCUMENTS[0])
    body, wrapping = (content, Wrapping()) if is_alone else unwrapped(content)
    return Case(
        name=stem.resolve().relative_to(root.resolve()).as_posix(),
        step=stem.name,
        document=body,
        expected=expected,
        wrapping=wrapping,
    )


def _document(stem: Path, expected: Expectation) -> Path:
    if expected.document:
        return stem.parent / expected.document
    alone, *others = (stem.with_name(stem.name + ending) for ending in (*_DOCUMENTS, *_SAVED))
    return next((path for path in (alone, *others) if path.is_file()), alone)


def _needs_active(path: Path) -> bool:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Misconfigured(f"{path.parent.name}/{path.name} is not TOML: {fault}") from fault
    needs = table.get("needs", "test")
    if needs not in ("test", "active"):
        raise Misconfigured(f"{path.parent.name}/{path.name}: needs is either test or active")
    return bool(needs == "active")
