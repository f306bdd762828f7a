"""The shop in a real browser: without scripts, without cookies, inside a foreign frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.responses import HTMLResponse

from tests.integration.catalog_stub.conftest import RunningShop
from tests.integration.catalog_stub.small_gateway import SmallGateway, Stage, on_stage
from tests.ports import unused_port

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


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium, for one module: its hand keeps a loop that other tests must not meet."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a usual browser that notes what its console says."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def _shop_for_two(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Spirit level À Plomb").first.click()
    page.get_by_label("Quantity").fill("2")
    page.get_by_role("button", name="Add to basket").click()
    page.get_by_role("link", name="Basket").click()


def test_visit_works_without_scripts(
    gateway: SmallGateway, shop: RunningShop, plain: BrowserContext
) -> None:
    """A shopper without JavaScript finds, buys and returns."""
    gateway.open("t1")
    page = plain.new_page()

    _shop_for_two(page, f"{shop.address}/punchout?session=t1")
    page.get_by_role("button", name="Return to procurement").click()
    page.get_by_role("button", name="Go on").click()

    assert ["t1"] == gateway.home
    assert ["2"] == [line["quantity"] for line in gateway.carts["t1"]["lines"]]


def test_return_passes_the_pages_own_policy(
    gateway: SmallGateway, shop: RunningShop, page: Page
) -> None:
    """The policy lets the return form reach the gateway, and no address leaks on the way."""
    gateway.open("t1")

    _shop_for_two(page, f"{shop.address}/punchout?session=t1")
    page.get_by_role("button", name="Return to procurement").click()
    page.wait_for_url("**/buyer")

    assert (["t1"], [None]) == (gateway.home, gateway.referers)
    assert [] == page.context.cookies()


def test_pages_raise_no_complaint(gateway: SmallGateway, shop: RunningShop, page: Page) -> None:
    """Nothing on the pages offends their own policy."""
    gateway.open("t1")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    _shop_for_two(page, f"{shop.address}/punchout?session=t1")

    assert [] == complaints


def _framing_page(address: str, sandbox: str) -> HTMLResponse:
    return HTMLResponse(
        "<!doctype html><title>Procurement</title>"
        f'<iframe width="1000" height="800" {sandbox} src="{address}"></iframe>'
    )


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-forms allow-scripts"'])
def test_visit_works_in_a_foreign_frame(
    gateway: SmallGateway, shop: RunningShop, page: Page, sandbox: str
) -> None:
    """Framed by another site and with no cookie to lean on, the whole visit works."""
    gateway.open("t1")
    procurement = _framing_page(f"{shop.address}/punchout?session=t1", sandbox)

    with on_stage(Stage(port=unused_port(), app=procurement)) as stage:
        page.goto(f"http://localhost:{stage.port}/")
        frame = page.frame_locator("iframe")
        frame.get_by_role("button", name="LED desk lamp Lumière").click()
        frame.get_by_role("link", name="Basket").click()
        frame.get_by_role("button", name="Return to procurement").click()
        frame.get_by_role("heading", name="Home again").wait_for()

    assert ["t1"] == gateway.home


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(
    gateway: SmallGateway, shop: RunningShop, page: Page, width: int
) -> None:
    """On a telephone as on a desk nothing has to be pushed sideways."""
    gateway.open("t1", language="de")
    page.set_viewport_size({"width": width, "height": 800})
    shop.post("/shop/basket/add", session="t1", part_id="OF-1005")

    widths = [
        _content_width(page, f"{shop.address}{path}?session=t1")
        for path in ("/shop", "/shop/products/OF-1005", "/shop/basket", "/orders")
    ]

    assert [width] * 4 == widths


def _content_width(page: Page, address: str) -> int:
    page.goto(address)
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_keyboard_reaches_the_content_first(
    gateway: SmallGateway, shop: RunningShop, page: Page
) -> None:
    """The first key press offers to skip to the content."""
    gateway.open("t1")
    page.goto(f"{shop.address}/shop?session=t1")

    page.keyboard.press("Tab")

    assert "Skip to the content" == page.locator(":focus").inner_text()
