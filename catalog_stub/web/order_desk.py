"""The order desk's pages: what was ordered, and the buttons that answer it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from catalog_stub.cxml.confirmations import Kind, LineShare
from catalog_stub.cxml.orders import OrderLine
from catalog_stub.desk import Decision
from catalog_stub.ledger import Order
from catalog_stub.moods import Environment
from catalog_stub.shop import Shop
from catalog_stub.warehouse import What
from catalog_stub.web.answers import Pages, go
from catalog_stub.web.forms import Fields, own_form


class OrderDesk:
    """The pages for the supplier's own people, in one environment."""

    def __init__(self, shop: Shop, pages: Pages, environment: Environment) -> None:
        self._shop = shop
        self._pages = pages
        self._environment = environment
        self._root = environment.prefix

    def routes(self) -> list[Route]:
        """Return the addresses of these pages."""
        return [
            Route(f"{self._root}/orders", self.overview),
            Route(f"{self._root}/orders/{{key}}", self.detail),
            Route(f"{self._root}/orders/{{key}}/confirm", own_form(self.confirm), methods=["POST"]),
            Route(f"{self._root}/orders/{{key}}/follow", own_form(self.follow), methods=["POST"]),
        ]

    def overview(self, _: Request) -> Response:
        """Show the orders, the latest first."""
        orders = self._shop.ledger.orders(self._environment)
        last = {known.order_key: known for known in self._shop.desk.statements()}
        reads_events = bool(self._shop.feeds)
        facts = self._facts() | {"orders": orders, "last": last, "reads_events": reads_events}
        return self._pages.desk_page("orders.html", facts)

    def detail(self, request: Request) -> Response:
        """Show one order with its lines, what was said about it, and what can be said."""
        return self._detail_page(self._order(request), (), 200)

    def confirm(self, request: Request, fields: Fields) -> Response:
        """Say something about an order, and send it to the gateway."""
        order = self._order(request)
        try:
            decision = _decision(order, fields)
        except _Refused as error:
            return self._detail_page(order, (str(error),), 422)
        self._shop.desk.decide(order, decision)
        return go(f"{self._root}/orders/{order.key}")

    def follow(self, request: Request, fields: Fields) -> Response:
        """Send an order off, or invoice it."""
        order = self._order(request)
        if fields.get("what") not in set(What):
            return self._detail_page(order, ("Choose what to send about this order.",), 422)
        self._shop.warehouse.follow(order, What(fields["what"]))
        return go(f"{self._root}/orders/{order.key}")

    def _order(self, request: Request) -> Order:
        order = self._shop.ledger.order(request.path_params["key"])
        if order is None or order.environment is not self._environment:
            raise HTTPException(404)
        return order

    def _detail_page(self, order: Order, faults: tuple[str, ...], status: int) -> Response:
        facts = self._facts() | {
            "order": order,
            "shares": [LineShare.halves(line) for line in order.document.lines],
            "statements": self._shop.desk.about(order.key),
            "sent": self._shop.warehouse.about(order.key),
            "faults": faults,
        }
        return self._pages.desk_page("order.html", facts, status)

    def _facts(self) -> dict[str, object]:
        return {
            "language": "en",
            "root": self._root,
            "is_test": self._environment is Environment.TEST,
            "temper": self._shop.moods.of(self._environment),
        }


class _Refused(Exception):
    """What the form says cannot be said about this order."""


def _decision(order: Order, fields: Fields) -> Decision:
    try:
        kind = Kind(fields.get("kind", ""))
    except ValueError:
        raise _Refused("Choose what to say about this order.") from None
    if order.is_cancelled and kind is not Kind.REJECT:
        raise _Refused("A cancelled order can only be rejected.")
    shares = _shares(order, fields) if kind is Kind.DETAIL else ()
    return Decision(kind=kind, reason=_reason(fields), shares=shares)


def _reason(fields: Fields) -> str | None:
    typed = " ".join(fields.get("reason", "").split())[:500]
    return "".join(letter for letter in typed if letter.isprintable()) or None


def _shares(order: Order, fields: Fields) -> tuple[LineShare, ...]:
    lines = enumerate(order.document.lines)
    return tuple(_share(line, position, fields) for position, line in lines)


def _share(line: OrderLine, position: int, fields: Fields) -> LineShare:
    usual = LineShare.halves(line)
    share = LineShare(
        line=line,
        accepted=_part(fields.get(f"accepted-{position}"), usual.accepted),
        backordered=_part(fields.get(f"backordered-{position}"), usual.backordered),
        rejected=_part(fields.get(f"rejected-{position}"), usual.rejected),
    )
    if share.accepted + share.backordered + share.rejected != line.quantity:
        raise _Refused(f"The parts of line {line.line_number} do not add up to {line.quantity:f}.")
    return share


def _part(typed: str | None, usual: Decimal) -> Decimal:
    if typed is None:
        return usual
    try:
        part = Decimal(typed.strip().replace(",", ".") or "0")
    except InvalidOperation:
        raise _Refused("Please give the parts of each line as numbers.") from None
    if not part.is_finite() or part < 0:
        raise _Refused("A part of a line cannot be less than nothing.")
    return part
