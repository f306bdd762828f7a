"""A visit to the shop, from the entrance to the way home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from lxml import html

from tests.integration.catalog_stub.conftest import RunningShop
from tests.integration.catalog_stub.small_gateway import SmallGateway

EDITED = {
    "line_number": 1,
    "quantity": "3",
    "supplier_part_id": "LB-2001",
    "supplier_part_auxiliary_id": "b7k2",
    "description": "Beaker",
    "unit_price": "5.20",
    "currency": "EUR",
    "unit_of_measure": "EA",
}


def _path(answer: httpx2.Response) -> str:
    return answer.headers["location"]


def _words(answer: httpx2.Response) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_entrance_leads_into_the_catalogue(gateway: SmallGateway, shop: RunningShop) -> None:
    """A shopper who comes by the gateway sees the catalogue, for the buyer's name."""
    gateway.open("t1")

    answer = shop.http.get("/punchout?session=t1", follow_redirects=True)

    assert ("/shop", 200) == (answer.url.path, answer.status_code)
    assert "Shopping for acme · Ada" in _words(answer)


def test_pages_set_no_cookie_and_tell_no_referer(gateway: SmallGateway, shop: RunningShop) -> None:
    """The visit lives in the addresses alone, and they are kept from other sites."""
    gateway.open("t1")

    answer = shop.http.get("/punchout?session=t1", follow_redirects=True)

    assert "set-cookie" not in answer.headers
    assert "no-referrer" == answer.headers["referrer-policy"]


def test_pages_may_be_framed_and_run_no_script(gateway: SmallGateway, shop: RunningShop) -> None:
    """Any procurement system may frame the shop, and nothing but its own style is loaded."""
    gateway.open("t1")

    policy = shop.http.get("/shop?session=t1").headers["content-security-policy"]

    assert {
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        f"form-action 'self' {gateway.address}",
        "frame-ancestors *",
    } == set(policy.split("; "))


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-US", "Add to basket"), ("fr-CA", "Ajouter au panier"), ("de", "In den Warenkorb")],
)
def test_pages_speak_the_language_of_the_session(
    gateway: SmallGateway, shop: RunningShop, language: str, expected: str
) -> None:
    """The shop speaks the shopper's language."""
    gateway.open("t1", language=language)

    answer = shop.http.get("/shop?session=t1")

    assert expected in _words(answer)


@pytest.mark.parametrize(
    ("mode", "root", "expected"),
    [("test", "", True), ("test", "/test", True), ("active", "/test", True), ("active", "", False)],
)
def test_test_visits_say_so(
    gateway: SmallGateway, shop: RunningShop, mode: str, root: str, expected: bool
) -> None:
    """A banner tells a test from the real thing."""
    gateway.open("t1", mode=mode)

    answer = shop.http.get(f"{root}/shop?session=t1")

    assert expected == ("TEST Nothing ordered here" in _words(answer))


def test_banner_goes_when_the_visit_becomes_real(gateway: SmallGateway, shop: RunningShop) -> None:
    """A visit that is activated under way is a real one on the basket page already."""
    gateway.open("t1")
    shop.http.get("/punchout?session=t1")
    gateway.sessions["t1"]["mode"] = "active"

    answer = shop.http.get("/shop/basket?session=t1")

    assert "TEST" not in _words(answer)


def test_basket_goes_home_as_a_cart(gateway: SmallGateway, shop: RunningShop) -> None:
    """What was put into the basket arrives at the gateway, each price with all its decimals."""
    gateway.open("t1")
    shop.post("/shop/basket/add", session="t1", part_id="WS-3001", quantity="12,25")
    shop.post("/shop/basket/add", session="t1", part_id="LB-2005", quantity="1")

    answer = shop.post("/shop/return", session="t1")

    cart = gateway.carts["t1"]
    assert (303, f"{gateway.address}/return/t1") == (answer.status_code, _path(answer))
    assert [("12.25", "0.8725", "EUR"), ("1", "689.00", "USD")] == [
        (line["quantity"], line["unit_price"], line["currency"]) for line in cart["lines"]
    ]
    assert {"amount": "4.90", "description": "Standard"} == cart["shipping"]
    assert {"amount": "2.96", "description": "VAT 19 %"} == cart["tax"]


def test_second_press_of_return_leads_the_same_way(
    gateway: SmallGateway, shop: RunningShop
) -> None:
    """A double click does not strand the shopper."""
    gateway.open("t1")
    shop.post("/shop/basket/add", session="t1", part_id="WS-3002")
    first = shop.post("/shop/return", session="t1")

    second = shop.post("/shop/return", session="t1")

    assert (303, _path(first)) == (second.status_code, _path(second))


