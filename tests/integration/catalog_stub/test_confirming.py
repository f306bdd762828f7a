"""What the shop says about orders: by itself, by a person's hand, again and again."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from lxml import etree, html

from tests.integration.catalog_stub.conftest import RunningShop
from tests.integration.catalog_stub.orders import an_order, status_of
from tests.integration.catalog_stub.small_gateway import AWAY, OWN_SECRET, REFUSED, SmallGateway


def _sent(gateway: SmallGateway, path: str) -> str | None:
    found = etree.fromstring(gateway.documents[0]).xpath(f"string({path})")
    return str(found)


def _order_page(shop: RunningShop) -> str:
    shop.hand_in(an_order())
    return str(shop.received()[0]["order"])


def test_what_the_gateway_noticed_stands_on_the_order(shop: RunningShop) -> None:
    """The people at the order desk see it before they answer, and in the list already."""
    noted = b'<Extrinsic name="GatewayNotes">Line 1: odd &amp; new (GW-606).</Extrinsic>'
    end = b"</OrderRequestHeader>"
    shop.hand_in(an_order().replace(end, noted + end))
    page = str(shop.received()[0]["order"])

    told = html.fromstring(shop.http.get(page).content).text_content()
    listed = html.fromstring(shop.http.get("/orders").content).text_content()

    assert "The gateway noticed: Line 1: odd & new (GW-606)." in told
    assert "look at it" in listed


@pytest.mark.parametrize("kind", ["accept", "reject", "detail", "backordered"])
def test_shop_confirms_by_itself(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop], kind: str
) -> None:
    """With the setting, each new order is confirmed in the supplier's name to the buyer."""
    shop = open_shop(auto_confirm=kind)

    shop.hand_in(an_order())

    assert [200] == [row["status"] for row in shop.confirmations_when(1)]
    assert kind == _sent(gateway, "//ConfirmationHeader/@type")
    assert "123456789" == _sent(gateway, "//From/Credential[@domain='DUNS']/Identity")
    assert "AN01000000001" == _sent(gateway, "//To/Credential[@domain='NetworkID']/Identity")
    assert OWN_SECRET == _sent(gateway, "//Sender/Credential/SharedSecret")
    assert "1.1.1@buyer.example" == _sent(gateway, "//OrderReference/DocumentReference/@payloadID")
    assert "production" == _sent(gateway, "//Request/@deploymentMode")


