"""The line of every value in a TOML file, however the file is written."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from gateway.rules.parties_file import understand
from gateway.rules.toml_lines import Path, TomlLines

#: each way to write a value, with the number of line ends in it
VALUES = st.sampled_from(
    [
        ("1.5", 0),
        ("true # = not a key", 0),
        ("1979-05-27 07:32:00", 0),
        ('"[[x]] # = \\" ,}"', 0),
        ("'[a] = {'", 0),
        ('"""\n[[x]]\na = "1"\n"""', 3),
        ("'''\nkey = 1\n'''", 2),
        ('"""quoted"""', 0),
        ('""', 0),
        ("[1, [2, 3], 'x']", 0),
        ("[\n  1, # one\n  2,\n]", 3),
        ("{ a = 1, b.c = [1], 'd e' = {} }", 0),
        ("[{ a = 1 },\n\n { a = 2 }]", 2),
    ]
)
GAPS = st.sampled_from(["", "\n", "# [x]\n", "\n\n  \n", "\t# ''' a\n"])
ENTRIES = st.lists(st.tuples(GAPS, VALUES), min_size=1, max_size=6)


def _written(tables: list[list[tuple[str, tuple[str, int]]]]) -> tuple[str, dict[Path, int]]:
    """Write tables of an array, and note on which line each key stands."""
    text = ""
    lines: dict[Path, int] = {}
    for index, entries in enumerate(tables):
        text += "[[ t ]]\n"
        for number, (gap, (value, _)) in enumerate(entries):
            text += gap
            lines["t", index, f"k{number}"] = text.count("\n") + 1
            text += f"k{number} = {value}\n"
    return text, lines


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_every_key_is_found_on_its_line(tables: list[list[tuple[str, tuple[str, int]]]]) -> None:
    """Strings, comments and brackets that look like keys are none."""
    text, expected = _written(tables)
    tomllib.loads(text)

    lines = TomlLines(text)

    assert expected == {path: lines.line(path) for path in expected}


def test_nested_values_are_found_too() -> None:
    """In arrays, inline tables, tables of tables and behind dotted keys."""
    lines = TomlLines(
        "a.b = 1\n[c]\nd = [\n  1,\n  { e = 2 },\n]\n"
        "[[f]]\n[[f.g]]\nh = 1\n[[f.g]]\nh = 2\n[f.'i j']\nk = 3\n"
    )

    expected: dict[Path, int] = {
        ("a",): 1,
        ("a", "b"): 1,
        ("c",): 2,
        ("c", "d", 0): 4,
        ("c", "d", 1, "e"): 5,
        ("f", 0): 7,
        ("f", 0, "g", 0, "h"): 9,
        ("f", 0, "g", 1, "h"): 11,
        ("f", 0, "i j", "k"): 13,
    }
    assert expected == {path: lines.line(path) for path in expected}


def test_what_is_not_written_is_where_its_table_is() -> None:
    """A missing key has the line of what it is missing from."""
    lines = TomlLines("\n[[a]]\nb = 1")

    assert (2, 3, None) == (lines.line(("a", 0, "z")), lines.line(("a", 0, "b", 4)), lines.line(()))


@given(st.text(st.sampled_from("[]{}=.,#\"'\\\n\r ab1"), max_size=60))
def test_whatever_tomllib_reads_is_walked_through(text: str) -> None:
    """No file that is TOML breaks the search for lines."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    TomlLines(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_parties(text: str) -> None:
    """Whatever a file holds, it is understood or its faults are told."""
    assert understand(text, {})
