"""`/docs`: both APIs in OpenAPI, and as pages that need nothing from elsewhere."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.web import shop_api, supplier_api
from gateway.web.pages import page


async def show_shop_api(request: Request) -> Response:
    """Show the shop API to a person."""
    return _page(request, shop_api.openapi(), "shop_key", "docs/openapi.json")


async def show_supplier_api(request: Request) -> Response:
    """Show the supplier API to a person."""
    key = "api_key or test_api_key"
    return _page(request, supplier_api.openapi(), key, "docs/supplier/openapi.json")


async def give_shop_api(_request: Request) -> Response:
    """Give the shop API to a program."""
    return JSONResponse(shop_api.openapi())


async def give_supplier_api(_request: Request) -> Response:
    """Give the supplier API to a program."""
    return JSONResponse(supplier_api.openapi())


ROUTES: Final = (
    Route("/docs", show_shop_api, methods=["GET"]),
    Route("/docs/openapi.json", give_shop_api, methods=["GET"]),
    Route("/docs/supplier", show_supplier_api, methods=["GET"]),
    Route("/docs/supplier/openapi.json", give_supplier_api, methods=["GET"]),
)


def _page(request: Request, described: dict[str, Any], key: str, address: str) -> Response:
    return page(
        request,
        "docs.html",
        "en",
        title=described["info"]["title"],
        about=described["info"]["description"],
        key=key,
        address=address,
        operations=_operations(described),
        models=described["components"]["schemas"],
        test=False,
    )


def _operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
