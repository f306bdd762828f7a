"""What people see of a supplier without cXML: what it was told, and whether it has read it."""

from __future__ import annotations

import pytest

from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.front import Front
from tests.json_supplier import JsonSupplier

FAR = "http://127.0.0.1:9"


@pytest.fixture
def supplier(gateway: Front) -> JsonSupplier:
    """A supplier without cXML with one order that it could read."""
    gateway.load(letters.parties(without_cxml=letters.WITHOUT_CXML, buyer_url=f"{FAR}/buyer"))
    gateway.activate()
    gateway.post(letters.order("PO-1"))
    return JsonSupplier(front=gateway)


def test_an_order_tells_whether_it_was_read(supplier: JsonSupplier, cli: Cli) -> None:
    """It is read once its supplier has asked for what came after it."""
    before = cli("order", "show", "PO-1", "--json").value
    shown = cli("order", "show", "PO-1").out
    supplier.read(after=supplier.read()["next"])
    after = cli("order", "show", "PO-1", "--json").value

    assert ("sent", [("order.new", 1, "not read yet")]) == (
        before["state"],
        [(each["type"], each["version"], each["read"]) for each in before["events"]],
    )
    assert "not read yet" in shown
    assert ["yes"] == [each["read"] for each in after["events"]]


def test_a_connection_tells_where_its_orders_are_read(supplier: JsonSupplier, cli: Cli) -> None:
    """In the place of an address that they would be posted to."""
    ways = cli("connection", "show", "acme/stub", "--json").value["addresses"]

    assert ["/supplier/events"] * 2 == [
        way["address"] for way in ways if way["kind"] == "OrderRequest"
    ]


def test_a_check_tells_how_much_is_read(supplier: JsonSupplier, cli: Cli) -> None:
    """The stopped clock of the order is long ago: somebody should have asked."""
    told = cli("connection", "check", "acme/stub", "--json").value

    feeds = [each for each in told if each["step"] == "events"]
    assert [
        ("/supplier/events (test)", True, "0 of 0 read"),
        ("/supplier/events (active)", False, "0 of 1 read"),
    ] == [(each["address"], each["good"], each["said"]) for each in feeds]


def test_the_doctor_tells_who_reads_nothing(supplier: JsonSupplier, cli: Cli) -> None:
    """With how much is there, and since when."""
    told = [each for each in cli("doctor", "--json").value if each["about"] == "Events"]

    assert [("look", "1 not read by stub (active), the oldest since 2026-11-21 12:00 UTC")] == [
        (each["weight"], each["said"]) for each in told
    ]


def test_the_checklist_counts_orders_that_are_read(gateway: Front, cli: Cli) -> None:
    """A supplier without an address for orders takes orders all the same."""
    gateway.load(letters.parties(without_cxml=letters.WITHOUT_CXML))

    (told,) = cli("connection", "list", "--json").value

    assert {"order", "confirmation"} <= set(told["missing"])
