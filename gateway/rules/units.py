"""Brings units of measure into one language, by the map of a connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def reader(units: Mapping[str, str]) -> Callable[[str], str]:
    """Make what reads a unit by the map of a connection; capital letters make no difference."""
    known = {_plain(word): _plain(code) for word, code in units.items()}

    def code_of(written: str) -> str:
        word = _plain(written)
        return known.get(word, word)

    return code_of


def _plain(word: str) -> str:
    return word.strip().upper()
