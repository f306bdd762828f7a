"""Documents about several orders: each waits for its turn in every order that it names."""

from __future__ import annotations

import pytest

from gateway.store import outbox
from gateway.store.states import DeliveryState
from tests import letters
from tests.desk import Desk
from tests.followers import invoice, invoiced, news, portion, ship_notice


@pytest.fixture
def two(desk: Desk) -> tuple[Desk, letters.Post, letters.Post]:
    """An active desk with two orders that reached their supplier."""
    desk.activate()
    first, second = letters.order("PO-1"), letters.order("PO-2")
    for order in (first, second):
        desk.status(order)
    carried(desk, first, second)
    return desk, first, second


def due(desk: Desk) -> list[str]:
    """Name what a worker would take now."""
    with desk.around.database.transaction() as tx:
        claimed = outbox.claim(tx, now=desk.around.clock.now(), lease_seconds=15, limit=100)
        outbox.put_back(tx, claimed)
    return sorted(each.payload_id for each in claimed)


def carried(
    desk: Desk, *posts: letters.Post, state: DeliveryState = DeliveryState.DELIVERED
) -> None:
    """Let documents end in a state."""
    now = desk.around.clock.now()
    wanted = [post.payload_id for post in posts]
    with desk.around.database.transaction() as tx:
        claimed = outbox.claim(tx, now=now, lease_seconds=15, limit=100)
        chosen = [each for each in claimed if each.payload_id in wanted]
        outbox.put_back(tx, [each for each in claimed if each not in chosen])
        for each in chosen:
            outbox.finish(tx, each, state=state, reason=None, now=now)
            if state is DeliveryState.DEAD:
                outbox.bury(tx, each, now)
    assert sorted(wanted) == sorted(each.payload_id for each in chosen)


def test_nothing_overtakes_in_the_second_order_either(
    two: tuple[Desk, letters.Post, letters.Post],
) -> None:
    """A ship notice for two orders goes behind all that is said of each, and before the rest."""
    desk, first, second = two
    said = [letters.confirmation(first), letters.confirmation(second)]
    both = ship_notice("S-1", portion(first), portion(second))
    after = news(second)
    for post in (*said, both, after):
        assert 200 == desk.status(post).code

    assert sorted(each.payload_id for each in said) == due(desk)
    carried(desk, said[0])
    assert [said[1].payload_id] == due(desk)
    carried(desk, said[1])
    assert [both.payload_id] == due(desk)
    carried(desk, both)
    assert [after.payload_id] == due(desk)


def test_a_dead_letter_of_one_order_stops_what_names_it(
    two: tuple[Desk, letters.Post, letters.Post],
) -> None:
    """What stands behind it dies with it, in the other order too, and comes back with it."""
    desk, first, second = two
    lost = letters.confirmation(second)
    both = invoice("I-1", invoiced(first, (1, "1")), invoiced(second, (1, "1")))
    after = news(first)
    for post in (lost, both, after):
        assert 200 == desk.status(post).code

    carried(desk, lost, state=DeliveryState.DEAD)
    late = news(first)
    desk.status(late)

    states = desk.rows("SELECT payload_id, state FROM outbox WHERE towards = 'buyer' ORDER BY id")
    assert [(post.payload_id, "dead") for post in (lost, both, after, late)] == [
        (row["payload_id"], row["state"]) for row in states
    ]


def test_both_orders_tell_of_their_delivery(two: tuple[Desk, letters.Post, letters.Post]) -> None:
    """The story of each order has the document that is about both."""
    desk, first, second = two
    both = ship_notice("S-1", portion(first), portion(second))
    desk.status(both)

    with desk.around.database.reading() as tx:
        told = [outbox.of_order(tx, order)[-1].payload_id for order in (1, 2)]

    assert [both.payload_id] * 2 == told
