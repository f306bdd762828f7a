"""A gateway behind its web door, for each test a fresh one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.settings import Settings
from tests.front import PUBLIC_URL, Front, opened


@pytest.fixture
def settings() -> Settings:
    """The settings, as they are by default."""
    return Settings(public_url=PUBLIC_URL)


@pytest.fixture
def front(database_url: str, settings: Settings) -> Iterator[Front]:
    """A front with the usual parties, on each database."""
    with opened(database_url, settings) as front:
        yield front
