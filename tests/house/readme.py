"""The generated part of README.md: the table of settings."""

from __future__ import annotations

import re

from gateway.settings import setting_rows
from tests.house.source import REPOSITORY

README = REPOSITORY / "README.md"
BEGIN, END = "<!-- settings: written by make readme -->", "<!-- end of settings -->"


def settings_table() -> str:
    """Write every setting as a Markdown table."""
    rows = [
        f"| `{row.variable}` | {f'`{row.default}`' if row.default else '-'} | {row.description} |"
        for row in setting_rows()
    ]
    return "\n".join(["| Variable | Default | What it is for |", "|---|---|---|", *rows])


def with_settings(text: str) -> str:
    """Put the table between its two marks, which the text must have."""
    marked = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
    if not marked.search(text):
        raise ValueError(f"README.md has no place for the settings: {BEGIN} … {END}")
    return marked.sub(lambda _: f"{BEGIN}\n{settings_table()}\n{END}", text)


if __name__ == "__main__":
    README.write_text(with_settings(README.read_text()))
