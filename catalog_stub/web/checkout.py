"""The basket and the two ways home: with it, or without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from catalog_stub.basket import QuantityRefused, cart_of, read_quantity, title
from catalog_stub.moods import Environment
from catalog_stub.products import Choice, Product
from catalog_stub.shop import Shop
from catalog_stub.shop_api import GatewayAway, GatewayRefusal
from catalog_stub.visits import Notice, Visit
from catalog_stub.web.answers import Pages, go
from catalog_stub.web.forms import Fields, form
from catalog_stub.web.reception import Reception
from catalog_stub.web.shopping import visit_facts


class Checkout:
    """The pages around the basket, in one environment."""

    def __init__(self, shop: Shop, pages: Pages, environment: Environment) -> None:
        self._shop = shop
        self._pages = pages
        self._reception = Reception(shop, environment)
        self._root = environment.prefix

    def routes(self) -> list[Route]:
        """Return the addresses of these pages."""
        basket = f"{self._root}/shop/basket"
        return [
            Route(basket, self.basket),
            Route(f"{basket}/add", form(self.add), methods=["POST"]),
            Route(f"{basket}/change", form(self.change), methods=["POST"]),
            Route(f"{self._root}/shop/return", form(self.give_back), methods=["POST"]),
            Route(f"{self._root}/shop/cancel", form(self.cancel), methods=["POST"]),
        ]

    def basket(self, request: Request) -> Response:
        """Show the basket; in an inspection, the lines as the buyer holds them."""
        visit = self._reception.looked_up(request.query_params.get("session", ""))
        return self._basket_page(visit)

    def add(self, _: Request, fields: Fields) -> Response:
        """Put an article into the basket."""
        visit = self._shopper(fields)
        choice = self._choice(fields)
        added = title(choice, visit.language)

        def step(known: Visit) -> Visit:
            quantity = read_quantity(fields.get("quantity", "1"), choice.product)
            basket = known.basket.with_more(choice, quantity)
            return replace(known, basket=basket).told("added", name=added)

        self._try(visit, choice.product, step)
        return self._after_adding(visit, choice, fields)

    def change(self, _: Request, fields: Fields) -> Response:
        """Change how much a line holds, or take it out."""
        visit = self._shopper(fields)
        number = fields.get("line", "")
        line = next((line for line in visit.basket.lines if str(line.number) == number), None)
        if line is None:
            return self._go_to_basket(visit)
        product = line.choice.product

        def remove(known: Visit) -> Visit:
            basket = known.basket.without(line.number)
            name = title(line.choice, known.language)
            return replace(known, basket=basket).told("removed", name=name)

        def update(known: Visit) -> Visit:
            quantity = read_quantity(fields.get("quantity", ""), product)
            basket = known.basket.with_quantity(line.number, quantity)
            return replace(known, basket=basket).told("updated")

        self._try(visit, product, remove if fields.get("action") == "remove" else update)
        return self._go_to_basket(visit)

    def give_back(self, _: Request, fields: Fields) -> Response:
        """Hand the basket to the gateway and send the browser after it."""
        visit = self._shopper(fields)
        if not visit.basket.lines:
            return self._go_to_basket(visit)
        cart = cart_of(
            visit.basket, self._shop.tariff, visit.language, self._shop.settings.shop_address
        )
        return self._end(visit, lambda token: self._shop.api.put_cart(token, cart))

    def cancel(self, _: Request, fields: Fields) -> Response:
        """Give the visit up and send the browser home."""
        visit = self._reception.known(fields.get("session", ""))
        return self._end(visit, self._shop.api.cancel)

    def _end(self, visit: Visit, ask: Callable[[str], str]) -> Response:
        token = visit.session.session
        try:
            address = ask(token)
        except GatewayAway:
            return self._complain(visit, ())
        except GatewayRefusal as refusal:
            if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY:
                return self._complain(visit, refusal.complaints)
            # Ended meanwhile, perhaps by a double click: what the gateway says now decides.
            self._reception.welcome(token)
            raise
        self._shop.visits.close(visit)
        return self._pages.leave(address, visit.language)

    def _complain(self, visit: Visit, complaints: tuple[str, ...]) -> Response:
        def step(known: Visit) -> Visit:
            told = known.told("refused" if complaints else "away", is_trouble=True)
            more = tuple(Notice(words=words, is_trouble=True) for words in complaints)
            return replace(told, notices=told.notices + more)

        return self._basket_page(self._shop.visits.change(visit, step), 502)

    def _try(self, visit: Visit, product: Product, step: Callable[[Visit], Visit]) -> None:
        try:
            self._shop.visits.change(visit, step)
        except QuantityRefused:
            key = "bad_decimal_quantity" if product.decimals else "bad_quantity"
            self._shop.visits.change(
                visit, lambda known: known.told(key, is_trouble=True, count=product.decimals)
            )

    def _shopper(self, fields: Fields) -> Visit:
        visit = self._reception.known(fields.get("session", ""))
        if visit.is_inspection:
            raise HTTPException(409)
        return visit

    def _choice(self, fields: Fields) -> Choice:
        product = self._shop.catalogue.product(fields.get("part_id", ""))
        if product is None:
            raise HTTPException(404)
        wish = fields.get("option")
        usual = next(iter(product.options), None)
        return Choice(product=product, option=wish if wish in product.options else usual)

    def _after_adding(self, visit: Visit, choice: Choice, fields: Fields) -> Response:
        token = visit.session.session
        if fields.get("back") == "catalogue":
            words, category = fields.get("q"), fields.get("category")
            return go(f"{self._root}/shop", session=token, q=words, category=category)
        page = f"{self._root}/shop/products/{choice.product.part_id}"
        return go(page, session=token, option=choice.option)

    def _go_to_basket(self, visit: Visit) -> Response:
        return go(f"{self._root}/shop/basket", session=visit.session.session)

    def _basket_page(self, visit: Visit, status: int = 200) -> Response:
        template = "inspection.html" if visit.is_inspection else "basket.html"
        facts = visit_facts(self._shop, visit) | {
            "reckoning": visit.basket.reckon(self._shop.tariff),
            "percent": self._shop.tariff.vat_percent,
            "seen_total": _seen_total(visit),
        }
        return self._pages.shop_page(template, facts, status)


def _seen_total(visit: Visit) -> dict[str, Decimal]:
    """Return what the inspected lines cost, by currency, where the buyer told it."""
    total: dict[str, Decimal] = {}
    for line in visit.session.lines:
        if line.unit_price is not None and line.currency is not None:
            sum_ = total.get(line.currency, Decimal(0))
            total[line.currency] = sum_ + line.unit_price * line.quantity
    return total
