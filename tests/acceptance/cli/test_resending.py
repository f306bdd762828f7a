"""`gateway message dead` and `gateway message resend`: what was given up, sent again."""

from __future__ import annotations

import pytest

from gateway.rules.order_states import VersionState
from gateway.store import orders, outbox
from gateway.store.outbox import Delivery
from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.front import Front


@pytest.fixture
def dead(gateway: Front) -> Delivery:
    """An order that could not be brought to its supplier."""
    gateway.load(letters.parties(test_orders_url="http://127.0.0.1:9/test"))
    gateway.client.post("/cxml", content=letters.order("PO-7", letters.line()).bytes())
    now = gateway.clock.now()
    with gateway.around.database.transaction() as tx:
        [delivery] = outbox.claim(tx, now=now, lease_seconds=15, limit=1)
        outbox.finish(tx, delivery, state="dead", reason="Nobody answered.", now=now)
        assert delivery.order_id is not None
        orders.set_state(tx, delivery.order_id, VersionState.FAILED, "Nobody answered.")
    return delivery


def test_dead_letters_are_listed(dead: Delivery, cli: Cli) -> None:
    """With the connection, and why nobody tries any more."""
    (row,) = cli("message", "dead", "--json").value

    assert (dead.id, "acme/stub", "Nobody answered.") == tuple(
        row[key] for key in ("delivery", "connection", "reason")
    )
    assert [] == cli("message", "dead", "--connection", "acme/stub", "--json").value[1:]
    assert "1 given up" in cli("doctor").out


def test_doctor_tells_what_waits_for_each_address(gateway: Front, cli: Cli) -> None:
    """How much, since when the oldest, and what to do about one that waits for long."""
    gateway.load(letters.parties(test_orders_url="http://127.0.0.1:9/test"))
    for number in ("PO-1", "PO-2"):
        gateway.client.post("/cxml", content=letters.order(number).bytes())

    (told,) = [each for each in cli("doctor", "--json").value if each["about"] == "Waiting"]

    oldest = f"{gateway.clock.now():%Y-%m-%d %H:%M} UTC"
    assert told["said"].startswith(f"2 for http://127.0.0.1:9, the oldest since {oldest}, ")
    assert ("look", True) == (told["weight"], "gateway connection check" in told["advice"])


@pytest.mark.parametrize("words", [("1",), ("--delivery", "1"), ("--connection", "acme/stub")])
def test_dead_letter_is_sent_again(
    gateway: Front, dead: Delivery, cli: Cli, words: tuple[str, ...]
) -> None:
    """It waits for its next try, its order is on its way again, and who asked is audited."""
    (row,) = cli("message", "resend", *words, "--json").value

    (order,) = cli("order", "list", "--json").value
    (waiting,) = gateway.rows("SELECT state FROM outbox")
    [change] = gateway.rows("SELECT actor, subject FROM audit WHERE action = 'resent'")
    assert dead.payload_id == row["payload_id"]
    assert ("received", "waiting") == (order["state"], waiting["state"])
    assert str(change["actor"]).endswith("(command line)")
    assert "acme/stub" == change["subject"]


def test_what_was_delivered_is_not_sent_again(gateway: Front, dead: Delivery, cli: Cli) -> None:
    """And neither is what nobody carries."""
    with gateway.around.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE outbox SET state = 'delivered'")

    ended = [cli("message", "resend", *words) for words in (("1",), ("99",), ("--delivery", "99"))]

    assert [1, 1, 1] == [each.status for each in ended]
    assert "nothing is sent again" in ended[0].err
    assert "There is no message 99." in ended[1].err


@pytest.mark.parametrize("words", [(), ("1", "--delivery", "1")])
def test_one_thing_is_sent_again_at_a_time(
    gateway: Front, cli: Cli, words: tuple[str, ...]
) -> None:
    """A message, a delivery, or a connection."""
    assert 2 == cli("message", "resend", *words).status
