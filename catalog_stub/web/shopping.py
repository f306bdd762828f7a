"""The shop's pages: the entrance, the catalogue, an article, its picture."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from catalog_stub.moods import Environment
from catalog_stub.pictures import paint
from catalog_stub.products import CATEGORIES, Product
from catalog_stub.shop import Shop
from catalog_stub.shop_api import SelectedItem
from catalog_stub.visits import Visit
from catalog_stub.web.answers import Pages, go, spoken_language
from catalog_stub.web.reception import Reception

_PICTURE_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def visit_facts(shop: Shop, visit: Visit) -> dict[str, Any]:
    """Return what every page of a visit shows."""
    return {
        "visit": visit,
        "language": visit.language,
        "root": visit.environment.prefix,
        "token": visit.session.session,
        "notices": shop.visits.take_notices(visit),
        "query": "",
    }


class Shopping:
    """The pages for looking around, in one environment."""

    def __init__(self, shop: Shop, pages: Pages, environment: Environment) -> None:
        self._shop = shop
        self._pages = pages
        self._reception = Reception(shop, environment)
        self._root = environment.prefix

    def routes(self) -> list[Route]:
        """Return the addresses of these pages."""
        return [
            Route(f"{self._root}/punchout", self.enter),
            Route(f"{self._root}/shop", self.catalogue),
            Route(f"{self._root}/shop/products/{{part_id}}", self.product),
        ]

    def enter(self, request: Request) -> Response:
        """Ask the gateway who comes, then show what this shopper came for."""
        visit = self._reception.welcome(request.query_params.get("session", ""))
        token, session = visit.session.session, visit.session
        if visit.is_inspection:
            return go(f"{self._root}/shop/basket", session=token)
        if session.selected_item is not None:
            return self._show_selected(visit, session.selected_item)
        page = "/shop/basket" if session.operation == "edit" else "/shop"
        return go(f"{self._root}{page}", session=token)

    def _show_selected(self, visit: Visit, wish: SelectedItem) -> Response:
        token, part_id = visit.session.session, wish.supplier_part_id
        choice = self._shop.catalogue.choice(part_id, wish.supplier_part_auxiliary_id)
        if choice is None:
            self._shop.visits.change(
                visit, lambda known: known.told("not_found", is_trouble=True, name=part_id)
            )
            return go(f"{self._root}/shop", session=token)
        page = f"{self._root}/shop/products/{choice.product.part_id}"
        return go(page, session=token, option=choice.option)

    def catalogue(self, request: Request) -> Response:
        """Show the articles that fit the search and the category."""
        visit = self._reception.known(request.query_params.get("session", ""))
        if visit.is_inspection:
            return go(f"{self._root}/shop/basket", session=visit.session.session)
        words = request.query_params.get("q", "")[:100]
        category = request.query_params.get("category")
        chosen = category if category in CATEGORIES else None
        facts = visit_facts(self._shop, visit) | {
            "query": words,
            "category": chosen,
            "categories": CATEGORIES,
            "products": self._shop.catalogue.search(words, chosen),
        }
        return self._pages.shop_page("catalogue.html", facts)

    def product(self, request: Request) -> Response:
        """Show one article, ready to be put into the basket."""
        visit = self._reception.known(request.query_params.get("session", ""))
        if visit.is_inspection:
            return go(f"{self._root}/shop/basket", session=visit.session.session)
        facts = visit_facts(self._shop, visit) | {
            "product": _named_product(self._shop, request),
            "option": request.query_params.get("option"),
        }
        return self._pages.shop_page("product.html", facts)


class Articles:
    """What anybody may see without a visit: data sheets and pictures."""

    def __init__(self, shop: Shop, pages: Pages) -> None:
        self._shop = shop
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the addresses of these pages."""
        return [
            Route("/articles/{part_id}", self.article),
            Route("/pictures/{part_id}.svg", self.picture),
        ]

    def article(self, request: Request) -> Response:
        """Show the data sheet of an article, to which a cart line points."""
        facts = {
            "language": spoken_language(request),
            "product": _named_product(self._shop, request),
        }
        return self._pages.shop_page("article.html", facts)

    def picture(self, request: Request) -> Response:
        """Send the picture of an article."""
        product = _named_product(self._shop, request)
        return Response(
            paint(product.part_id), media_type="image/svg+xml", headers=_PICTURE_HEADERS
        )


def _named_product(shop: Shop, request: Request) -> Product:
    product = shop.catalogue.product(request.path_params["part_id"])
    if product is None:
        raise HTTPException(404)
    return product
