"""How many deliveries may be under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from gateway.clock import StoppedClock
from gateway.delivery.lanes import Lanes
from gateway.rules.parties import Mode, Role
from gateway.store.outbox import Delivery
from gateway.store.states import DeliveryState

NOW = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
A, B = "https://a.example/cxml", "https://b.example/cxml"
NUMBERS = count(1)
ONE = Delivery(
    id=0,
    connection_id=1,
    order_id=None,
    queue="q",
    kind="OrderRequest",
    mode=Mode.TEST,
    payload_id="1@buyer",
    towards=Role.SUPPLIER,
    address=A,
    private_network=False,
    document=b"",
    holds_card=False,
    state=DeliveryState.WAITING,
    attempts=0,
    created_at=NOW,
    due_at=NOW,
    lease_until=None,
    lease=1,
    ended_at=None,
    reason=None,
)


def to(address: str) -> Delivery:
    """Make a delivery of its own to an address."""
    return replace(ONE, id=next(NUMBERS), address=address)


@pytest.fixture
def clock() -> StoppedClock:
    """A clock that the test moves."""
    return StoppedClock(NOW)


@pytest.fixture
def lanes(clock: StoppedClock) -> Lanes:
    """Lanes of eight hands, four of them for one address."""
    return Lanes(clock, hands=8, share=4)


def carried(lanes: Lanes, address: str, *, answered: bool = True) -> None:
    """Carry one delivery to its end."""
    delivery = to(address)
    lanes.begin([delivery])
    lanes.end(delivery, answered=answered)


def room(lanes: Lanes, address: str, *sick: str) -> int:
    """Tell how many of ten would be let through."""
    ten = [to(address) for _ in range(10)]
    return 10 - len(lanes.surplus(ten, sick))


def test_address_begins_with_one_and_earns_its_share(lanes: Lanes) -> None:
    """Each prompt answer doubles what an address may have, up to the share."""
    rooms = [room(lanes, A)]
    for _ in range(3):
        carried(lanes, A)
        rooms.append(room(lanes, A))

    assert [1, 2, 4, 4] == rooms
    assert 1 == room(lanes, B)


def test_failure_takes_an_address_back_to_one(lanes: Lanes) -> None:
    """It has to earn its share again."""
    carried(lanes, A)
    carried(lanes, A)

    carried(lanes, A, answered=False)

    assert 1 == room(lanes, A)


def test_slow_answer_earns_nothing(lanes: Lanes, clock: StoppedClock) -> None:
    """Nor does it cost anything."""
    carried(lanes, A)
    slow = to(A)
    lanes.begin([slow])
    clock.advance(5)

    lanes.end(slow, answered=True)

    assert 2 == room(lanes, A)


def test_sick_address_takes_one_at_a_time(lanes: Lanes) -> None:
    """Whatever it earned before."""
    carried(lanes, A)
    carried(lanes, A)

    assert (1, 4) == (room(lanes, A, A), room(lanes, A))


def test_address_is_full_when_its_room_is_taken(lanes: Lanes) -> None:
    """Nothing more is asked for it until something has ended."""
    delivery = to(A)
    lanes.begin([delivery])
    while_running = lanes.full(())

    lanes.end(delivery, answered=True)

    assert ([A], []) == (while_running, lanes.full(()))


def test_what_hangs_steps_aside(lanes: Lanes, clock: StoppedClock) -> None:
    """Eight that hang take no hand from eight others, but a ninth and a tenth do."""
    lanes.begin([to(f"https://{number}.example") for number in range(8)])
    at_once = lanes.free()
    clock.advance(1.5)
    later = lanes.free()
    lanes.begin([to(f"https://x{number}.example") for number in range(2)])
    with_two_more = lanes.free()
    clock.advance(1.5)

    assert [0, 8, 6, 6] == [at_once, later, with_two_more, lanes.free()]