def test_repeat_is_not_confirmed_again(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """An order that comes twice is confirmed once."""
    shop = open_shop(auto_confirm="accept")
    shop.hand_in(an_order())
    shop.hand_in(an_order())

    shop.hand_in(an_order("2@b", order_id="PO-2"))

    sent = shop.confirmations_when(2)
    assert ["PO-1", "PO-2"] == [row["orderID"] for row in sent]


def test_confirmation_of_a_test_is_a_test(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """What the test environment says is marked as a test."""
    shop = open_shop(auto_confirm="accept")

    shop.hand_in(an_order(), "/test/cxml")
    shop.confirmations_when(1)

    assert "test" == _sent(gateway, "//Request/@deploymentMode")


def test_absent_gateway_is_tried_again_with_the_same_bytes(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """A confirmation that could not be taken is sent again, unchanged, until it is."""
    gateway.answers = [AWAY, b"<html>down</html>"]
    shop = open_shop(auto_confirm="accept")

    shop.hand_in(an_order())

    sent = shop.confirmations_when(1)[0]
    assert (3, 200) == (sent["attempts"], sent["status"])
    assert (3, 1) == (len(gateway.documents), len(set(gateway.documents)))


def test_refused_confirmation_is_not_tried_again(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """What the gateway refuses for good is left, and shown."""
    gateway.answers = [REFUSED]
    shop = open_shop(auto_confirm="accept")

    shop.hand_in(an_order())

    sent = shop.confirmations_when(1)[0]
    assert (1, 406, "Never.") == (sent["attempts"], sent["status"], sent["reason"])


def test_courier_gives_up_in_the_end(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """After the last try a confirmation is left where it is."""
    gateway.answers = [AWAY] * 5
    shop = open_shop(auto_confirm="accept", retry_limit=2)

    shop.hand_in(an_order())

    assert [(2, 560)] == [(row["attempts"], row["status"]) for row in shop.confirmations_when(1)]


@pytest.mark.parametrize(
    ("mood", "kind"), [("rejecting", "reject"), ("backordering", "backordered")]
)
def test_mood_overrules_the_setting(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop], mood: str, kind: str
) -> None:
    """A shop that is told to accept rejects in the mood for it."""
    shop = open_shop(auto_confirm="accept", mood=mood)

    shop.hand_in(an_order())

    assert [kind] == [row["type"] for row in shop.confirmations_when(1)]


def test_silent_shop_says_nothing(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """In the mood silent orders are taken and never confirmed."""
    shop = open_shop(auto_confirm="accept", mood="silent")

    answer = shop.hand_in(an_order())

    assert (200, []) == (status_of(answer), shop.confirmations())


def test_repeating_shop_sends_each_confirmation_twice(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """In the mood repeating the same document goes out twice."""
    shop = open_shop(auto_confirm="accept", mood="repeating")

    shop.hand_in(an_order())
    shop.change_mood(mood="normal")
    shop.hand_in(an_order("2@b", order_id="PO-2"))
    shop.confirmations_when(2)

    assert (3, 2) == (len(gateway.documents), len(set(gateway.documents)))


def test_person_confirms_on_the_page(gateway: SmallGateway, shop: RunningShop) -> None:
    """A button on the order's page sends the confirmation, and the page shows the answer."""
    page = _order_page(shop)

    shop.post(f"{page}/confirm", kind="reject", reason="Out of stock — für immer")
    shop.confirmations_when(1)

    assert "Out of stock — für immer" == _sent(gateway, "//ConfirmationHeader/Comments")
    assert "200 taken" in html.fromstring(shop.http.get(page).content).text_content()


def test_person_divides_a_line(gateway: SmallGateway, shop: RunningShop) -> None:
    """A line can be confirmed in parts, which add up to what was ordered."""
    page = _order_page(shop)
    parts = {"accepted-0": "3", "backordered-0": "1", "rejected-0": "1"}

    shop.post(f"{page}/confirm", kind="detail", **parts)
    shop.confirmations_when(1)

    assert ["accept 3", "backordered 1", "reject 1"] == [
        f"{status.get('type')} {status.get('quantity')}"
        for status in etree.fromstring(gateway.documents[0]).iterfind(
            ".//ConfirmationItem[@lineNumber='1']/ConfirmationStatus"
        )
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "perhaps"},
        {"kind": "detail", "accepted-0": "4", "backordered-0": "4", "rejected-0": "0"},
        {"kind": "detail", "accepted-0": "many"},
        {"kind": "detail", "accepted-0": "-1"},
        {"kind": "detail", "accepted-0": "NaN"},
    ],
)
def test_senseless_confirmation_is_not_sent(
    gateway: SmallGateway, shop: RunningShop, fields: dict[str, str]
) -> None:
    """The page refuses what would not be a confirmation of this order."""
    page = _order_page(shop)

    answer = shop.post(f"{page}/confirm", **fields)

    assert (422, []) == (answer.status_code, gateway.documents)


def test_second_word_replaces_the_first(gateway: SmallGateway, shop: RunningShop) -> None:
    """A confirmation that follows another names it, as an update of the same number."""
    page = _order_page(shop)
    shop.post(f"{page}/confirm", kind="accept")
    shop.post(f"{page}/confirm", kind="reject")

    first, second = shop.confirmations_when(2)

    assert ("new", "update") == (first["operation"], second["operation"])
    assert first["confirmID"] == second["confirmID"]
    assert first["payloadID"].encode() in base64.b64decode(second["raw"])


def test_orders_cannot_be_framed(shop: RunningShop) -> None:
    """Nobody can put the order desk into a frame and lead a hand to its buttons."""
    answer = shop.http.get("/orders")

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/orders/nothing", "/test/orders/nothing"])
def test_unknown_order_is_404(shop: RunningShop, path: str) -> None:
    """An order that is not there has no page."""
    assert 404 == shop.http.get(path).status_code


def test_order_of_the_other_environment_is_404(shop: RunningShop) -> None:
    """A real order cannot be answered from the test desk."""
    page = _order_page(shop)

    assert 404 == shop.http.get(f"/test{page}").status_code


def test_other_sites_cannot_press_our_buttons(gateway: SmallGateway, shop: RunningShop) -> None:
    """A confirmation that another site's form asks for is refused."""
    page = _order_page(shop)

    answer = shop.http.post(
        f"{page}/confirm", data={"kind": "accept"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert (403, []) == (answer.status_code, shop.confirmations())


def test_new_version_of_an_order_is_a_new_matter(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """What is said about a changed order does not update what was said about the old one."""
    shop = open_shop(auto_confirm="accept")
    shop.hand_in(an_order("1@b"))
    shop.confirmations_when(1)

    shop.hand_in(an_order("2@b", type="update"))

    sent = shop.confirmations_when(2)
    assert [("new", "PO-1-C1"), ("new", "PO-1-C2")] == [
        (row["operation"], row["confirmID"]) for row in sent
    ]


@pytest.mark.parametrize("path", ["/orders", "/test/orders", "/received", "/moods"])
def test_desk_can_be_closed(open_shop: Callable[..., RunningShop], path: str) -> None:
    """A shop that strangers can reach keeps its desk and its papers to itself."""
    shop = open_shop(desk=False)

    assert 404 == shop.http.get(path).status_code
