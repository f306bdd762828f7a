"""Sessions from the start page to the cart that comes home."""

from __future__ import annotations

from datetime import timedelta

from gateway.rules.cart_matches import BroughtLine
from gateway.rules.carts import Cart, CartLine
from gateway.rules.parties import Mode
from gateway.rules.visits import Shopper, Visit
from gateway.store import cart_lines, sessions
from gateway.store.engine import Transaction
from gateway.store.states import Operation, SessionState
from tests.integration.store.makes import NOW, Stage, cart_line, new_session

HOUR = timedelta(hours=1)
KEYS = ("aaaaaaaaaa", "bbbbbbbbbb")
CART = Cart(
    currency="EUR",
    lines=(
        CartLine(
            supplier_part_id="A-1",
            quantity="2.50",
            unit_price="12.50",
            description="Screws",
            unit_of_measure="EA",
            classification="44121700",
        ),
    ),
)


def test_a_session_is_found_by_each_of_its_tokens(scene: Stage) -> None:
    """Start page, shop and way home each have one of their own; all lead to the same visit."""
    visit = Visit(user=Shopper(name="A. Buyer", extrinsics={"CostCenter": "4711"}))
    with scene.database.transaction() as tx:
        row = sessions.open_(tx, new_session(scene.connection, visit=visit))
        found = sessions.by_id(tx, row)
        by_tokens = [
            sessions.by_start_digest(tx, "s-start"),
            sessions.by_shop_digest(tx, "s-shop"),
            sessions.by_return_digest(tx, "s-return"),
        ]
        strangers = [sessions.by_shop_digest(tx, "s-start"), sessions.by_id(tx, row + 1)]

    assert found is not None
    assert [found] * 3 == by_tokens
    assert [None, None] == strangers
    assert (visit, "a<b/>c", Operation.CREATE) == (
        found.visit,
        found.buyer_cookie,
        found.operation,
    )
    assert (SessionState.OPENED, NOW, None) == (found.state, found.touched_at, found.cart)


def test_a_session_starts_once_and_in_time(scene: Stage) -> None:
    """A start page is used up by its first use, and too late it starts nothing."""
    late = NOW + timedelta(minutes=5, microseconds=1)
    with scene.database.transaction() as tx:
        for name in ("s", "late"):
            sessions.open_(tx, new_session(scene.connection, name))
        too_late = sessions.start(tx, "late-start", late)
        first = sessions.start(tx, "s-start", NOW + timedelta(minutes=5))
        second = sessions.start(tx, "s-start", NOW)

    assert first is not None
    assert (SessionState.STARTED, NOW + timedelta(minutes=5)) == (first.state, first.started_at)
    assert (None, None) == (too_late, second)


def test_the_cart_comes_home_with_its_lines(scene: Stage) -> None:
    """What the shop put is kept, and what came home is kept line by line."""
    lines = [cart_line(1, key=KEYS[0]), cart_line(2, "B-2", key=KEYS[1])]
    with scene.database.transaction() as tx:
        row = sessions.open_(tx, new_session(scene.connection))
        sessions.start(tx, "s-start", NOW)
        put = sessions.put_cart(tx, row, CART, NOW + HOUR)
        came = sessions.return_(tx, row, b"sealed", "1@us", NOW + HOUR, lines)
        found = sessions.by_id(tx, row)
        kept = cart_lines.keyed(tx, KEYS)

    assert found is not None
    assert (True, True) == (put, came)
    assert (CART, b"sealed", "1@us") == (found.cart, found.message, found.message_payload_id)
    assert (SessionState.RETURNED, NOW + HOUR) == (found.state, found.ended_at)
    assert [("A-1", row), ("B-2", row)] == [
        (line.supplier_part_id, line.session_id) for key in KEYS for line in kept[key]
    ]


def test_a_session_that_was_not_started_takes_nothing(scene: Stage) -> None:
    """Before its start there is neither cart nor return nor cancellation."""
    with scene.database.transaction() as tx:
        row = sessions.open_(tx, new_session(scene.connection))
        told = _everything(tx, row)
        kept = cart_lines.keyed(tx, KEYS)

    assert [False] * 3 == told
    assert {} == kept


def test_a_session_that_has_ended_takes_nothing(scene: Stage) -> None:
    """After its end there is neither cart nor return nor another end."""
    with scene.database.transaction() as tx:
        row = sessions.open_(tx, new_session(scene.connection))
        sessions.start(tx, "s-start", NOW)
        sessions.cancel(tx, row, NOW)
        told = _everything(tx, row)

    assert [False] * 3 == told


