"""Tells on which line of a TOML file a value stands; tomllib reads the values and forgets where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

#: strings whole, so that nothing in them looks like a mark (TOML 1.0, "String")
TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<string>\"\"\"(?:\\.|[^\\])*?\"\"\"(?!\") | '''.*?'''(?!')
        | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<mark>[\n\[\]{},=.])
    | (?P<word>[^\s\[\]{},=.\#"']+)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    line: int


class TomlLines:
    """
    The lines of a file that tomllib has read without fault.

    A path is what leads to a value: `("buyer", 0, "identities", 1, "value")`.
    """

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text), _Token(text="", line=0)]
        self._place = 0
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._walk()

    def line(self, path: Path) -> int | None:
        """Tell the line of a path, or of the nearest thing around it that was written."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def _walk(self) -> None:
        table: Path = ()
        while self._text:
            if self._text == "\n":
                self._next()
            elif self._text == "[":
                table = self._header()
            else:
                self._pair(table)

    @property
    def _text(self) -> str:
        return self._tokens[self._place].text

    @property
    def _line(self) -> int:
        return self._tokens[self._place].line

    def _next(self) -> str:
        text = self._text
        self._place += 1
        return text

    def _header(self) -> Path:
        line = self._line
        self._next()
        is_array = self._text == "["
        if is_array:
            self._next()
        path = self._resolved(self._key("]"))
        self._place += 2 if is_array else 1
        if is_array:
            index = self._counts.get(path, 0)
            self._counts[path] = index + 1
            self._lines.setdefault(path, line)
            path = (*path, index)
        self._lines.setdefault(path, line)
        return path

    def _resolved(self, key: list[str]) -> Path:
        """Lead through the latest table of each array on the way."""
        path: Path = ()
        for part in key:
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
            path = (*path, part)
        return path

    def _key(self, end: str) -> list[str]:
        parts = []
        while self._text != end:
            text = self._next()
            if text != ".":
                parts.append(text[1:-1] if text[0] in "\"'" else text)
        return parts

    def _pair(self, table: Path) -> None:
        line = self._line
        path = table
        for part in self._key("="):
            path = (*path, part)
            self._lines.setdefault(path, line)
        self._next()
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._text == "{":
            self._inside("}", path, numbered=False)
        elif self._text == "[":
            self._inside("]", path, numbered=True)
        else:
            while self._text not in {",", "]", "}", "\n", ""}:
                self._next()

    def _inside(self, end: str, path: Path, *, numbered: bool) -> None:
        self._next()
        index = 0
        while self._text != end:
            if self._text in {",", "\n"}:
                self._next()
            elif numbered:
                self._lines.setdefault((*path, index), self._line)
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
        self._next()


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in TOKEN.finditer(text):
        if found.lastgroup != "comment":
            yield _Token(text=found[0], line=line)
        line += found[0].count("\n")
