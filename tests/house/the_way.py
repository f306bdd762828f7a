"""The generated part of docs/the-way.md: what one accepted order really enters, in order."""

from __future__ import annotations

import importlib.util
import re
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from tests import letters
from tests.desk import opened_desk
from tests.house.source import REPOSITORY

PAGE = REPOSITORY / "docs" / "the-way.md"
BEGIN, END = "<!-- walk: written by make readme -->", "<!-- end of walk -->"
WALK = REPOSITORY.parent / "shared" / "tools" / "walk.py"


def steps() -> list[tuple[str, str]]:
    """Walk with one order on an active connection; gives module and function, each once."""
    spec = importlib.util.spec_from_file_location("walk", WALK)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    with tempfile.TemporaryDirectory() as folder, opened_desk(f"sqlite:///{folder}/g.db") as desk:
        desk.load(letters.parties())
        desk.activate()
        # what is worked out once for all documents is not part of one document's way
        desk.post(letters.order("PO-1"))
        body = letters.order("PO-2").bytes()
        seen = tool.walk("gateway", lambda: desk.post(body))
    return [(module, name) for module, name in seen if _is_step(name)]


def _is_step(name: str) -> bool:
    return "<" not in name and not name.startswith("__")


def walked() -> str:
    """Write the way as a table, one row a visit to a module."""
    found = steps()
    files = {module for module, _ in found}
    rows = [
        f"| `{module}` | {', '.join(f'`{name}`' for _, name in visit)} |"
        for module, visit in groupby(found, key=lambda step: step[0].removeprefix("gateway."))
    ]
    count = f"{len(found)} functions in {len(files)} files."
    return "\n".join([count, "", "| module | functions |", "|---|---|", *rows])


def with_walk(text: str) -> str:
    """Put the way between its two marks."""
    marked = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
    return marked.sub(lambda _: f"{BEGIN}\n{walked()}\n{END}", text)


if __name__ == "__main__":
    if not WALK.is_file():
        sys.exit("docs/the-way.md was left as it is: the tool that walks is not here.")
    Path(PAGE).write_text(with_walk(PAGE.read_text()))
