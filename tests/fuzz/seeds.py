"""What fuzzing begins with: our fixtures, and the words of the language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tests.fuzz.promises import CONTENT_TYPES

LARGEST: Final = 8_192
_WORD: Final = re.compile(
    rb"<!\[CDATA\[|<!DOCTYPE|[A-Za-z:]+=\"|</?[A-Za-z]+|\"[A-Za-z0-9/.-]{1,24}\""
)
_PLAIN: Final = re.compile(r"[!#-\[\]-~ ]")


def fixtures(repository: Path) -> list[bytes]:
    """Give every fixture that is small enough to be taken apart quickly."""
    folder = repository / "fixtures"
    paths = sorted([*folder.rglob("*.xml"), *(folder / "saved").iterdir()])
    return [path.read_bytes() for path in paths if path.stat().st_size <= LARGEST]


def plant(repository: Path, folder: Path) -> None:
    """Write a corpus to begin with: each fixture, and a few under other content types."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(fixtures(repository)):
        chosen = number % len(CONTENT_TYPES) if number % 5 == 0 else 0
        (folder / f"fixture-{number:03}").write_bytes(bytes([chosen]) + body)


def write_words(repository: Path, file: Path) -> None:
    """Write the words of the fixtures as a dictionary of libFuzzer."""
    words = {word for body in fixtures(repository) for word in _WORD.findall(body)}
    lines = (f'"{_escaped(word)}"\n' for word in sorted(words))
    file.write_text("".join(lines))


def _escaped(word: bytes) -> str:
    return "".join(
        sign if _PLAIN.fullmatch(sign) else f"\\x{ord(sign):02x}" for sign in word.decode("latin-1")
    )
