"""A shopper in the frame of a procurement system, who presses what a person presses."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, FrameLocator, Page

from tests.acceptance.round_trip.trip import Trip
from tests.browser import Habits, Watch
from tests.buyer_page import Cart, Wish

RETURN = "Return to procurement"
CANCEL = "Cancel without a basket"


@dataclass(kw_only=True)
class Shopper:
    """One person with one browser window."""

    trip: Trip
    context: BrowserContext
    habits: Habits = field(default_factory=Habits)
    watch: Watch = field(default_factory=Watch)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.watch.over(self.page)

    @property
    def frame(self) -> FrameLocator:
        """What the procurement system shows in its frame."""
        return self.page.frame_locator("iframe[name=visit]")

    def open(self, wish: Wish) -> None:
        """Open the requisition, and come into the shop."""
        self.trip.buyer.wish = wish
        self.page.goto(self.trip.buyer.requisition)
        if not self.habits.scripts:
            self.press("Open the catalogue")
        self.frame.get_by_role("banner").get_by_text("Nordlicht").wait_for()

    def press(self, name: str) -> None:
        """Press a button."""
        self.frame.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link; in the catalogue, the first that has this name."""
        self.frame.get_by_role("link", name=name).first.click()

    def look_at(self, name: str) -> int:
        """Find an article by its name and open its page; gives the width of its picture."""
        self.frame.get_by_role("searchbox").fill(name)
        self.press("Search")
        self.follow(name)
        picture = self.frame.locator("article img")
        picture.wait_for()
        return int(picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)"))

    def add(self, name: str, *, quantity: str = "1", variant: str | None = None) -> None:
        """Find an article by its name, look at it, and put it into the basket."""
        self.look_at(name)
        if variant:
            self.frame.get_by_text(variant, exact=True).click()
        self.frame.get_by_label("Quantity").fill(quantity)
        self.press("Add to basket")
        self.frame.get_by_role("status").get_by_text("is in your basket").wait_for()

    def change(self, name: str, quantity: str) -> None:
        """Change how much of an article is in the basket."""
        self.follow("Basket")
        line = self.frame.get_by_role("listitem").filter(has_text=name)
        line.get_by_role("textbox").fill(quantity)
        line.get_by_role("button", name="Update").click()
        self.frame.get_by_text("The quantity was changed.").wait_for()

    def fill_basket(self) -> None:
        """Put three articles into the basket, whose names hold ™, é and €."""
        self.add("Sticky notes Merkzettel™", quantity="3")
        self.add("Notebook Café", variant="brick")
        self.add("Team lunch voucher 50 €", quantity="5")
        self.change("Team lunch voucher 50 €", "2")

    def is_told_of_a_test(self) -> bool:
        """Look whether the page says that nothing here is real."""
        return self.frame.get_by_text("Nothing ordered here will be delivered").is_visible()

    def go_home(self, button: str = RETURN) -> Cart:
        """Leave the shop, and give what the buyer received."""
        self.press(button)
        if not self.habits.scripts:
            self.press("Back to your procurement system")
        self.frame.get_by_role("heading", name="Cart of requisition 4711").wait_for()
        return self.trip.buyer.carts[-1]

    def go_home_again(self) -> Cart:
        """Open the address of the way home once more, and give what the buyer received."""
        self.page.goto(self.watch.opened("/return/"))
        if not self.habits.scripts:
            self.page.get_by_role("button").click()
        self.page.get_by_role("heading", name="Cart of requisition 4711").wait_for()
        return self.trip.buyer.carts[-1]
