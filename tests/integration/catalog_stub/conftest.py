"""A shop and a small gateway, each on a port of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from catalog_stub.app import create_app
from catalog_stub.settings import Settings
from tests.integration.catalog_stub import small_supplier_api
from tests.integration.catalog_stub.small_gateway import (
    GATEWAY_SECRET,
    OWN_SECRET,
    SHOP_KEY,
    SmallGateway,
    Stage,
    on_stage,
)
from tests.integration.catalog_stub.small_supplier_api import SmallSupplierApi
from tests.ports import unused_port
from tests.waiting import until

#: of a shop that speaks JSON
JSON_SETTINGS: Mapping[str, object] = {
    "interface": "json",
    "own_secret": None,
    "gateway_secret": None,
    "api_key": small_supplier_api.API_KEY,
    "test_api_key": small_supplier_api.TEST_API_KEY,
    "webhook_secret": small_supplier_api.WEBHOOK_SECRET,
    # so seldom that only a webhook makes it look again
    "poll_seconds": 3600,
}


@dataclass
class RunningShop:
    """A shop that is being served, with a browser that keeps no cookies and follows nobody."""

    address: str
    http: httpx2.Client = field(repr=False)

    def post(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form."""
        return self.http.post(path, data=fields)

    def hand_in(
        self, raw: bytes, path: str = "/cxml", content_type: str = "text/xml"
    ) -> httpx2.Response:
        """Send a document."""
        return self.http.post(path, content=raw, headers={"Content-Type": content_type})

    def change_mood(self, **change: object) -> httpx2.Response:
        """Put the shop into another mood."""
        return self.http.post("/moods", json=change)

    def received(self) -> list[dict[str, Any]]:
        """What the shop says it has received."""
        return list(self.http.get("/received").json())

    def confirmations(self) -> list[dict[str, Any]]:
        """What the shop says it has sent."""
        return list(self.http.get("/confirmations").json())

    def confirmations_when(self, count: int) -> list[dict[str, Any]]:
        """What the shop has sent, once so many confirmations have come to their end."""
        assert until(lambda: sum(row["over"] for row in self.confirmations()) >= count)
        return self.confirmations()


OpenShop = Callable[..., RunningShop]


def received_when(shop: RunningShop, count: int) -> list[dict[str, Any]]:
    """What the shop has received, once it is so much."""
    assert until(lambda: len(shop.received()) >= count)
    return shop.received()


def order_page(shop: RunningShop) -> str:
    """The page of the first order."""
    return str(received_when(shop, 1)[0]["order"])


@pytest.fixture(scope="session")
def gateway_stage() -> Iterator[Stage]:
    """Where small gateways appear."""
    with on_stage(Stage(port=unused_port())) as stage:
        yield stage


@pytest.fixture(scope="session")
def shop_stage() -> Iterator[Stage]:
    """Where shops appear."""
    with on_stage(Stage(port=unused_port())) as stage:
        yield stage


@pytest.fixture
def gateway(gateway_stage: Stage) -> SmallGateway:
    """A small gateway that is being served."""
    small = SmallGateway(address=gateway_stage.address)
    gateway_stage.app = small.app()
    return small


@pytest.fixture
def open_shop(gateway: SmallGateway, shop_stage: Stage) -> Iterator[Callable[..., RunningShop]]:
    """Open a shop with settings that differ from the usual ones; another one takes its place."""
    with ExitStack() as stack:

        def open_one(**differences: object) -> RunningShop:
            settings = usual_settings(gateway.address, shop_stage.port, differences)
            app = create_app(settings)
            app.state.shop.open()
            stack.callback(app.state.shop.close)
            shop_stage.app = app
            client = httpx2.Client(base_url=shop_stage.address, trust_env=False, verify=False)
            return RunningShop(address=shop_stage.address, http=stack.enter_context(client))

        yield open_one


@pytest.fixture
def shop(open_shop: Callable[..., RunningShop]) -> RunningShop:
    """A shop with the usual settings."""
    return open_shop()


@pytest.fixture
def open_json_shop(open_shop: OpenShop) -> OpenShop:
    """Open a shop that speaks JSON, with settings that differ from the usual ones."""
    return lambda **differences: open_shop(**(dict(JSON_SETTINGS) | differences))


@pytest.fixture
def api(open_json_shop: OpenShop, gateway_stage: Stage) -> SmallSupplierApi:
    """A small supplier API that is being served where the gateway would be."""
    small = SmallSupplierApi()
    gateway_stage.app = small.app()
    return small


def usual_settings(gateway: str, port: int, differences: Mapping[str, Any]) -> Settings:
    """Settings that fit the small gateway, quick to try again."""
    usual = {
        "port": port,
        "gateway": gateway,
        "shop_key": SHOP_KEY,
        "own_secret": OWN_SECRET,
        "gateway_secret": GATEWAY_SECRET,
        "retry_seconds": 0.05,
        "auto_confirm_seconds": 0.0,
    }
    return Settings.model_validate(usual | dict(differences))
