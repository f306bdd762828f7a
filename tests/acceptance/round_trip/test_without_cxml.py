"""A supplier without cXML, as real programs: from a buyer's order to the word that it hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from lxml import etree

from tests import letters
from tests.buyer_page import BuyerPage
from tests.grammars import official_faults, own_faults
from tests.processes import JSON_SECRETS, Catalogue, GatewayProcess, catalogue
from tests.serving import serving
from tests.waiting import until

pytestmark = pytest.mark.slow

#: so seldom that only a webhook makes the catalogue look
SELDOM = ("--poll-seconds", "3600")
ACCEPTS = ("--auto-confirm", "accept", "--auto-confirm-seconds", "0")
PATIENCE = 20


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A gateway and a buyer that run; the catalogue comes and goes."""

    folder: Path
    gateway: GatewayProcess
    buyer: BuyerPage
    shop_port: int

    def supplier(
        self, *arguments: str, secrets: Mapping[str, str] = JSON_SECRETS
    ) -> AbstractContextManager[Catalogue]:
        """Run the catalogue, which accepts what it reads."""
        return catalogue(
            self.folder,
            self.shop_port,
            self.gateway.port,
            *ACCEPTS,
            *arguments,
            secrets=secrets,
        )

    def order(self, number: str) -> letters.Post:
        """Order something for real."""
        placed = letters.order(number)
        answer = httpx2.post(
            f"{self.gateway.url}/cxml",
            content=placed.bytes(),
            headers={"Content-Type": "text/xml"},
            trust_env=False,
        )
        assert "200" == etree.fromstring(answer.content).xpath("string(Response/Status/@code)")
        return placed


@contextmanager
def running(folder: Path, database_url: str, new_port: Callable[[], int]) -> Iterator[Scene]:
    """Run a gateway whose only connection is active, and its buyer."""
    ports = [new_port() for _ in range(4)]
    buyer = BuyerPage(
        gateway=f"http://127.0.0.1:{ports[0]}",
        frame_port=ports[2],
        return_port=ports[3],
        secret=letters.BUYER_SECRET,
        hears_secret="what we send acme",
    )
    gateway = GatewayProcess(
        folder=folder,
        database_url=database_url,
        port=ports[0],
        parties=letters.parties(
            buyer_url=f"http://127.0.0.1:{ports[3]}/cxml",
            without_cxml=letters.wants_webhooks(f"http://127.0.0.1:{ports[1]}/webhook"),
        ),
    )
    gateway.load()
    gateway.activate("acme/stub")
    with serving(buyer.app, buyer.return_port):
        gateway.start()
        try:
            yield Scene(folder=folder, gateway=gateway, buyer=buyer, shop_port=ports[1])
        finally:
            gateway.stop()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, new_port: Callable[[], int]) -> Iterator[Scene]:
    """One scene on SQLite."""
    folder = tmp_path_factory.mktemp("scene")
    with running(folder, f"sqlite:///{folder / 'gateway.db'}", new_port) as made:
        yield made


def genuine(shop: Catalogue) -> list[object]:
    """The ids of the webhooks that the catalogue heard and knew as genuine, once there are any."""
    assert until(lambda: bool(shop.webhooks()), PATIENCE)
    return [row["id"] for row in shop.webhooks()]


def test_webhook_brings_the_order_and_json_the_confirmation(
    postgres_url: str, tmp_path: Path, new_port: Callable[[], int], shared: Path
) -> None:
    """The buyer hears a valid ConfirmationRequest about what it ordered, in its own tongue."""
    with running(tmp_path, postgres_url, new_port) as scene, scene.supplier(*SELDOM) as shop:
        placed = scene.order("PO-1")
        word = scene.buyer.await_word("PO-1")

        (webhook,) = genuine(shop)
        (arrived,) = shop.received()

    assert ("accept", "production", placed.payload_id) == (
        word.type,
        word.mode,
        word.order_payload_id,
    )
    assert [] == official_faults(word.raw, shared, "Fulfill")
    assert [] == own_faults(word.raw)
    assert ("order.new", webhook) == (arrived["kind"], arrived["payloadID"])


def test_catalogue_that_only_asks_is_told_too(scene: Scene) -> None:
    """Without hearing any webhook, a supplier finds its orders by asking now and then."""
    deaf = {name: value for name, value in JSON_SECRETS.items() if "WEBHOOK" not in name}
    with scene.supplier("--poll-seconds", "0.2", secrets=deaf) as shop:
        scene.order("PO-2")

        assert "accept" == scene.buyer.await_word("PO-2").type
        assert [] == shop.webhooks()


def test_catalogue_that_was_down_finds_everything(scene: Scene) -> None:
    """What was ordered meanwhile is read at the start; a webhook comes later, and adds nothing."""
    scene.order("PO-3")
    scene.order("PO-4")

    with scene.supplier(*SELDOM) as shop:
        words = [scene.buyer.await_word(number) for number in ("PO-3", "PO-4")]
        heard = genuine(shop)
        arrived = {str(row["payloadID"]): row["executed"] for row in shop.received()}

    assert ["accept", "accept"] == [word.type for word in words]
    assert {1} == set(arrived.values())
    assert set(heard) <= set(arrived)
