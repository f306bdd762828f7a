"""One whole round trip over the wire: question, knock, visit, cart, order, confirmation, mails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from gateway.carrier import Carrier
from gateway.clock import Clock, Ids, SystemClock, SystemIds
from gateway.cxml.amounts import Money
from gateway.cxml.envelope import DeploymentMode
from gateway.errors import Unreachable
from gateway.rehearsal.buyer import Buyer, Cart
from gateway.rehearsal.mailbox import Mailbox
from gateway.rehearsal.shopper import Form, Page, Shopper

ORDER: Final = "OrderRequest"
#: how long a step may take before the round trip has failed, in seconds
PATIENCE: Final = 20.0
_LOOK_SECONDS: Final = 0.05
_COOKIE_LENGTH: Final = 6
#: so many articles go into the basket
_ARTICLES: Final = 2
#: so many mails whoever orders gets of an order that is confirmed
_MAILS: Final = 2
#: so much of a payloadID is told, in characters
_SHOWN: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened on the wire: who told whom what, and how long it took."""

    speaker: str
    hearer: str
    kind: str
    facts: str
    took_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Who takes part: a buyer that hears at `buyer_address`, and the shop."""

    buyer: Buyer
    buyer_address: str
    shop_address: str
    carrier: Carrier
    mailbox: Mailbox
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=lambda: SystemIds("rehearsal"))
    #: what an order is called where the shop receives it: an event, for a supplier without cXML
    arrives_as: str = ORDER


def play(stage: Stage, mode: DeploymentMode) -> Iterator[Step]:
    """
    Play one round trip, giving each step as it happens.

    Raises Unreachable at the step that did not come about.
    """
    trip = _Trip(stage, mode)
    yield trip.timed("buyer", "gateway", "ProfileRequest", trip.ask_profile)
    yield trip.timed("buyer", "gateway", "PunchOutSetupRequest", trip.knock)
    yield trip.timed("browser", "gateway", "start page", trip.come_in)
    yield trip.timed("browser", "catalogue", "basket", trip.fill_basket)
    yield trip.timed("gateway", "buyer", "PunchOutOrderMessage", trip.bring_home)
    yield trip.timed("buyer", "gateway", "OrderRequest", trip.order)
    yield trip.timed("gateway", "catalogue", stage.arrives_as, trip.see_order_arrive)
    yield trip.timed("gateway", "buyer", "ConfirmationRequest", trip.hear)
    yield trip.timed("gateway", "requester", "mails", trip.read_mails)


class _Trip:
    """One round trip, remembering what each step leaves for the next."""

    def __init__(self, stage: Stage, mode: DeploymentMode) -> None:
        self._stage = stage
        self._mode = mode
        self._shopper = Shopper(stage.carrier)
        self._cookie = stage.ids.token()[:_COOKIE_LENGTH]
        self._order_id = f"PO-{self._cookie}"
        self._start_page = ""
        self._page: Page | None = None
        self._order_payload_id = ""

    def timed(self, speaker: str, hearer: str, kind: str, act: Callable[[], str]) -> Step:
        """Do one step and say how long it took; raises Unreachable naming the step."""
        started = self._stage.clock.monotonic()
        try:
            facts = act()
        except Unreachable as fault:
            raise Unreachable(f"{speaker} → {hearer}, {kind}: {fault.message}") from fault
        took_ms = (self._stage.clock.monotonic() - started) * 1000
        return Step(speaker=speaker, hearer=hearer, kind=kind, facts=facts, took_ms=took_ms)

    def ask_profile(self) -> str:
        """Ask what the gateway takes."""
        kinds = self._stage.buyer.profile()
        return f"200 OK, takes {', '.join(kinds)}"

    def knock(self) -> str:
        """Open a session."""
        return_address = f"{self._stage.buyer_address}/cart"
        self._start_page = self._stage.buyer.knock(self._cookie, return_address, self._mode)
        return f"200 OK, start page, cookie {self._cookie}"

    def come_in(self) -> str:
        """Open the start page, press its button, arrive in the shop."""
        door = self._shopper.open(self._start_page)
        self._page = self._shopper.press(_only_form(door))
        return f"arrived at {self._page.address.partition('?')[0]}"

    def fill_basket(self) -> str:
        """Put the first articles on the page into the basket."""
        offers = [form for form in self._shown().forms() if form.address.endswith("/basket/add")]
        if not offers:
            raise Unreachable("The shop's page offers no article.")
        for place, offer in enumerate(offers[:_ARTICLES], start=1):
            self._page = self._shopper.press(offer, quantity=str(place))
        parts = ", ".join(offer.fields.get("part_id", "") for offer in offers[:_ARTICLES])
        return f"{parts} in the basket"

    def bring_home(self) -> str:
        """Give the basket back; the gateway's return page carries it to the buyer."""
        session = next(
            form.fields["session"] for form in self._shown().forms() if "session" in form.fields
        )
        basket = self._shown().address.rpartition("/shop")[0] + f"/shop/basket?session={session}"
        give_back = self._shopper.open(basket).form(to="/shop/return")
        self._shopper.press(_only_form(self._shopper.press(give_back)))
        cart = self._cart()
        return (
            f"{_counted(len(cart.message.items))}, {_money(cart.message.header.total.money)},"
            f" payloadID {_short(cart.payload_id)}"
        )

    def order(self) -> str:
        """Order what came home."""
        cart = self._cart()
        written, status = self._stage.buyer.order(self._order_id, cart)
        self._order_payload_id = written.payload_id
        total = _money(cart.message.header.total.money)
        return f"{self._order_id}, {total}: {status.code} {status.text}"

    def see_order_arrive(self) -> str:
        """Look into the shop's order desk until the order is there."""
        deadline = self._stage.clock.monotonic() + PATIENCE
        while self._stage.clock.monotonic() < deadline:
            if arrived := self._arrivals():
                return f"{self._order_id} at the {arrived[0]['environment']} desk, {_how(arrived)}"
            self._stage.clock.sleep(_LOOK_SECONDS)
        raise Unreachable(f"Order {self._order_id} did not reach the shop.")

    def hear(self) -> str:
        """Wait for what the supplier says."""
        word = self._stage.buyer.await_word(self._order_id, PATIENCE)
        header = word.confirmation.header
        lines = len(word.confirmation.items)
        told = f"{self._order_id}: {header.type.value}, confirmID {header.confirm_id}"
        return f"{told}, {_counted(lines)}" if lines else told

    def read_mails(self) -> str:
        """Wait until whoever ordered was told: that it has arrived, and that it is confirmed."""
        mails = self._stage.mailbox.await_about(self._order_id, _MAILS, PATIENCE)
        if len(mails) < _MAILS:
            raise Unreachable(f"Nobody was told by mail what becomes of order {self._order_id}.")
        return f"{len(mails)} to {mails[-1].recipient}: “{mails[-1].subject}”"

    def _cart(self) -> Cart:
        return self._stage.buyer.await_cart(self._cookie, PATIENCE)

    def _shown(self) -> Page:
        if self._page is None:
            raise Unreachable("The browser shows no page.")
        return self._page

    def _arrivals(self) -> list[dict[str, Any]]:
        address = f"{self._stage.shop_address}/received?raw=0&orderID={self._order_id}"
        answer = self._stage.carrier.get(address, private_network=True)
        arrived: list[dict[str, Any]] = json.loads(answer.body)
        return [one for one in arrived if self._is_ours(one)]

    def _is_ours(self, arrived: dict[str, Any]) -> bool:
        if self._stage.arrives_as != ORDER:
            return bool(arrived["kind"] == self._stage.arrives_as)
        return bool(arrived["payloadID"] == self._order_payload_id)


def _how(arrived: list[dict[str, Any]]) -> str:
    is_document = arrived[0]["kind"] == ORDER
    return "same payloadID" if is_document else f"read as {_short(arrived[0]['payloadID'])}"


def _only_form(page: Page) -> Form:
    forms = page.forms()
    if not forms:
        raise Unreachable("The page has no form to press.")
    return forms[0]


def _money(money: Money) -> str:
    return f"{_plain(money.amount)} {money.currency}"


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"


def _counted(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _short(payload_id: str) -> str:
    return payload_id[:_SHOWN] + "…" * (len(payload_id) > _SHOWN)
