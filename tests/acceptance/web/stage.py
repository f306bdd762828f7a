"""A stage for browsers: a listening gateway, a small shop, and a buyer that frames and receives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from gateway.clock import SystemClock, SystemIds
from gateway.exchange.surroundings import Surroundings
from gateway.exchange.throttle import Throttle
from gateway.settings import Settings
from gateway.store.engine import open_database
from gateway.vault import Vault
from gateway.web.application import create_web
from tests import letters
from tests.front import CART, SHOP_KEY, loaded, start_address
from tests.serving import serving

#: an icon of its own, so that the browser asks for none
HEAD: Final = "<!doctype html><link rel=icon href=data:,>"


@dataclass(kw_only=True)
class Shop:
    """A shop without words: it puts the cart that it was given and shows the way home."""

    gateway: str
    cart: dict[str, Any] | None = field(default_factory=lambda: dict(CART))
    seen: list[dict[str, Any]] = field(default_factory=list)

    def arrive(self, request: Request) -> Response:
        """Take a shopper in; without a cart the visit is cancelled."""
        address = f"{self.gateway}/shop/sessions/{request.query_params['session']}"
        with httpx2.Client(headers=SHOP_KEY, trust_env=False) as client:
            self.seen.append(client.get(address).json())
            if self.cart is None:
                answer = client.post(f"{address}/cancel")
            else:
                answer = client.put(f"{address}/cart", json=self.cart)
        home = escape(answer.raise_for_status().json()["return_url"])
        return HTMLResponse(f"{HEAD}<h1>Shop</h1><a href='{home}'>Go home</a>")

    def moved(self, request: Request) -> Response:
        """Send the shopper on, as shops with a sign-in elsewhere do."""
        return RedirectResponse(f"/punchout?{request.url.query}", status_code=302)

    @property
    def app(self) -> Starlette:
        """The shop as an application."""
        return Starlette(routes=[Route("/punchout", self.arrive), Route("/moved", self.moved)])


@dataclass(kw_only=True)
class Buyer:
    """A procurement system: it frames the visit and notes what the browser posts to it."""

    got: list[dict[str, str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def frame(self, request: Request) -> Response:
        """Show the visit in a frame."""
        address = escape(request.query_params["address"])
        sandbox = request.query_params.get("sandbox")
        fence = f' sandbox="{escape(sandbox)}"' if sandbox else ""
        return HTMLResponse(
            f"{HEAD}<title>Buyer</title><h1>Procurement</h1>"
            f'<iframe name="visit" width="900" height="600" src="{address}"{fence}></iframe>'
        )

    async def receive(self, request: Request) -> Response:
        """Take the cart as it comes through the browser."""
        body = (await request.body()).decode("ascii")
        self.got.append(dict(parse_qsl(body, keep_blank_values=True)))
        self.queries.append(request.url.query)
        self.headers.append(dict(request.headers))
        return HTMLResponse(f"{HEAD}<title>Buyer</title><h1>Arrived</h1>")

    @property
    def app(self) -> Starlette:
        """The procurement system as an application."""
        return Starlette(
            routes=[Route("/frame", self.frame), Route("/return", self.receive, methods=["POST"])]
        )


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything that stands on the stage; the buyer is of another site than the rest."""

    gateway: str
    shop_url: str
    buyer_url: str
    around: Surroundings
    shop: Shop
    buyer: Buyer

    def knock(self, post: letters.Post | None = None) -> str:
        """Open a session; gives the address of its start page."""
        setup = post or letters.setup(return_url=f"{self.buyer_url}/return?id=7&x=ü")
        answer = httpx2.post(f"{self.gateway}/cxml", content=setup.bytes(), trust_env=False)
        return start_address(answer.text)

    def load(self, more: str = "", shop_path: str = "/punchout") -> None:
        """Load the parties again, with more settings for the connection."""
        loaded(self.around, letters.parties(shop_url=self.shop_url + shop_path) + more)


@contextmanager
def staged(database_url: str, ports: tuple[int, int, int]) -> Iterator[Stage]:
    """Set the stage on three ports of loopback."""
    gateway = f"http://127.0.0.1:{ports[0]}"
    settings = Settings(public_url=gateway)
    database = open_database(database_url)
    database.upgrade()
    around = Surroundings(
        database=database,
        vault=Vault("a key for tests only, long enough to be one"),
        clock=SystemClock(),
        ids=SystemIds("gateway.example"),
        public_url=gateway,
        throttle=Throttle(settings.sign_in_failures),
    )
    shop, buyer = Shop(gateway=gateway), Buyer()
    with (
        serving(create_web(around, settings), ports[0]),
        serving(shop.app, ports[1]) as shop_url,
        serving(buyer.app, ports[2]),
    ):
        stage = Stage(
            gateway=gateway,
            shop_url=shop_url,
            buyer_url=f"http://localhost:{ports[2]}",
            around=around,
            shop=shop,
            buyer=buyer,
        )
        stage.load()
        yield stage
    database.close()
