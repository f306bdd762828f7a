"""What a case asks for: how its document is sent, and what the answer must and must not say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.errors import Misconfigured
from gateway.rehearsal.fill import Part

#: What a case without an expectation of its own is held to.
TAKEN = (200, 201, 204)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One `NAME.expect.toml`; its defaults hold for a document that has none beside it."""

    about: str = ""
    dtd: str = ""
    status: tuple[int, ...] = TAKEN
    http: tuple[int, ...] = (200,)
    payload: str | None = None
    says: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    same_answer_as: str | None = None
    same_status_as: str | None = None
    document: str | None = None
    content_type: str = "text/xml"
    as_written: frozenset[Part] = frozenset()


def read_expectation(path: Path) -> Expectation:
    """Read an expectation; raises Misconfigured, with the file and the key, when it is not one."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Misconfigured(f"{path.name} is not TOML: {fault}") from fault
    return Expectation(**{key: _value(path, key, value) for key, value in table.items()})


def _value(path: Path, key: str, value: object) -> Any:  # noqa: ANN401  -- the keys have different types
    reader = _READERS.get(key)
    if reader is None:
        known = ", ".join(_READERS)
        raise Misconfigured(f"{path.name}: nothing is called {key}; known are {known}")
    try:
        return reader(value)
    except (TypeError, ValueError) as fault:
        raise Misconfigured(f"{path.name}: {key}: {fault}") from fault


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text belongs here")
    return value


def _all_words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list of texts belongs here")
    return tuple(_word(each) for each in value)


def _numbers(value: object) -> tuple[int, ...]:
    numbers = value if isinstance(value, list) else [value]
    if not numbers or not all(type(each) is int for each in numbers):
        raise TypeError("a number belongs here, or a list of numbers")
    return tuple(numbers)


def _parts(value: object) -> frozenset[Part]:
    return frozenset(Part(each) for each in _all_words(value))


_READERS: Mapping[str, Any] = {
    "about": _word,
    "dtd": _word,
    "status": _numbers,
    "http": _numbers,
    "payload": _word,
    "says": _all_words,
    "mentions": _all_words,
    "silent": _all_words,
    "same_answer_as": _word,
    "same_status_as": _word,
    "document": _word,
    "content_type": _word,
    "as_written": _parts,
}
