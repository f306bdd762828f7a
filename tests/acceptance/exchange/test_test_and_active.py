"""The state table of test and active: what may follow from what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.envelope import DeploymentMode
from gateway.errors import GatewayError
from gateway.rules.parties import Mode, State
from tests import letters
from tests.desk import Desk

TEST, PRODUCTION = DeploymentMode.TEST, DeploymentMode.PRODUCTION
SUPPLIER_TEST = "http://127.0.0.1:9/test/cxml"
SUPPLIER_REAL = "http://127.0.0.1:9/cxml"
BUYER = "http://127.0.0.1:9/buyer"

MODES = [
    (State.TEST, None, Mode.TEST),
    (State.TEST, TEST, Mode.TEST),
    (State.TEST, PRODUCTION, Mode.TEST),
    (State.ACTIVE, None, Mode.ACTIVE),
    (State.ACTIVE, TEST, Mode.TEST),
    (State.ACTIVE, PRODUCTION, Mode.ACTIVE),
]


def in_state(desk: Desk, state: State) -> None:
    """Bring the connection into a state."""
    if state is State.ACTIVE:
        desk.activate()


@pytest.mark.parametrize(("state", "said", "mode"), MODES)
def test_a_visit_is_what_connection_and_document_make_of_it(
    desk: Desk, state: State, said: DeploymentMode | None, mode: Mode
) -> None:
    """A visit is real only on an active connection, and when the document does not say test."""
    in_state(desk, state)

    answered = desk.status(letters.setup().but(mode=said))

    assert 200 == answered.code
    assert [{"mode": mode, "state": "opened"}] == desk.rows("SELECT mode, state FROM sessions")


@pytest.mark.parametrize(("state", "said", "mode"), MODES)
def test_an_order_goes_only_where_its_mode_leads(
    desk_with: Callable[..., Desk], state: State, said: DeploymentMode | None, mode: Mode
) -> None:
    """A test order reaches the supplier's test environment and never its production."""
    desk = desk_with(test_orders_url=SUPPLIER_TEST)
    in_state(desk, state)

    answered = desk.status(letters.order("PO-1").but(mode=said))

    address = SUPPLIER_TEST if mode is Mode.TEST else SUPPLIER_REAL
    assert 200 == answered.code
    assert [{"mode": mode, "state": "received"}] == desk.rows("SELECT mode, state FROM orders")
    assert [{"mode": mode, "address": address, "kind": "OrderRequest"}] == desk.rows(
        "SELECT mode, address, kind FROM outbox"
    )


@pytest.mark.parametrize(
    ("state", "said", "told"),
    [
        (State.TEST, None, "rejected"),
        (State.TEST, PRODUCTION, "rejected"),
        (State.TEST, TEST, "confirmed"),
        (State.ACTIVE, TEST, "confirmed"),
    ],
)
def test_a_test_order_without_a_test_environment_is_answered_here(
    desk: Desk, state: State, said: DeploymentMode | None, told: str
) -> None:
    """Only a buyer who said test hears a simulated accept; nothing goes to the supplier."""
    in_state(desk, state)

    desk.status(letters.order("PO-1").but(mode=said))

    assert [{"mode": "test", "state": told}] == desk.rows("SELECT mode, state FROM orders")
    assert [{"mode": "test", "address": BUYER, "kind": "ConfirmationRequest"}] == desk.rows(
        "SELECT mode, address, kind FROM outbox"
    )


@pytest.mark.parametrize("said", ["Production", "Test", "TEST", "", "live"])
def test_a_mode_spelled_otherwise_is_refused(desk: Desk, said: str) -> None:
    """Nobody guesses what `Production` might mean."""
    body = letters.order("PO-1").but(mode=TEST).bytes().replace(b'"test"', f'"{said}"'.encode())

    answered = desk.status(body)

    assert 406 == answered.code
    assert "deploymentMode" in answered.content
    assert [] == desk.rows("SELECT id FROM orders")


def test_a_payload_id_of_test_stays_test(desk: Desk) -> None:
    """Sent again after activation, a test document gets its old answer and is not executed."""
    order = letters.order("PO-1")
    before = desk.post(order)
    desk.activate()

    after = desk.post(order)

    assert before.body == after.body
    assert [{"mode": "test"}] == desk.rows("SELECT mode FROM orders")
    assert [] == desk.rows("SELECT id FROM outbox WHERE mode = 'active'")


