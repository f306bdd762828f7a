"""The reception: who comes in by the gateway, who is here already, and whose visit is over."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from catalog_stub.moods import Environment
from catalog_stub.shop import Shop
from catalog_stub.shop_api import GatewayAway, GatewayRefusal, Session
from catalog_stub.visits import Visit, begin
from catalog_stub.web.answers import Pages, spoken_language
from catalog_stub.wording import language_of


class VisitOver(Exception):
    """The visit has come to its end; nothing can be brought home from it any more."""

    def __init__(self, session: Session) -> None:
        super().__init__("The visit is over.")
        self.session = session


class Reception:
    """Finds the visit that a token names, in one environment."""

    def __init__(self, shop: Shop, environment: Environment) -> None:
        self._shop = shop
        self._environment = environment

    def welcome(self, token: str) -> Visit:
        """Ask the gateway who this is; raises `GatewayRefusal`, `GatewayAway`, `VisitOver`."""
        if not token:
            raise GatewayRefusal(404)
        session = self._shop.api.session(token)
        fresh = begin(self._environment, session, self._shop.catalogue)
        if not session.is_open:
            self._shop.visits.close(fresh)
            raise VisitOver(session)
        return self._shop.visits.open(fresh)

    def known(self, token: str) -> Visit:
        """Return a visit that is under way, or welcome it again after a restart of the shop."""
        return self._shop.visits.find(self._environment, token) or self.welcome(token)

    def looked_up(self, token: str) -> Visit:
        """Return a visit with what the gateway says of it now, if the gateway can be reached."""
        try:
            return self.welcome(token)
        except GatewayAway:
            return self.known(token)


class Refusals:
    """Tells people why a visit cannot go on."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def over(self, request: Request, error: Exception) -> Response:
        """The visit is over: send a repeated return to where the first one went."""
        session = cast("VisitOver", error).session
        language = language_of(session.language)
        if request.method == "POST" and session.return_url:
            return self._pages.leave(session.return_url, language)
        return self._message(language, "over", 410, session.return_url)

    def refused(self, request: Request, error: Exception) -> Response:
        """The gateway does not know the visit, or does not know us."""
        is_our_fault = cast("GatewayRefusal", error).status == HTTPStatus.UNAUTHORIZED
        heading, status = ("away", 502) if is_our_fault else ("unknown", 404)
        return self._message(spoken_language(request), heading, status, None)

    def away(self, request: Request, _: Exception) -> Response:
        """The gateway cannot be reached."""
        return self._message(spoken_language(request), "away", 503, None)

    def _message(self, language: str, topic: str, status: int, address: str | None) -> Response:
        facts = {
            "language": language,
            "heading": f"{topic}_title",
            "text": f"{topic}_text",
            "address": address,
        }
        return self._pages.shop_page("message.html", facts, status)