def test_returned_visit_is_over(gateway: SmallGateway, shop: RunningShop) -> None:
    """After the return the shop's pages say that the visit is over, and where it went on."""
    gateway.open("t1")
    shop.post("/shop/basket/add", session="t1", part_id="WS-3002")
    shop.post("/shop/return", session="t1")

    answer = shop.http.get("/shop?session=t1")

    assert 410 == answer.status_code
    assert "This visit is over" in _words(answer)


def test_cancel_leads_home_without_a_cart(gateway: SmallGateway, shop: RunningShop) -> None:
    """A shopper who gives up is led home, and no cart goes along."""
    gateway.open("t1")

    answer = shop.post("/shop/cancel", session="t1")

    assert f"{gateway.address}/return/t1" == _path(answer)
    assert ({}, "cancelled") == (gateway.carts, gateway.sessions["t1"]["state"])


def test_faulty_cart_keeps_the_basket(gateway: SmallGateway, shop: RunningShop) -> None:
    """What the gateway finds wrong with a cart is shown, and the basket stays."""
    gateway.open("t1")
    gateway.cart_faults = [{"field": "lines.0.quantity", "message": "Too many."}]
    shop.post("/shop/basket/add", session="t1", part_id="WS-3002")

    answer = shop.post("/shop/return", session="t1")

    assert "lines.0.quantity: Too many." in _words(answer)
    assert "Cordless drill" in _words(answer)


def test_edit_takes_the_old_basket_up_again(gateway: SmallGateway, shop: RunningShop) -> None:
    """An edited basket is priced anew, with a notice, and keeps its auxiliary ids."""
    gateway.open("t1", operation="edit", lines=[EDITED])

    page = shop.http.get("/punchout?session=t1", follow_redirects=True)
    shop.post("/shop/return", session="t1")

    line = gateway.carts["t1"]["lines"][0]
    assert "it was €5.20, it is €5.60" in _words(page)
    assert ("3", "5.60", "b7k2") == (
        line["quantity"],
        line["unit_price"],
        line["supplier_part_auxiliary_id"],
    )


def test_edit_finds_a_variant_by_its_auxiliary_id(gateway: SmallGateway, shop: RunningShop) -> None:
    """The variant that was chosen comes back when the basket is edited."""
    gateway.open("t1")
    shop.post("/shop/basket/add", session="t1", part_id="OF-1005", option="sand")
    shop.post("/shop/return", session="t1")
    line = gateway.carts["t1"]["lines"][0]

    gateway.open("t2", operation="edit", lines=[line])
    page = shop.http.get("/punchout?session=t2", follow_redirects=True)
    shop.post("/shop/return", session="t2")

    assert "Task chair Sitzgut Nº 7 (sand)" in _words(page)
    assert line == gateway.carts["t2"]["lines"][0]


def test_edit_says_what_is_no_longer_sold(gateway: SmallGateway, shop: RunningShop) -> None:
    """A line that cannot be had any more is named, not silently dropped."""
    gateway.open("t1", operation="edit", lines=[EDITED | {"supplier_part_id": "OLD-1"}])

    page = shop.http.get("/punchout?session=t1", follow_redirects=True)

    assert "Beaker is no longer sold" in _words(page)


def test_inspection_offers_only_the_way_back(gateway: SmallGateway, shop: RunningShop) -> None:
    """An inspected basket is shown as the buyer holds it, with one button."""
    gateway.open("t1", operation="inspect", lines=[EDITED])

    page = shop.http.get("/punchout?session=t1", follow_redirects=True)

    buttons = [button.text_content() for button in html.fromstring(page.content).iter("button")]
    assert "€15.60" in _words(page)
    assert ["Back"] == buttons


@pytest.mark.parametrize("path", ["/shop/basket/add", "/shop/basket/change", "/shop/return"])
def test_inspection_changes_nothing(gateway: SmallGateway, shop: RunningShop, path: str) -> None:
    """Nobody can fill or return a basket that may only be looked at."""
    gateway.open("t1", operation="inspect", lines=[EDITED])

    answer = shop.post(path, session="t1", part_id="WS-3002")

    assert (409, {}) == (answer.status_code, gateway.carts)


def test_selected_item_is_shown_at_once(gateway: SmallGateway, shop: RunningShop) -> None:
    """A shopper who picked an article elsewhere lands on its page."""
    wish = {"supplier_part_id": "LB-2002", "supplier_part_auxiliary_id": None}
    gateway.open("t1", selected_item=wish)

    answer = shop.http.get("/punchout?session=t1")

    assert "/shop/products/LB-2002?session=t1" == _path(answer)


def test_unknown_selected_item_is_named(gateway: SmallGateway, shop: RunningShop) -> None:
    """A shopper whose article is not sold here is told so in the catalogue."""
    gateway.open("t1", selected_item={"supplier_part_id": "X-9"})

    page = shop.http.get("/punchout?session=t1", follow_redirects=True)

    assert "not sold here: X-9" in _words(page)


