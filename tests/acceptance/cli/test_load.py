"""`gateway load`: a parties file into the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.cli.conftest import Cli

FAULTY = """
[[buyer]]
name = "acme"
identites = [{ domain = "DUNS", value = "1" }]

[[connection]]
buyer = "acme"
suplier = "stub"
"""


@pytest.fixture
def database_url(bare_database_url: str) -> str:
    """The address of a database that nobody has made tables in."""
    return bare_database_url


def test_load_tells_what_it_made(cli: Cli, parties: Path) -> None:
    """The first load makes everything that the file names."""
    ended = cli("load", str(parties), "--json")

    assert 0 == ended.status
    assert "connection acme/stub" in ended.value["created"]
    assert [[], []] == [ended.value["changed"], ended.value["unchanged"]]


def test_second_load_changes_nothing(cli: Cli, parties: Path) -> None:
    """The same file again finds everything as it should be."""
    cli("load", str(parties))

    ended = cli("load", str(parties), "--json")

    assert [[], []] == [ended.value["created"], ended.value["changed"]]


def test_load_tells_people_line_by_line(cli: Cli, parties: Path) -> None:
    """Without --json each thing has a line, and the last line counts them."""
    ended = cli("load", str(parties))

    lines = ended.out.splitlines()
    assert "created   connection acme/stub" in lines
    assert lines[-1].endswith("0 changed, 0 unchanged, 0 kept, 0 outdated.")


def test_every_fault_is_told_with_its_line(cli: Cli, tmp_path: Path) -> None:
    """All faults of a file are told at once, and nothing of it is loaded."""
    file = tmp_path / "faulty.toml"
    file.write_text(FAULTY)

    ended = cli("load", str(file))

    assert 1 == ended.status
    assert "line 4: unknown key identites; did you mean identities?" in ended.err
    assert "line 8: unknown key suplier; did you mean supplier?" in ended.err
    assert "Traceback" not in ended.err
    assert [] == cli("connection", "list", "--json").value


def test_missing_file_is_one_plain_message(cli: Cli, tmp_path: Path) -> None:
    """A file that is not there is named."""
    file = tmp_path / "nothing.toml"

    ended = cli("load", str(file))

    assert (1, f"✗ {file} cannot be read: No such file or directory.\n") == (
        ended.status,
        ended.err,
    )
