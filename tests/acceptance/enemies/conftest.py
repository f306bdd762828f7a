"""The hostile documents beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.enemies.siege import Collection


@pytest.fixture
def collection(shared: Path) -> Collection:
    """The hostile documents, who they pretend to come from, and the program that sends them."""
    return Collection(folder=shared / "attacks")
