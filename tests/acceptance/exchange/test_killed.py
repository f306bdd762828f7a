"""A gateway that is killed at any moment loses, doubles and alters nothing it acknowledged."""

from __future__ import annotations

import base64
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import httpx2
import pytest
from lxml import etree

from tests import letters
from tests.processes import GatewayProcess, gateway_with_catalogue, posted

LINES = 3
#: `make crash` kills 40 times while it posts 500 orders
KILLS = int(os.environ.get("KILLS", "2"))
ORDERS = int(os.environ.get("ORDERS", "200"))
ARRIVE_SECONDS = 20
Line = tuple[str, Decimal, Decimal, str]


def an_order(number: int) -> letters.Post:
    """Make an order whose lines and amounts are like no other's."""
    lines = [
        letters.line(
            place,
            part=f"P-{number}-{place}",
            auxiliary=f"aux{place}",
            quantity=f"{place}.{number % 10}",
            price=f"{number}.{place:02d}",
        )
        for place in range(1, LINES + 1)
    ]
    return letters.order(f"PO-{number}", *lines)


def lines_of(root: etree._Element) -> list[Line]:
    """Read the lines of an order without the gateway's own reader."""
    return [
        (
            item.findtext("ItemID/SupplierPartID", ""),
            Decimal(item.get("quantity", "")),
            Decimal(item.findtext("ItemDetail/UnitPrice/Money", "")),
            item.findtext("ItemID/SupplierPartAuxiliaryID", ""),
        )
        for item in root.iterfind("Request/OrderRequest/ItemOut")
    ]


class Buyer(threading.Thread):
    """Posts every order until it is answered, and notes which were acknowledged."""

    def __init__(self, url: str, orders: dict[str, bytes]) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.orders = orders
        self.acknowledged: dict[str, int] = {}
        self.repeated = 0

    def run(self) -> None:
        """Post everything, in order."""
        with httpx2.Client(timeout=10, trust_env=False) as line:
            for payload_id, body in self.orders.items():
                self.acknowledged[payload_id], tries = posted(line, self.url, body)
                self.repeated += tries > 1


def killed_while_posting(gateway: GatewayProcess, buyer: Buyer) -> Iterator[int]:
    """Kill the gateway at random moments while the buyer posts; tell how far it had come."""
    chance = random.Random(20261121)  # noqa: S311 - the moments, not a secret
    for so_far in sorted(chance.sample(range(1, ORDERS - 20), KILLS)):
        while len(buyer.acknowledged) < so_far:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.02))
        gateway.kill()
        yield len(buyer.acknowledged)
        gateway.start()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_killed_gateway_loses_nothing(
    database_url: str, tmp_path: Path, new_port: Callable[[], int]
) -> None:
    """Every acknowledged order reaches the supplier once and whole, 20 s after the last restart."""
    posts = [an_order(number) for number in range(1, ORDERS + 1)]
    sent = {post.payload_id: post.bytes() for post in posts}

    with gateway_with_catalogue(tmp_path, database_url, new_port) as (gateway, shop):
        buyer = Buyer(gateway.url, sent)
        buyer.start()
        kills = list(killed_while_posting(gateway, buyer))
        buyer.join()
        gateway.kill()
        gateway.start()
        received = shop.arrived(ORDERS, ARRIVE_SECONDS)
        listed = gateway.run("order", "list", "--limit", str(ORDERS * 2), "--json").stdout

    assert all(so_far < ORDERS for so_far in kills), kills
    assert buyer.repeated > 0
    assert {200} == set(buyer.acknowledged.values())
    assert set(sent) == {str(row["payloadID"]) for row in received}
    assert len(received) == ORDERS
    assert ORDERS == listed.count('"order_id"')
    for row in received:
        original = etree.fromstring(sent[str(row["payloadID"])])
        carried = etree.fromstring(base64.b64decode(str(row["raw"])))
        assert lines_of(original) == lines_of(carried)
        assert original.findtext(".//Total/Money") == carried.findtext(".//Total/Money")