def test_the_same_number_in_test_and_for_real_are_two_orders(desk: Desk) -> None:
    """An order number that was tried out in test is free when it is real."""
    desk.status(letters.order("PO-1"))
    desk.activate()

    answered = desk.status(letters.order("PO-1"))

    assert 200 == answered.code
    assert [{"mode": "test"}, {"mode": "active"}] == desk.rows(
        "SELECT mode FROM orders ORDER BY id"
    )


def test_a_confirmation_of_a_test_order_stays_test(desk_with: Callable[..., Desk]) -> None:
    """On an active connection too, what is said about a test order reaches the buyer as test."""
    desk = desk_with(test_orders_url=SUPPLIER_TEST)
    order = letters.order("PO-1")
    desk.status(order)
    desk.activate()

    answered = desk.status(letters.confirmation(order).but(mode=PRODUCTION))

    assert 200 == answered.code
    assert [{"mode": "test", "type": "accept"}] == desk.rows("SELECT mode, type FROM confirmations")
    assert [{"mode": "test"}] == desk.rows(
        "SELECT mode FROM outbox WHERE kind = 'ConfirmationRequest'"
    )


def test_a_test_confirmation_leaves_a_real_order_alone(desk: Desk) -> None:
    """A supplier that tries something out says nothing about a real order."""
    desk.activate()
    order = letters.order("PO-1")
    desk.status(order)

    answered = desk.status(letters.confirmation(order, ConfirmationType.REJECT).but(mode=TEST))

    assert 200 == answered.code
    assert [{"state": "received"}] == desk.rows("SELECT state FROM orders")
    assert [] == desk.rows("SELECT id FROM confirmations")
    assert [] == desk.rows("SELECT id FROM outbox WHERE kind = 'ConfirmationRequest'")


@pytest.mark.parametrize(
    ("cart_mode", "order_state", "deliveries"), [("test", "held", 0), ("active", "received", 1)]
)
def test_a_real_order_of_a_test_cart_waits_for_a_person(
    desk: Desk, cart_mode: str, order_state: str, deliveries: int
) -> None:
    """A line that came home in test is not shipped because somebody ordered it for real."""
    desk.activate()
    put_cart_line(desk, mode=cart_mode, auxiliary="key-1")

    answered = desk.status(letters.order("PO-1", letters.line(auxiliary="key-1")))

    assert 200 == answered.code
    assert [{"mode": "active", "state": order_state}] == desk.rows("SELECT mode, state FROM orders")
    assert deliveries == len(desk.rows("SELECT id FROM outbox"))


def test_open_visits_move_with_their_connection(desk: Desk) -> None:
    """Activation takes the visits along that have brought no cart home yet, and only those."""
    for _ in range(3):
        desk.status(letters.setup())
    with desk.around.database.transaction() as tx:
        tx.execute(text("UPDATE sessions SET state = 'returned' WHERE id = 3"))

    moved = desk.activate()

    assert 2 == moved
    assert ["active", "active", "test"] == [
        row["mode"] for row in desk.rows("SELECT mode FROM sessions ORDER BY id")
    ]


def test_activation_is_written_down(desk: Desk) -> None:
    """Who activated a connection is in the audit."""
    desk.activate()

    assert [{"actor": "tests", "subject": "acme/stub"}] == desk.rows(
        "SELECT actor, subject FROM audit WHERE action LIKE '%activat%'"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE connections SET state = 'test'",
        "UPDATE connections SET activated_at = NULL",
        "UPDATE orders SET mode = 'test'",
        "UPDATE sessions SET mode = 'test'",
    ],
)
def test_no_hand_turns_active_back(desk: Desk, statement: str) -> None:
    """The database itself refuses the way back."""
    desk.activate()
    desk.status(letters.order("PO-1"))
    desk.status(letters.setup())

    with pytest.raises((DBAPIError, GatewayError)), desk.around.database.transaction() as tx:
        tx.execute(text(statement))

    assert [{"state": "active"}] == desk.rows("SELECT state FROM connections")


def put_cart_line(desk: Desk, *, mode: str, auxiliary: str) -> None:
    """Let a cart line have come home in a mode."""
    said = TEST if mode == "test" else None
    desk.status(letters.setup().but(mode=said))
    with desk.around.database.transaction() as tx:
        tx.execute(
            text(
                "INSERT INTO cart_lines (session_id, connection_id, mode, line_number,"
                " supplier_part_id, auxiliary_id, quantity, unit_price, currency,"
                " unit_of_measure, description)"
                " VALUES (1, 1, :mode, 1, 'A-1', :auxiliary, '1', '12.50', 'EUR', 'EA', 'x')"
            ),
            {"mode": mode, "auxiliary": auxiliary},
        )
