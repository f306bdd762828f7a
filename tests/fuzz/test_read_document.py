"""A short run of the fuzzer, the same one each time."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fuzz.promises import CONTENT_TYPES, check
from tests.fuzz.seeds import fixtures
from tests.needs import missing


def test_no_input_breaks_a_promise_of_the_reader(repository: Path, tmp_path: Path) -> None:
    """Only refusals come out, soon, and the same bytes get the same answer each time."""
    if find_spec("atheris") is None:
        missing("atheris")

    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fuzz.read_document", str(tmp_path / "corpus")),
            *("-runs=3000", "-seed=20261121"),
        ],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert 0 == done.returncode, done.stderr[-3000:]
    assert "Done 3000 runs" in done.stderr


@pytest.mark.parametrize("chosen", range(len(CONTENT_TYPES)))
def test_no_fixture_breaks_a_promise_of_the_reader(repository: Path, chosen: int) -> None:
    """Each fixture keeps the promises under every content type."""
    bodies = fixtures(repository)

    taken = [check(bytes([chosen]) + body) for body in bodies]

    assert len(taken) > 100
    assert any(taken) == (CONTENT_TYPES[chosen] != "multipart/related; boundary=x")
