"""A whole visit in the frame of a procurement system, whatever the shopper's browser allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Playwright

from tests.acceptance.round_trip.conftest import ShopperOf, TripOf
from tests.acceptance.round_trip.shopping import CANCEL, Shopper
from tests.browser import Cookies, Habits, chromium_with
from tests.buyer_page import Cart, Line, Wish
from tests.grammars import official_faults, own_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STRICTEST = Habits(cookies=Cookies.NOBODYS, scripts=False)
COOKIE = (
    ' é€™ <Extrinsic name="trail">a &lt; b &amp; c'
    '<Money currency="EUR">1.50</Money> </Extrinsic>\n🙂 '
)
LINES = (
    Line(
        number="1",
        part="OF-1004",
        auxiliary="7wpt",
        description="Sticky notes Merkzettel™, 6 pads",
        quantity="3",
        unit="PK",
        price="3.2375",
        currency="EUR",
    ),
    Line(
        number="2",
        part="OF-1003",
        auxiliary="b5j5",
        description="Notebook Café A5, dotted (brick)",
        quantity="1",
        unit="EA",
        price="6.95",
        currency="EUR",
    ),
    Line(
        number="3",
        part="OF-1009",
        auxiliary="4ceb",
        description="Team lunch voucher 50 €",
        quantity="2",
        unit="EA",
        price="50.00",
        currency="EUR",
    ),
)


def without_key(line: Line) -> Line:
    """Take our key off a line that came home."""
    return replace(line, auxiliary=line.auxiliary.partition(".")[2])


HABITS_AND_FIELDS = [
    (Habits(), "cxml-base64"),
    (Habits(scripts=False), "cxml-base64"),
    (Habits(cookies=Cookies.FIRST_PARTYS), "cxml-base64"),
    (Habits(cookies=Cookies.NOBODYS), "cxml-base64"),
    (STRICTEST, "cxml-base64"),
    (Habits(), "cxml-urlencoded"),
    (STRICTEST, "cxml-urlencoded"),
]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What is left of one visit: what the buyer received, and what the browser noticed."""

    form_field: str
    cart: Cart
    again: Cart
    picture_width: int
    complaints: list[str]
    cookies_set: list[str]
    cookies_kept: list[str]


