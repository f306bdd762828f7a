"""A gateway behind its web door, for each test a fresh one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.settings import Settings
from tests import letters
from tests.front import PUBLIC_URL, Front, opened
from tests.json_supplier import JsonSupplier


@pytest.fixture
def settings() -> Settings:
    """The settings, as they are by default."""
    return Settings(public_url=PUBLIC_URL)


@pytest.fixture
def supplier(front: Front) -> JsonSupplier:
    """A supplier without cXML, on an active connection, with the key of its real orders."""
    front.load(letters.parties(without_cxml=letters.WITHOUT_CXML))
    front.activate()
    return JsonSupplier(front=front)


@pytest.fixture
def front(database_url: str, settings: Settings) -> Iterator[Front]:
    """A front with the usual parties, on each database."""
    with opened(database_url, settings) as front:
        yield front
