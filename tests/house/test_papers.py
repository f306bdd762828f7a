"""What stands beside the code: locks, changelog, decisions, README."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house import checking_page, errors_page, readme, safeguards_page, the_way
from tests.house.source import REPOSITORY

LOCKS = ("requirements.lock", "requirements-dev.lock")
DECISIONS = sorted((REPOSITORY / "docs" / "decisions").glob("*.md"))
MAX_DECISION_LINES = 40


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_versions_and_hashes_and_no_place(name: str) -> None:
    """A lock says what is installed, never from which registry or folder."""
    lock = (REPOSITORY / name).read_text()
    lines = [line.strip(" \\") for line in lock.splitlines()]

    assert [
        line
        for line in lines
        if re.search(r"://|file:|^-|(^|[ =])/", line) and not line.startswith("--hash=")
    ] == []
    assert all(
        re.match(r"--hash=sha256:[0-9a-f]{64}$|[a-z0-9._-]+(\[[a-z,]+\])?==\S+", line)
        for line in lines
    )


def test_locks_hold_every_dependency() -> None:
    """What pyproject.toml asks for is locked: for running in both, for development in one."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    running, developing = (_locked(name) for name in LOCKS)

    assert _names(project["dependencies"]) - running == set()
    assert _names(project["optional-dependencies"]["dev"]) - developing == set()
    assert running - developing == set()


def test_changelog_has_a_place_for_what_is_new() -> None:
    """The changelog opens with what is not released yet."""
    headings = re.findall(r"^## (.*)$", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert headings[0] == "Unreleased"


def test_decisions_are_numbered_without_a_gap() -> None:
    """Decision records count upwards from 0001."""
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_decision_is_short_and_complete(path: object) -> None:
    """A decision record tells situation, choice, cost and when to look again, in forty lines."""
    text = (REPOSITORY / "docs" / "decisions" / str(path)).read_text()

    assert len(text.splitlines()) <= MAX_DECISION_LINES
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Situation",
        "Choice",
        "What it costs",
        "When to look again",
    ]


def test_readme_shows_settings_and_commands_as_they_are() -> None:
    """The tables of the README are what `make readme` writes."""
    text = readme.README.read_text()

    assert readme.with_parts(text) == text


def test_safeguards_page_is_what_the_code_says() -> None:
    """docs/safeguards.md is what `make readme` would write."""
    assert safeguards_page.safeguards_page() == safeguards_page.PAGE.read_text()


def test_errors_page_is_what_the_code_says() -> None:
    """docs/errors.md is what `make readme` writes."""
    assert errors_page.errors_page() == errors_page.PAGE.read_text()


def test_checking_page_is_what_the_command_says() -> None:
    """docs/checking.md is what `make readme` writes."""
    assert checking_page.checking_page() == checking_page.PAGE.read_text()


def test_the_way_is_what_an_order_really_takes(shared: object) -> None:
    """The list in docs/the-way.md is what `make readme` writes."""
    text = the_way.PAGE.read_text()

    assert the_way.with_walk(text) == text


def test_no_paper_names_a_machine() -> None:
    """No text of ours names a folder of the machine it was written on."""
    papers = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]

    assert [
        p.name for p in papers if re.search(r"(?<![\w.])/(?:home|root|work)/", p.read_text())
    ] == []


def _locked(name: str) -> set[str]:
    return set(
        re.findall(
            r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==", (REPOSITORY / name).read_text(), re.MULTILINE
        )
    )


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9.-]", line)[0].lower() for line in requirements}
