"""`gateway message …` and `gateway order …`: what happened, and how documents travelled."""

from __future__ import annotations

import pytest

from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.front import Front


@pytest.fixture
def order(gateway: Front) -> letters.Post:
    """An order that was taken."""
    post = letters.order("PO-7", letters.line(), letters.line(2, part="A-2", price="0.4375"))
    gateway.client.post("/cxml", content=post.bytes())
    return post


def test_messages_are_listed_newest_first(order: letters.Post, cli: Cli) -> None:
    """The order that came in is in the journal, and so is what goes out after it."""
    rows = cli("message", "list", "--json").value

    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
    assert ("in", "OrderRequest", "acme/stub", "test", 200, order.payload_id) == tuple(
        rows[-1][key] for key in ("direction", "kind", "connection", "mode", "status", "payload_id")
    )


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--kind", "OrderRequest"), 1),
        (("--kind", "ProfileRequest"), 0),
        (("--connection", "acme/stub", "--direction", "in"), 1),
        (("--payload-id", "nobody's"), 0),
        (("--limit", "1"), 1),
    ],
)
def test_list_can_be_narrowed(
    order: letters.Post, cli: Cli, words: tuple[str, ...], count: int
) -> None:
    """Each option leaves out what it is meant to leave out."""
    assert count == len(cli("message", "list", "--json", *words).value)


def test_pages_follow_each_other(order: letters.Post, cli: Cli) -> None:
    """The next page begins where the last one ended."""
    whole = cli("message", "list", "--json").value

    first = cli("message", "list", "--json", "--limit", "1").value
    rest = cli("message", "list", "--json", "--before", str(first[-1]["id"])).value

    assert whole == first + rest


def test_message_is_shown_without_its_secret(order: letters.Post, cli: Cli) -> None:
    """A document is shown whole, indented, with its answer; its secret is masked."""
    (row,) = cli("message", "list", "--json", "--kind", "OrderRequest").value

    told = cli("message", "show", str(row["id"]))
    shown = cli("message", "show", str(row["id"]), "--json").value

    assert "\n    <OrderRequest>" in told.out
    assert 'Status code="200"' in told.out
    assert "<SharedSecret>********</SharedSecret>" in shown["body"]
    assert letters.BUYER_SECRET not in told.out + shown["body"]


def test_unknown_message_is_one_plain_message(gateway: Front, cli: Cli) -> None:
    """A number that is not there is told so."""
    ended = cli("message", "show", "4711")

    assert (1, "✗ There is no message 4711.\n") == (ended.status, ended.err)


def test_orders_are_listed_with_their_mode(order: letters.Post, cli: Cli) -> None:
    """An order is listed with mode, state and its exact total."""
    (row,) = cli("order", "list", "--json").value

    assert ("PO-7", "acme/stub", "test", "25.8750", "EUR") == tuple(
        row[key] for key in ("order_id", "connection", "mode", "total", "currency")
    )
    assert [] == cli("order", "list", "--json", "--mode", "active").value


def test_order_is_shown_with_everything_about_it(order: letters.Post, cli: Cli) -> None:
    """Lines, what was said about the order, and its deliveries are shown together."""
    told = cli("order", "show", "PO-7")
    shown = cli("order", "show", "PO-7", "--json").value

    assert ["A-1", "A-2"] == [line["supplier_part_id"] for line in shown["lines"]]
    assert ["gateway"] == [each["origin"] for each in shown["confirmations"]]
    assert ["ConfirmationRequest"] == [each["kind"] for each in shown["deliveries"]]
    assert "A-2" in told.out
    assert "Deliveries" in told.out


def test_number_that_two_modes_share_asks_which(gateway: Front, cli: Cli) -> None:
    """A test order and a real one may have one number; then the command asks for the mode."""
    gateway.client.post("/cxml", content=letters.order("PO-8").bytes())
    gateway.activate()
    gateway.client.post("/cxml", content=letters.order("PO-8").bytes())

    either = cli("order", "show", "PO-8")
    active = cli("order", "show", "PO-8", "--mode", "active", "--json")

    assert 1 == either.status
    assert "add --connection or --mode" in either.err
    assert "active" == active.value["mode"]


@pytest.mark.parametrize("command", ["message", "order"])
def test_empty_lists_say_so(gateway: Front, cli: Cli, command: str) -> None:
    """Where there is nothing to list, people are told so, and programs get an empty list."""
    assert f"No such {command}s.\n" == cli(command, "list").out
    assert [] == cli(command, "list", "--json").value
