"""`gateway order show`: everything that followed an order, line by line."""

from __future__ import annotations

import pytest

from gateway.cxml.confirmations import ConfirmationType
from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.followers import invoice, invoiced, portion, receipt, ship_notice
from tests.front import Front


@pytest.fixture
def order(gateway: Front) -> letters.Post:
    """An order that was confirmed, shipped in part, invoiced too dearly and taken in."""
    gateway.activate()
    placed = letters.order("PO-7", letters.line(1, quantity="10"))
    for said in (
        placed,
        letters.confirmation(placed, ConfirmationType.ACCEPT),
        ship_notice("S-1", portion(placed, (1, "6"))),
        invoice("I-1", invoiced(placed, (1, "5"), price="13.00")),
        receipt("R-1", placed, (1, "4")),
    ):
        gateway.client.post("/cxml", content=said.bytes())
    return placed


def test_every_line_tells_how_far_it_is(order: letters.Post, cli: Cli) -> None:
    """Beside what was ordered stands what was confirmed, shipped, taken in and invoiced."""
    (line,) = cli("order", "show", "PO-7", "--json").value["lines"]

    assert {"confirmed": 10, "shipped": 6, "received": 4, "invoiced": 5} == {
        name: float(line[name]) for name in ("confirmed", "shipped", "received", "invoiced")
    }


def test_what_followed_is_listed_with_its_result(order: letters.Post, cli: Cli) -> None:
    """The invoice tells how it fits the order, the confirmations and the ship notices."""
    told = cli("order", "show", "PO-7")
    followed = cli("order", "show", "PO-7", "--json").value["followed_by"]

    assert [
        ("ShipNoticeRequest", "S-1", None),
        ("InvoiceDetailRequest", "I-1", "differs"),
        ("ReceiptRequest", "R-1", None),
    ] == [(each["kind"], each["number"], each["result"]) for each in followed]
    assert ("price differs", "matched", "matched") == tuple(
        followed[1]["lines"][0][name] for name in ("order", "confirmations", "ship_notices")
    )
    assert "125.00 EUR" in told.out
    assert "Followed by" in told.out
    assert "price differs" in told.out


def test_versions_are_shown_with_what_changed(gateway: Front, cli: Cli) -> None:
    """A person sees which version counts, and what is different in each, field by field."""
    placed = letters.order("PO-8", letters.line(1, quantity="10"))
    change = letters.changed(placed, letters.line(1, quantity="12"), version=2)
    again = change.but(payload_id=letters.fresh_id())
    for said in (placed, change, again):
        gateway.client.post("/cxml", content=said.bytes())

    told = cli("order", "show", "PO-8")
    shown = cli("order", "show", "PO-8", "--json").value

    first, second = shown["versions"]
    assert (2, [], [again.payload_id]) == (
        shown["version"],
        first["differences"],
        second["repeats"],
    )
    assert {"line": 1, "field": "@quantity", "before": "10", "after": "12"}.items() <= (
        second["differences"][-1].items()
    )
    assert "What changed" in told.out
    assert "@quantity" in told.out
