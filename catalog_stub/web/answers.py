"""Make pages: templates filled in, sent with headers that let a page do nothing but its job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment as Templates
from jinja2 import PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from catalog_stub.basket import title
from catalog_stub.settings import Settings
from catalog_stub.wording import language_of, money, number, say

_ALWAYS = {
    "Cache-Control": "no-store",
    # The token of a visit stands in the addresses and must not travel on in a Referer.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _templates() -> Templates:
    templates = Templates(
        loader=PackageLoader("catalog_stub"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(say=say, money=money, number=number, title=title)
    return templates


class Pages:
    """Fills templates in and answers with them."""

    def __init__(self, settings: Settings) -> None:
        self._templates = _templates()
        self._gateway = origin(settings.gateway_for_browsers)

    def shop_page(self, name: str, facts: Mapping[str, Any], status: int = 200) -> Response:
        """Answer with a page for shoppers, which any procurement system may frame.

        Browsers hold a form to `form-action` over its redirects too, so the way to the gateway's
        return page has to be allowed.
        """
        policy = f"form-action 'self' {self._gateway}; frame-ancestors *"
        return self._page(name, facts, status, policy)

    def desk_page(self, name: str, facts: Mapping[str, Any], status: int = 200) -> Response:
        """Answer with a page for the supplier's own people, which nobody may frame."""
        return self._page(name, facts, status, "form-action 'self'; frame-ancestors 'none'")

    def leave(self, address: str, language: str) -> Response:
        """Send the browser away: at once to the gateway, by a link to any other place."""
        if origin(address) == self._gateway:
            return RedirectResponse(address, status_code=303, headers=_ALWAYS)
        target = address if urlsplit(address).scheme in {"http", "https"} else None
        facts = {"language": language, "heading": "leave_title", "address": target}
        return self.shop_page("message.html", facts)

    def _page(self, name: str, facts: Mapping[str, Any], status: int, policy: str) -> Response:
        body = self._templates.get_template(name).render(facts)
        always = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'"
        headers = _ALWAYS | {"Content-Security-Policy": f"{always}; {policy}"}
        return HTMLResponse(body, status_code=status, headers=headers)


def go(path: str, **query: str | None) -> Response:
    """Send the browser to another page of the shop."""
    kept = {name: value for name, value in query.items() if value}
    address = f"{path}?{urlencode(kept)}" if kept else path
    return RedirectResponse(address, status_code=303, headers=_ALWAYS)


def origin(address: str) -> str:
    """Return the scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def spoken_language(request: Request) -> str:
    """Return the language that a browser asks for first, where no visit tells another."""
    return language_of(request.headers.get("accept-language", "en").split(",")[0].split(";")[0])
