"""A whole visit in a real browser: framed by another site, with and without scripts and cookies."""

from __future__ import annotations

import json
import random
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Page,
    Playwright,
    sync_playwright,
)

from gateway.cxml.inner import inner_xml
from tests import letters
from tests.acceptance.web.stage import Stage, staged

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_COOKIES = {
    "profile": {
        "default_content_setting_values": {"cookies": 2},
        "block_third_party_cookies": True,
    }
}
SANDBOX = "allow-forms allow-scripts allow-top-navigation"
TEXTS = (
    "aZ09 <>&\"'\\/;=+%#?{}[]|~^`\n\t\r\u00a0\u00b4\u2028\u200d\ufeff"
    "äöüßéñçœ€£¥©☃漢字かなحروفעברית🙂👩"
)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The hand that drives browsers; for one module, since others must not meet its loop."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: Path) -> Iterator[Browser]:
    """Chromium; what a page leaves behind is in its context, of which each test has its own."""
    started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield started
    started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A usual browser."""
    made = browser.new_context()
    yield made
    made.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without scripts."""
    made = browser.new_context(java_script_enabled=False)
    yield made
    made.close()


@pytest.fixture
def strict(playwright: Playwright, chromium: Path, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that takes no cookie from anybody."""
    profile = tmp_path / "profile"
    (profile / "Default").mkdir(parents=True)
    (profile / "Default" / "Preferences").write_text(json.dumps(NO_COOKIES))
    made = playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium, args=ARGUMENTS
    )
    yield made
    made.close()


@pytest.fixture
def stage(sqlite_url: str, new_port: Callable[[], int]) -> Iterator[Stage]:
    """A gateway, a shop and a buyer, listening on loopback."""
    with staged(sqlite_url, (new_port(), new_port(), new_port())) as made:
        yield made


def framed(page: Page, stage: Stage, sandbox: str = "", post: letters.Post | None = None) -> None:
    """Open the visit as a procurement system does, in a frame of its own page."""
    page.goto(f"{stage.buyer_url}/frame?sandbox={sandbox}&address={stage.knock(post)}")


def visit_in(page: Page) -> FrameLocator:
    """Look into the frame."""
    return page.frame_locator("iframe[name=visit]")


def received(stage: Stage) -> etree._Element:
    """Read the one document that the buyer received."""
    (fields,) = stage.buyer.got
    (name, value) = next(iter(fields.items()))
    raw = b64decode(value, validate=True) if name == "cxml-base64" else value.encode("ascii")
    return etree.fromstring(raw)


def test_a_visit_runs_by_itself_in_a_frame(context: BrowserContext, stage: Stage) -> None:
    """In a frame of another site the pages open the shop and post the cart by themselves."""
    page = context.new_page()

    framed(page, stage)
    visit_in(page).get_by_role("link", name="Go home").click()
    visit_in(page).get_by_role("heading", name="Arrived").wait_for()

    assert ["A-1"] == received(stage).xpath("//SupplierPartID/text()")
    assert ["started"] == [seen["state"] for seen in stage.shop.seen]
    assert ["id=7&x=%C3%BC"] == stage.buyer.queries
    assert [] == context.cookies()


def test_a_visit_works_without_scripts(plain: BrowserContext, stage: Stage) -> None:
    """Without scripts two buttons do the same."""
    page = plain.new_page()

    framed(page, stage)
    visit_in(page).get_by_role("button", name="Open the catalogue").click()
    visit_in(page).get_by_role("link", name="Go home").click()
    visit_in(page).get_by_role("button", name="Back to your procurement system").click()
    visit_in(page).get_by_role("heading", name="Arrived").wait_for()

    assert ["A-1"] == received(stage).xpath("//SupplierPartID/text()")


def test_a_visit_works_without_cookies(strict: BrowserContext, stage: Stage) -> None:
    """A browser that refuses every cookie loses nothing."""
    page = strict.new_page()

    framed(page, stage)
    visit_in(page).get_by_role("link", name="Go home").click()
    visit_in(page).get_by_role("heading", name="Arrived").wait_for()

    assert ["A-1"] == received(stage).xpath("//SupplierPartID/text()")


def test_a_visit_works_in_a_sandbox(context: BrowserContext, stage: Stage) -> None:
    """A frame that is fenced in, of no origin at all, is enough."""
    page = context.new_page()

    framed(page, stage, SANDBOX)
    visit_in(page).get_by_role("link", name="Go home").click()
    visit_in(page).get_by_role("heading", name="Arrived").wait_for()

    assert 1 == len(stage.buyer.got)


def test_a_shop_may_send_the_browser_on(context: BrowserContext, stage: Stage) -> None:
    """A shop that redirects once more is reached all the same."""
    stage.load(shop_path="/moved")
    page = context.new_page()

    page.goto(stage.knock())
    page.get_by_role("link", name="Go home").wait_for()

    assert 1 == len(stage.shop.seen)


def test_the_cart_goes_to_the_frame_that_is_set(context: BrowserContext, stage: Stage) -> None:
    """With form_target the cart leaves the frame for the whole window."""
    stage.load('form_target = "_top"')
    page = context.new_page()

    framed(page, stage)
    visit_in(page).get_by_role("link", name="Go home").click()
    page.get_by_role("heading", name="Arrived").wait_for()

    assert page.url.startswith(f"{stage.buyer_url}/return?id=7")


def test_no_address_leaks_to_the_buyer(context: BrowserContext, stage: Stage) -> None:
    """The buyer's system learns neither the return address nor its token."""
    page = context.new_page()

    page.goto(stage.knock())
    page.get_by_role("link", name="Go home").click()
    page.get_by_role("heading", name="Arrived").wait_for()

    assert ["referer" in sent for sent in stage.buyer.headers] == [False]


def test_a_cancelled_visit_goes_home_too(context: BrowserContext, stage: Stage) -> None:
    """A visit that is given up brings home status 204."""
    stage.shop.cart = None
    page = context.new_page()

    page.goto(stage.knock())
    page.get_by_role("link", name="Go home").click()
    page.get_by_role("heading", name="Arrived").wait_for()

    assert "204" == received(stage).xpath("string(Message/Status/@code)")


def test_coming_again_brings_the_same_cart(context: BrowserContext, stage: Stage) -> None:
    """Whoever opens the return page again posts the very same message."""
    page = context.new_page()
    page.goto(stage.knock())
    way_home = str(page.get_by_role("link", name="Go home").get_attribute("href"))

    for _ in range(2):
        page.goto(way_home)
        page.get_by_role("heading", name="Arrived").wait_for()

    assert [stage.buyer.got[0]] * 2 == stage.buyer.got


def test_the_way_back_leads_past_our_pages(context: BrowserContext, stage: Stage) -> None:
    """The browser's back button leads from the buyer to the shop, not into a page that posts."""
    page = context.new_page()
    page.goto(stage.knock())
    page.get_by_role("link", name="Go home").click()
    page.get_by_role("heading", name="Arrived").wait_for()

    page.go_back(wait_until="commit")

    assert page.url.startswith(stage.shop_url)


@pytest.mark.parametrize("form_field", ["cxml-base64", "cxml-urlencoded"])
def test_every_character_arrives(context: BrowserContext, stage: Stage, form_field: str) -> None:
    """A thousand lines of random letters of the world come home as the shop wrote them."""
    chance = random.Random(form_field)  # noqa: S311 - letters, not secrets
    texts = ["x" + "".join(chance.choices(TEXTS, k=30)) + "x" for _ in range(1000)]
    line = {"quantity": "1", "unit_price": "0.01", "unit_of_measure": "EA", "classification": "1"}
    stage.shop.cart = {
        "currency": "EUR",
        "lines": [
            {**line, "supplier_part_id": f"P-{number}", "description": text}
            | {"supplier_part_auxiliary_id": text}
            for number, text in enumerate(texts)
        ],
    }
    stage.load(f'form_field = "{form_field}"')
    cookie = inner_xml(etree.fromstring("<c> ü <b n='&#10;'>&amp;&#13;\n</b>🙂 </c>"))
    page = context.new_page()

    page.goto(stage.knock(letters.setup(cookie=cookie, return_url=f"{stage.buyer_url}/return")))
    page.get_by_role("link", name="Go home").click()
    page.get_by_role("heading", name="Arrived").wait_for()
    root = received(stage)

    assert [form_field] == list(stage.buyer.got[0])
    ids = [node.text or "" for node in root.iter("SupplierPartAuxiliaryID")]
    assert texts == [text.partition(".")[2] for text in ids]
    assert texts == [node.text for node in root.iter("Description")]
    assert cookie == inner_xml(next(root.iter("BuyerCookie")))


def test_the_pages_break_no_policy(context: BrowserContext, stage: Stage) -> None:
    """The browser has nothing to complain about: no blocked script, style or form."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(stage.knock())
    page.get_by_role("link", name="Go home").click()
    page.get_by_role("heading", name="Arrived").wait_for()
    page.goto(f"{stage.gateway}/docs")

    assert [] == [said for said in complaints if "favicon" not in said]
