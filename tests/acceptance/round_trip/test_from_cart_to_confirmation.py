"""From the first click to the supplier's yes: as a rehearsal, in test, and for real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.round_trip.conftest import ShopperOf, TripOf
from tests.acceptance.round_trip.shopping import Shopper
from tests.acceptance.round_trip.trip import Terms, Trip, running
from tests.buyer_page import Cart, Wish, Word
from tests.grammars import official_faults, own_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def ordered(shopper: Shopper, number: str, mode: str) -> tuple[Cart, str, Word]:
    """Shop, order what came home, and hear what the supplier says of it."""
    shopper.open(Wish(mode=mode))
    shopper.fill_basket()
    cart = shopper.go_home()
    payload_id = shopper.trip.buyer.order(number, cart, mode)
    return cart, payload_id, shopper.trip.buyer.await_word(number)


def arrivals(trip: Trip, number: str) -> list[tuple[object, object]]:
    """Tell where at the supplier's an order arrived, and under which payloadID."""
    rows = [row for row in trip.catalogue.received() if row["orderID"] == number]
    return [(row["environment"], row["payloadID"]) for row in rows]


@pytest.mark.timeout(300)
def test_a_connection_goes_live(
    database_url: str, tmp_path: Path, new_port: Callable[[], int], shopper_of: ShopperOf
) -> None:
    """What went through the supplier's test environment goes, once activated, through the real."""
    with running(Terms(database_url=database_url), tmp_path, new_port) as trip:
        shopper = shopper_of(trip)

        cart, payload_id, word = ordered(shopper, "PO-1", "test")

        assert ("test", "test", "accept", payload_id) == (
            cart.mode,
            word.mode,
            word.type,
            word.order_payload_id,
        )
        assert [("test", payload_id)] == arrivals(trip, "PO-1")

        trip.gateway.run("connection", "activate", "acme/stub")
        cart, payload_id, word = ordered(shopper, "PO-2", "production")

        assert ("production", "production", "accept", payload_id) == (
            cart.mode,
            word.mode,
            word.type,
            word.order_payload_id,
        )
        assert [("production", payload_id)] == arrivals(trip, "PO-2")
        assert [] == shopper.watch.complaints


@pytest.mark.timeout(300)
def test_a_supplier_without_test_environment_is_played(
    trip_of: TripOf, shopper_of: ShopperOf
) -> None:
    """Where the supplier cannot take test orders, the gateway answers, and says what it is."""
    trip = trip_of(test_environment=False)

    cart, payload_id, word = ordered(shopper_of(trip), "PO-1", "test")

    assert ("test", "test", "accept") == (cart.mode, word.mode, word.type)
    assert payload_id == word.order_payload_id
    assert "nothing will be delivered" in word.comments
    assert [] == arrivals(trip, "PO-1")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("test_environment", [True, False], ids=["carried", "simulated"])
def test_confirmations_follow_the_standard(
    trip_of: TripOf, shopper_of: ShopperOf, shared: Path, test_environment: bool
) -> None:
    """What the buyer hears is valid under Fulfill.dtd and under our schemas."""
    trip = trip_of(test_environment=test_environment)
    shopper = shopper_of(trip)
    shopper.open(Wish())
    shopper.add("LED desk lamp Lumière")
    shopper.follow("Basket")

    trip.buyer.order("PO-2", shopper.go_home(), "test")
    word = trip.buyer.await_word("PO-2")

    assert [] == official_faults(word.raw, shared, "Fulfill")
    assert [] == own_faults(word.raw)


@pytest.mark.timeout(300)
def test_the_shop_says_when_nothing_is_real(
    sqlite_url: str, tmp_path: Path, new_port: Callable[[], int], shopper_of: ShopperOf
) -> None:
    """Before the activation the pages say that it is a test, and afterwards they do not."""
    with running(Terms(database_url=sqlite_url), tmp_path, new_port) as trip:
        shopper = shopper_of(trip)
        shopper.open(Wish(mode="production"))
        before = shopper.is_told_of_a_test()

        trip.gateway.activate("acme/stub")
        shopper.open(Wish(mode="production"))

        assert (True, False) == (before, shopper.is_told_of_a_test())
