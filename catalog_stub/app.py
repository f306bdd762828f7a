"""Join the shop's pages, addresses and headers into one application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from catalog_stub.moods import Environment
from catalog_stub.settings import Settings
from catalog_stub.shop import Shop, build_shop
from catalog_stub.shop_api import GatewayAway, GatewayRefusal
from catalog_stub.web.answers import Pages, spoken_language
from catalog_stub.web.checkout import Checkout
from catalog_stub.web.controls import Controls
from catalog_stub.web.documents import document_routes
from catalog_stub.web.order_desk import OrderDesk
from catalog_stub.web.reception import Refusals, VisitOver
from catalog_stub.web.shopping import Articles, Shopping
from catalog_stub.web.webhooks import webhook_routes


def create_app(settings: Settings) -> Starlette:
    """Return the shop as an ASGI application; its parts are at `app.state.shop`."""
    shop = build_shop(settings)
    pages = Pages(settings)
    refusals = Refusals(pages)
    app = Starlette(
        routes=_routes(shop, pages),
        exception_handlers={
            VisitOver: refusals.over,
            GatewayRefusal: refusals.refused,
            GatewayAway: refusals.away,
            HTTPException: _http_answer(pages),
        },
        lifespan=_lifespan,
        max_body_size=settings.max_body_bytes,
    )
    app.state.shop = shop
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    shop: Shop = app.state.shop
    shop.open()
    yield
    await run_in_threadpool(shop.close)


def _routes(shop: Shop, pages: Pages) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Mount("/static", StaticFiles(packages=[("catalog_stub", "static")])),
        *Articles(shop, pages).routes(),
        *Controls(shop).routes(),
    ]
    for environment in Environment:
        routes += Shopping(shop, pages, environment).routes()
        routes += Checkout(shop, pages, environment).routes()
        if shop.settings.desk:
            routes += OrderDesk(shop, pages, environment).routes()
        routes += document_routes(shop.counter, environment)
        routes += webhook_routes(shop.bell, environment)
    return routes


def _http_answer(pages: Pages) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        refusal = cast("HTTPException", error)
        facts = {
            "language": spoken_language(request),
            "heading": "missing_title",
            "text": "missing_text",
            "address": None,
        }
        page = pages.shop_page("message.html", facts, refusal.status_code)
        page.headers.update(refusal.headers or {})
        return page

    return answer
