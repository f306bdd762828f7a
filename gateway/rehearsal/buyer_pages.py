"""The buyer's address on the wire: takes carts and documents, and lets a person shop and order.

On the standard library's server: it plays one buyer on a loopback address for one demonstration,
and the rehearsal does not speak Starlette.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs

from gateway.clock import Ids, SystemIds
from gateway.cxml.items import ItemIn
from gateway.errors import GatewayError
from gateway.rehearsal.buyer import Buyer, Cart

#: more than any cart of the catalogue
_LARGEST_BODY: Final = 4_194_304
_COOKIE_LENGTH: Final = 8


@contextmanager
def buyer_at_door(buyer: Buyer, port: int) -> Iterator[str]:
    """Serve a buyer on a loopback port as long as the block runs, and give its address."""
    server = _Door(("127.0.0.1", port), _Handler)
    server.buyer = buyer
    server.ids = SystemIds("buyer.example")
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, name="buyer", daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Door(ThreadingHTTPServer):
    """What every request can reach."""

    daemon_threads = True
    buyer: Buyer
    ids: Ids
    address: str


class _Handler(BaseHTTPRequestHandler):
    """One request to the buyer."""

    server: _Door

    def do_GET(self) -> None:
        """Show what the buyer holds."""
        if self.path == "/":
            self._show(_overview(self.server.buyer))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take a cart, a document, or a person's wish."""
        rooms = {
            "/cart": self._cart,
            "/cxml": self._document,
            "/shop": self._shop,
            "/order": self._order,
        }
        room = rooms.get(self.path)
        if room is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _LARGEST_BODY))
        try:
            room(body)
        except GatewayError as fault:
            self._show(_page("That did not work", f"<p>{escape(fault.message)}</p>"), 502)

    def _cart(self, body: bytes) -> None:
        cart = self.server.buyer.take_cart(_fields(body))
        self._show(_page("Your cart came home", _cart_told(cart, ordered=False)))

    def _document(self, body: bytes) -> None:
        self._answer(self.server.buyer.take_document(body), "text/xml; charset=utf-8")

    def _shop(self, _: bytes) -> None:
        cookie = self.server.ids.token()[:_COOKIE_LENGTH]
        self._go(self.server.buyer.knock(cookie, f"{self.server.address}/cart", None))

    def _order(self, body: bytes) -> None:
        cart = self.server.buyer.cart(_fields(body).get("cookie", ""))
        if cart is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.server.buyer.order(order_number(cart), cart)
        self._go("/")

    def _show(self, page: str, code: int = 200) -> None:
        self._answer(page.encode(), "text/html; charset=utf-8", code)

    def _answer(self, body: bytes, media_type: str, code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _go(self, address: str) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's own
        """Say nothing: tokens travel in addresses."""


def order_number(cart: Cart) -> str:
    """Make the number of the order that a cart becomes."""
    return f"PO-{cart.cookie}"


def _fields(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


# ── pages ─────────────────────────────────────────────────────────────────────────────────────

_STYLE: Final = (
    "body{font:16px/1.5 system-ui;max-width:46rem;margin:3rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;"
    "border-bottom:1px solid #8884}button{font:inherit;padding:.5rem 1rem}"
    ":root{color-scheme:light dark}"
)


def _page(title: str, inside: str, *, again: bool = False) -> str:
    reload = '<meta http-equiv="refresh" content="2;url=/">' if again else ""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">{reload}'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} · Acme purchasing</title><style>{_STYLE}</style>"
        f"<h1>{title}</h1>{inside}</html>"
    )


def _overview(buyer: Buyer) -> str:
    shop = '<form method="post" action="/shop"><button>Shop in the catalogue</button></form>'
    carts = "".join(
        _cart_told(cart, ordered=buyer.has_ordered(order_number(cart))) + _words_told(buyer, cart)
        for cart in buyer.carts()
    )
    waiting = any(
        buyer.has_ordered(number) and not buyer.words(number)
        for number in map(order_number, buyer.carts())
    )
    nothing = "<p>No cart has come home yet.</p>"
    return _page("Acme purchasing", shop + (carts or nothing), again=waiting)


def _cart_told(cart: Cart, *, ordered: bool) -> str:
    rows = "".join(
        f"<tr><td>{line.quantity:f}<td>{escape(line.item_id.supplier_part_id)}"
        f"<td>{escape(_described(line))}"
        f"<td>{line.item_detail.unit_price.money.amount:f}"
        for line in cart.message.items
    )
    total = cart.message.header.total.money
    button = (
        '<form method="post" action="/order">'
        f'<input type="hidden" name="cookie" value="{escape(cart.cookie)}">'
        "<button>Approve and order</button></form>"
    )
    return (
        f"<h2>Cart {escape(cart.cookie)}: {total.amount:f} {escape(total.currency)}</h2>"
        f"<table><tr><th>Quantity<th>Part<th>Description<th>Price{rows}</table>"
        + ("" if ordered else button)
    )


def _described(line: ItemIn) -> str:
    return next((each.inner for each in line.item_detail.descriptions), "")


def _words_told(buyer: Buyer, cart: Cart) -> str:
    number = order_number(cart)
    if buyer.has_ordered(number) and not buyer.words(number):
        return f"<p>Order {escape(number)} is on its way …</p>"
    return "".join(
        f"<p>Order {escape(word.order_id)}: <strong>{word.confirmation.header.type.value}</strong>"
        f" by the supplier</p>"
        for word in buyer.words(number)
    )