@pytest.mark.parametrize(
    ("quantity", "expected"), [("0", False), ("1.5", False), ("-1", False), ("7", True)]
)
def test_only_sensible_quantities_get_into_the_basket(
    gateway: SmallGateway, shop: RunningShop, quantity: str, expected: bool
) -> None:
    """What cannot be ordered is refused with a word, and the basket stays as it was."""
    gateway.open("t1")

    shop.post("/shop/basket/add", session="t1", part_id="LB-2001", quantity=quantity)

    page = _words(shop.http.get("/shop/basket?session=t1"))
    assert expected == ("Beaker" in page)
    assert expected != ("Please give a quantity above 0" in page)


def test_line_can_be_changed_and_taken_out(gateway: SmallGateway, shop: RunningShop) -> None:
    """The basket does what its buttons say."""
    gateway.open("t1")
    change: dict[str, Any] = {"session": "t1", "line": "1"}
    shop.post("/shop/basket/add", session="t1", part_id="LB-2001", quantity="1")

    shop.post("/shop/basket/change", **change, quantity="10", action="update")
    changed = _words(shop.http.get("/shop/basket?session=t1"))
    shop.post("/shop/basket/change", **change, quantity="10", action="remove")
    emptied = _words(shop.http.get("/shop/basket?session=t1"))

    assert "€56.00" in changed
    assert "Your basket is empty." in emptied


def test_search_finds_without_accents(gateway: SmallGateway, shop: RunningShop) -> None:
    """A shopper need not type an accent to find an article."""
    gateway.open("t1")

    page = _words(shop.http.get("/shop?session=t1&q=uberall"))

    assert "Screw assortment Überall" in page
    assert "1 article" in page


def test_basket_survives_a_reload_of_the_entrance(gateway: SmallGateway, shop: RunningShop) -> None:
    """To come in twice by the same address loses nothing."""
    gateway.open("t1")
    shop.post("/shop/basket/add", session="t1", part_id="LB-2001")

    shop.http.get("/punchout?session=t1")

    assert "Beaker" in _words(shop.http.get("/shop/basket?session=t1"))


def test_environments_do_not_share_a_basket(gateway: SmallGateway, shop: RunningShop) -> None:
    """The test shop knows nothing of the basket in the real one."""
    gateway.open("t1")
    shop.post("/shop/basket/add", session="t1", part_id="LB-2001")

    page = shop.http.get("/test/shop/basket?session=t1")

    assert "Your basket is empty." in _words(page)


def test_stranger_is_shown_out(gateway: SmallGateway, shop: RunningShop) -> None:
    """A token that the gateway does not know opens nothing."""
    answer = shop.http.get("/punchout?session=guess")

    assert 404 == answer.status_code
    assert "We do not know this visit" in _words(answer)


def test_wrong_shop_key_is_not_the_shoppers_fault(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop]
) -> None:
    """When the gateway does not know the shop, the shopper is asked to wait."""
    gateway.open("t1")
    shop = open_shop(shop_key="another")

    answer = shop.http.get("/punchout?session=t1")

    assert 502 == answer.status_code


def test_absent_gateway_lets_nobody_in(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop], new_port: Callable[[], int]
) -> None:
    """A visit cannot begin while the gateway is away, and says so."""
    shop = open_shop(gateway=f"http://127.0.0.1:{new_port()}")

    answer = shop.http.get("/punchout?session=t1")

    assert 503 == answer.status_code


@pytest.mark.parametrize(
    ("address", "expected"),
    [("https://elsewhere.example/home", True), ("javascript:alert(1)", False)],
)
def test_way_home_to_another_place_is_a_link(
    gateway: SmallGateway, shop: RunningShop, address: str, expected: bool
) -> None:
    """A place that forms may not reach is offered as a link; what is no web address is not."""
    gateway.open("t1")
    gateway.return_address = address
    shop.post("/shop/basket/add", session="t1", part_id="LB-2001")

    answer = shop.post("/shop/return", session="t1")

    links = [link.get("href") for link in html.fromstring(answer.content).iter("a")]
    assert expected == (address in links)


def test_articles_can_be_seen_without_a_visit(gateway: SmallGateway, shop: RunningShop) -> None:
    """The address in a cart line shows the article to anybody."""
    answer = shop.http.get("/articles/LB-2006", headers={"Accept-Language": "de"})

    assert "Ethanol 70 %, vergällt" in _words(answer)


def test_pictures_are_svg(gateway: SmallGateway, shop: RunningShop) -> None:
    """Every article has a picture that a browser shows."""
    answer = shop.http.get("/pictures/LB-2006.svg")

    assert (200, "image/svg+xml") == (answer.status_code, answer.headers["content-type"])


@pytest.mark.parametrize("path", ["/articles/X", "/pictures/X.svg", "/nowhere"])
def test_what_is_not_there_is_404(gateway: SmallGateway, shop: RunningShop, path: str) -> None:
    """An unknown address has a page of its own."""
    assert 404 == shop.http.get(path).status_code
