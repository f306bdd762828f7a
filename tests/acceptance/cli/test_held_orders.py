"""`gateway order release` and `reject`: what a person decides about an order that is held."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from gateway.cxml.amounts import Money, Total
from gateway.cxml.orders import OrderRequest
from gateway.store import order_versions, outbox
from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.front import Front

HOLD = '\n[connection.safeguards]\nactions = { total = "hold" }\ncart_days = 30\n'

WHY = ("--reason", "Please order anew.")


def held(gateway: Front) -> None:
    """Post an order whose total is wrong, on a connection that holds such orders."""
    gateway.load(letters.parties() + HOLD)
    gateway.activate()
    post = letters.order("PO-1")
    assert isinstance(post.body, OrderRequest)
    wrong = Total(money=Money(currency="EUR", amount=Decimal(1)))
    body = replace(post.body, header=replace(post.body.header, total=wrong))
    gateway.client.post("/cxml", content=post.but(body=body).bytes())


def test_a_held_order_is_shown_and_released(gateway: Front, cli: Cli) -> None:
    """The story says why it waits; released, it goes on, and cannot be released again."""
    held(gateway)
    story = cli("order", "show", "PO-1", "--json").value

    told = cli("order", "release", "PO-1")
    again = cli("order", "release", "PO-1")

    assert "held" == story["state"]
    assert ("GW-612", "25.00 EUR", "1 EUR", "hold") in [
        (each["code"], each["expected"], each["found"], each["action"]) for each in story["flags"]
    ]
    assert (0, 1) == (told.status, again.status)
    assert ["OrderRequest"] == [row["kind"] for row in gateway.rows("SELECT kind FROM outbox")]


def test_a_held_order_is_rejected_with_a_reason(gateway: Front, cli: Cli) -> None:
    """The buyer is told what the person says, and the supplier nothing."""
    held(gateway)

    told = cli("order", "reject", "PO-1", "--reason", "Please order anew.")
    story = cli("order", "show", "PO-1", "--json").value

    assert (0, "rejected") == (told.status, story["state"])
    assert ["Please order anew."] == [each["comments"] for each in story["confirmations"]]
    assert ["ConfirmationRequest"] == [
        row["kind"] for row in gateway.rows("SELECT kind FROM outbox")
    ]


def test_an_order_that_waits_for_our_credentials_is_not_released(gateway: Front, cli: Cli) -> None:
    """It is on its way already: whoever would release it is told what to do."""
    gateway.activate()
    gateway.client.post("/cxml", content=letters.order("PO-1").bytes())
    with gateway.around.database.transaction() as tx:
        (waiting,) = outbox.listed(tx)
        assert waiting.order_id is not None
        order_versions.held(tx, waiting.order_id, waiting.payload_id, "cXML 401: Unauthorized")

    told = [cli("order", *words) for words in (("release", "PO-1"), ("reject", "PO-1", *WHY))]

    assert [1, 1] == [each.status for each in told]
    assert ["gateway message resend tries at once" in each.err for each in told] == [True, True]
    assert [{"state": "held"}] == gateway.rows("SELECT state FROM orders")


def test_show_tells_where_a_connection_is_not_as_recommended(gateway: Front, cli: Cli) -> None:
    """Each safeguard is shown with its value, and whether we recommend it so."""
    held(gateway)

    rows = cli("connection", "show", "acme/stub", "--json").value["safeguards"]

    assert {"actions", "cart_days"} == {row["setting"] for row in rows if not row["recommended"]}
