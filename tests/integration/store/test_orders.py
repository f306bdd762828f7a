"""Orders as they are placed and found."""

from __future__ import annotations

from gateway.rules.parties import Mode
from gateway.store import orders
from gateway.store.states import OrderState
from tests.integration.store.makes import Stage, document, new_order, order_line


def test_an_order_is_found_as_it_was_placed(scene: Stage) -> None:
    """Every column and every line comes back, decimals to the last zero."""
    with scene.database.transaction() as tx:
        new = new_order(scene.connection, document(tx, scene.connection))
        row = orders.place(tx, new, [order_line(1), order_line(2)])
        assert row is not None
        found = orders.by_number(tx, scene.connection.id, Mode.TEST, "PO-1")
        by_payload = orders.by_payload_id(tx, scene.connection.id, "PO-1@buyer")
        lines = orders.lines(tx, row)

    assert found is not None
    assert found == by_payload
    assert (row, OrderState.RECEIVED, "31.250") == (found.id, found.state, str(found.total))
    assert [order_line(1), order_line(2)] == lines


def test_a_number_is_placed_once(scene: Stage) -> None:
    """The second order of the same connection, mode and number is not placed; other modes are."""
    with scene.database.transaction() as tx:
        new = new_order(scene.connection, document(tx, scene.connection))
        first = orders.place(tx, new, [])
        second = orders.place(tx, new, [order_line()])
        active = new_order(scene.connection, new.document_id, mode=Mode.ACTIVE)
        third = orders.place(tx, active, [])

    assert first is not None
    assert second is None
    assert third is not None


def test_a_state_is_told_with_its_reason(scene: Stage) -> None:
    """An order says how far it has come and why."""
    with scene.database.transaction() as tx:
        new = new_order(scene.connection, document(tx, scene.connection))
        row = orders.place(tx, new, [])
        assert row is not None
        orders.set_state(tx, row, "failed", "nobody answered")
        found = orders.by_id(tx, row)

    assert found is not None
    assert (OrderState.FAILED, "nobody answered") == (found.state, found.reason)


def test_orders_are_listed_newest_first_page_by_page(scene: Stage) -> None:
    """A page ends where the next begins."""
    with scene.database.transaction() as tx:
        document_id = document(tx, scene.connection)
        for number in ("1", "2", "3"):
            orders.place(tx, new_order(scene.connection, document_id, number), [])
        first = orders.listed(tx, connection=scene.connection.id, limit=2)
        second = orders.listed(tx, mode=Mode.TEST, limit=2, before_id=first[-1].id)

    assert [["3", "2"], ["1"]] == [[o.order_id for o in first], [o.order_id for o in second]]