def _everything(tx: Transaction, row: int) -> list[bool]:
    """Do to a visit whatever can be done while it goes on."""
    return [
        sessions.put_cart(tx, row, CART, NOW),
        sessions.cancel(tx, row, NOW),
        sessions.return_(tx, row, b"", "1@us", NOW, [cart_line(key=KEYS[0])]),
    ]


def test_a_cancelled_session_keeps_the_message_that_says_so(scene: Stage) -> None:
    """A buyer who wants to hear of it hears the same each time."""
    with scene.database.transaction() as tx:
        row = sessions.open_(tx, new_session(scene.connection))
        sessions.start(tx, "s-start", NOW)
        told = sessions.cancel(tx, row, NOW, b"sealed", "1@us")
        found = sessions.by_id(tx, row)

    assert found is not None
    assert told
    assert (SessionState.CANCELLED, b"sealed") == (found.state, found.message)


def test_sessions_end_when_nothing_happens(scene: Stage) -> None:
    """An idle visit and a very long one expire; one that goes on, or has ended, does not."""
    began = {"idle": 2 * HOUR, "long": 9 * HOUR, "going": 2 * HOUR, "back": 2 * HOUR}
    with scene.database.transaction() as tx:
        for name, ago in began.items():
            sessions.open_(tx, new_session(scene.connection, name, opened_at=NOW - ago))
        for name in ("long", "going", "back"):
            sessions.start(tx, f"{name}-start", NOW)
        back = sessions.by_start_digest(tx, "back-start")
        assert back is not None
        sessions.return_(tx, back.id, b"", "1@us", NOW, [])
        count = sessions.expire(tx, NOW, idle=HOUR, absolute=8 * HOUR)
        states = [each.state.value for each in sessions.listed(tx)]

    assert 2 == count
    assert ["returned", "started", "expired", "expired"] == states


def test_the_lines_of_earlier_carts_are_found_again(scene: Stage) -> None:
    """For each part the line that came home last in each way; other connections are not seen."""
    newer, dearer = cart_line(1, "A-1", "x"), cart_line(2, "A-1", "y")
    with scene.database.transaction() as tx:
        for name, lines in (("old", [cart_line(7, "A-1", "x")]), ("new", [newer, dearer])):
            came_home(tx, scene, name, lines)
        found = cart_lines.of_parts(tx, scene.connection.id, ["A-1", "Z"])
        none = cart_lines.of_parts(tx, scene.connection.id, [])
        foreign = cart_lines.of_parts(tx, scene.connection.id + 1, ["A-1"])

    assert {"A-1": [(2, "y"), (1, "x")]} == {
        part: [(each.line_number, each.auxiliary_id) for each in lines]
        for part, lines in found.items()
    }
    assert ({}, {}) == (none, foreign)


def test_lines_are_found_by_their_key(scene: Stage) -> None:
    """A key finds every line that went home with it, the newest first, with where and when."""
    with scene.database.transaction() as tx:
        rows = [
            came_home(tx, scene, name, [cart_line(1, key="k7qd2flxab"), cart_line(2, key=None)])
            for name in ("first", "edited")
        ]
        found = cart_lines.keyed(tx, ["k7qd2flxab", "aaaaaaaaaa"])
        none = cart_lines.keyed(tx, [])

    assert {"k7qd2flxab": list(reversed(rows))} == {
        key: [each.session_id for each in lines] for key, lines in found.items()
    }
    assert {NOW} == {each.came_home_at for each in found["k7qd2flxab"]}
    assert {} == none


def came_home(tx: Transaction, scene: Stage, name: str, lines: list[BroughtLine]) -> int:
    """Let a visit bring lines home."""
    row = sessions.open_(tx, new_session(scene.connection, name))
    sessions.start(tx, f"{name}-start", NOW)
    sessions.return_(tx, row, b"", "1@us", NOW, lines)
    return row


def test_sessions_are_listed_page_by_page(scene: Stage) -> None:
    """The newest first, of one connection or of all."""
    with scene.database.transaction() as tx:
        rows = [sessions.open_(tx, new_session(scene.connection, name)) for name in "abc"]
        first = sessions.listed(tx, connection=scene.connection.id, limit=2)
        second = sessions.listed(tx, limit=2, before_id=first[-1].id)

    assert list(reversed(rows)) == [each.id for each in (*first, *second)]
    assert {Mode.TEST} == {each.mode for each in first}
