"""What becomes of a test that lacks something."""

from __future__ import annotations

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.needs import program


def test_missing_program_skips_the_test_of_a_contributor(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without the program the test is skipped, and the reason names it."""
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(Skipped, match="no-such-program"):
        program("no-such-program")


def test_missing_program_fails_the_test_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI nothing is skipped for want of a program."""
    monkeypatch.setenv("CI", "true")

    with pytest.raises(Failed, match="no-such-program"):
        program("no-such-program")
