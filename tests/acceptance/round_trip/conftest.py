"""Three programs and browsers of every habit, started when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.acceptance.round_trip.shopping import Shopper
from tests.acceptance.round_trip.trip import Terms, Trip, running
from tests.browser import Habits, chromium_with

ShopperOf = Callable[..., Shopper]
TripOf = Callable[..., Trip]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The hand that drives browsers; for one module, since others must not meet its loop."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def trip_of(
    tmp_path_factory: pytest.TempPathFactory, new_port: Callable[[], int]
) -> Iterator[TripOf]:
    """Run the three programs on SQLite, once for each way in which the two sides are connected."""
    with ExitStack() as open_ones:

        @cache
        def start(*, form_field: str = "cxml-base64", test_environment: bool = True) -> Trip:
            folder = tmp_path_factory.mktemp("trip")
            terms = Terms(
                database_url=f"sqlite:///{folder / 'gateway.db'}",
                form_field=form_field,
                test_environment=test_environment,
            )
            return open_ones.enter_context(running(terms, folder, new_port))

        yield start


@pytest.fixture
def shopper_of(
    playwright: Playwright, chromium: Path, tmp_path: Path
) -> Iterator[Callable[..., Shopper]]:
    """Send a shopper with a fresh browser of some habits to one of the trips."""
    with ExitStack() as open_ones:

        def send(trip: Trip, habits: Habits | None = None) -> Shopper:
            chosen = habits or Habits()
            context = open_ones.enter_context(
                chromium_with(chosen, playwright, chromium, tmp_path / f"profile-{chosen}")
            )
            return Shopper(trip=trip, context=context, habits=chosen)

        yield send