@pytest.fixture(scope="module", params=HABITS_AND_FIELDS, ids=lambda each: f"{each[0]}-{each[1]}")
def visit(
    request: pytest.FixtureRequest,
    trip_of: TripOf,
    playwright: Playwright,
    chromium: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Visit:
    """A whole visit, with each browser and form field."""
    habits, form_field = request.param
    profile = tmp_path_factory.mktemp("profile")
    with chromium_with(habits, playwright, chromium, profile) as context:
        shopper = Shopper(trip=trip_of(form_field=form_field), context=context, habits=habits)
        shopper.open(Wish(cookie=COOKIE))
        width = shopper.look_at("Sticky notes Merkzettel™")
        shopper.fill_basket()
        return Visit(
            form_field=form_field,
            cart=shopper.go_home(),
            again=shopper.go_home_again(),
            picture_width=width,
            complaints=shopper.watch.complaints,
            cookies_set=shopper.watch.cookies_set(),
            cookies_kept=[str(each.get("domain")) for each in context.cookies()],
        )


def test_the_basket_comes_home(visit: Visit) -> None:
    """Every line arrives with its quantity and its price to the last decimal."""
    cart = visit.cart

    assert [visit.form_field] == list(cart.fields)
    assert LINES == tuple(without_key(line) for line in cart.lines)
    assert ("116.6625 EUR", "4.90", "23.10") == (
        cart.total,
        cart.charge("Shipping"),
        cart.charge("Tax"),
    )


def test_the_cookie_comes_home(visit: Visit) -> None:
    """BuyerCookie is the buyer's own, character for character, elements included."""
    sent = etree.fromstring(f"<BuyerCookie>{COOKIE}</BuyerCookie>")

    assert etree.tostring(sent, method="c14n") == visit.cart.cookie


def test_a_reload_brings_the_same(visit: Visit) -> None:
    """Whoever opens the way home again posts the very same message."""
    assert visit.cart.payload_id == visit.again.payload_id
    assert visit.cart.fields == visit.again.fields


def test_nobody_sets_a_cookie(visit: Visit) -> None:
    """Only the procurement system's own page does; neither the gateway nor the shop."""
    assert ["/requisition"] == [url[url.rindex("/") :] for url in visit.cookies_set]
    assert {"localhost"} >= set(visit.cookies_kept)


def test_the_browser_has_no_complaint(visit: Visit) -> None:
    """No page offends its own policy, and every picture is shown."""
    assert [] == visit.complaints
    assert 240 == visit.picture_width


def test_the_cart_follows_our_schemas(visit: Visit) -> None:
    """What arrives is valid under the schemas that we publish."""
    assert [] == own_faults(visit.cart.raw)


def test_the_cart_follows_the_standard(visit: Visit, shared: Path) -> None:
    """What arrives is valid under the official DTD."""
    assert [] == official_faults(visit.cart.raw, shared)


def test_nothing_comes_home_from_a_cancelled_visit(trip_of: TripOf, shopper_of: ShopperOf) -> None:
    """Whoever gives up brings home status 204, also with articles in the basket."""
    shopper = shopper_of(trip_of(), STRICTEST)

    shopper.open(Wish())
    shopper.add("LED desk lamp Lumière")
    cart = shopper.go_home(CANCEL)

    assert ("204", ()) == (cart.status, cart.lines)


def test_nothing_comes_home_from_an_inspection(trip_of: TripOf, shopper_of: ShopperOf) -> None:
    """Whoever inspects sees the lines, cannot change them, and brings home status 204."""
    shopper = shopper_of(trip_of(form_field="cxml-urlencoded"), STRICTEST)

    shopper.open(Wish(operation="inspect", lines=LINES))
    seen = [shopper.frame.get_by_text(line.description).is_visible() for line in LINES]
    fields = shopper.frame.get_by_role("textbox").count()
    cart = shopper.go_home("Back")

    assert ([True] * 3, 0) == (seen, fields)
    assert ("204", ()) == (cart.status, cart.lines)


def test_an_edited_cart_keeps_its_lines(trip_of: TripOf, shopper_of: ShopperOf) -> None:
    """Lines come back under the auxiliary ids that they left with, as the shopper changed them."""
    shopper = shopper_of(trip_of(), STRICTEST)

    shopper.open(Wish(operation="edit", lines=LINES))
    shopper.change("Notebook Café", "4")
    cart = shopper.go_home()

    assert ["7wpt", "b5j5", "4ceb"] == [line.auxiliary for line in cart.lines]
    assert ["3", "4", "2"] == [line.quantity for line in cart.lines]
    assert [line.description for line in LINES] == [line.description for line in cart.lines]


@pytest.mark.parametrize(
    ("habits", "cookies", "heading"),
    [
        (Habits(), {"own=yes", "third-party=yes"}, "Scripts"),
        (Habits(cookies=Cookies.FIRST_PARTYS), {"own=yes"}, "Scripts"),
        (Habits(cookies=Cookies.NOBODYS), set(), "Scripts"),
        (STRICTEST, set(), "No scripts"),
    ],
    ids=["usual", "first-party-cookies", "no-cookies", "nothing"],
)
def test_browsers_are_what_they_say(
    trip_of: TripOf, shopper_of: ShopperOf, habits: Habits, cookies: set[str], heading: str
) -> None:
    """Each sends back the cookies that it should, in frames too, and runs scripts or does not."""
    shopper = shopper_of(trip_of(), habits)
    buyer = shopper.trip.buyer
    before = len(buyer.cookies)

    for _ in range(2):
        shopper.page.goto(buyer.probe)
        shopper.page.frame_locator("iframe").get_by_text("Inside").wait_for()

    assert cookies == set(buyer.cookies[before:])
    assert heading == shopper.page.get_by_role("heading").inner_text()
