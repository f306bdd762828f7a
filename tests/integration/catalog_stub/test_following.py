"""What the shop sends after an order: by a person's hand, or in the mood for it."""

from __future__ import annotations

import base64
from collections.abc import Callable

from lxml import etree

from tests.integration.catalog_stub.conftest import RunningShop
from tests.integration.catalog_stub.orders import an_order
from tests.integration.catalog_stub.small_gateway import SmallGateway
from tests.waiting import until


def kind_of(document: bytes) -> str:
    """Tell which document it is."""
    return str(etree.fromstring(document).xpath("name(Request/*)"))


def test_an_order_is_sent_off_and_invoiced_by_hand(
    gateway: SmallGateway, shop: RunningShop
) -> None:
    """Two buttons on an order's page send all of it off, and invoice it."""
    shop.hand_in(an_order())
    page = str(shop.received()[0]["order"])

    for what in ("ship notice", "invoice"):
        shop.post(f"{page}/follow", what=what)
    assert until(lambda: all(row["over"] for row in shop.http.get("/sent").json()))

    sent = shop.http.get("/sent").json()
    assert [("ship notice", "PO-1-S1", 200), ("invoice", "PO-1-I1", 200)] == [
        (row["what"], row["number"], row["status"]) for row in sent
    ]
    assert ["ShipNoticeRequest", "InvoiceDetailRequest"] == [
        kind_of(base64.b64decode(row["raw"])) for row in sent
    ]
    assert "PO-1-S1" in shop.http.get(page).text


def test_a_nonsense_wish_is_told(gateway: SmallGateway, shop: RunningShop) -> None:
    """What the warehouse does not do is not done."""
    shop.hand_in(an_order())
    page = str(shop.received()[0]["order"])

    assert 422 == shop.post(f"{page}/follow", what="dance").status_code


def test_a_shop_in_the_mood_fulfils_at_once(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """It accepts, sends off and invoices, in this order, and once."""
    shop = open_shop(mood="fulfilling")

    shop.hand_in(an_order())
    shop.hand_in(an_order())
    assert until(lambda: len(gateway.documents) == 3)

    assert ["ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest"] == [
        kind_of(document) for document in gateway.documents
    ]
