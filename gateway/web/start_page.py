"""`GET|POST /start/{token}`: where the shopper's browser goes in, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gateway.languages import language_for
from gateway.rules.return_hosts import Unfit, origin_of
from gateway.store import sessions
from gateway.store.engine import Transaction
from gateway.store.states import SessionState
from gateway.web.door import Door, door_of
from gateway.web.pages import HEADERS, Notice, notice_page, page, translations
from gateway.web.visit import TOKEN, Visit, visit_of

log = structlog.get_logger()

NOTICE_STATUS: Final = {Notice.UNKNOWN: 404, Notice.NO_SHOP: 503}
GONE: Final = 410


async def show_start(request: Request) -> Response:
    """Show the page that posts itself; looking at it changes nothing."""
    door = door_of(request)
    visit, notice = await door.threads.run(_look, request.path_params["token"], door)
    if visit is None or notice is not None:
        return _noticed(request, visit, notice or Notice.UNKNOWN)
    language = language_for(visit.session.language, request.headers.get("accept-language"))
    supplier = visit.connection.supplier.name
    return page(
        request,
        "start.html",
        language,
        form_action=_form_action(visit.shop_address or ""),
        title=translations(language).gettext("Opening the catalogue of %s") % supplier,
        token=request.path_params["token"],
        buyer=visit.connection.buyer.name,
        supplier=supplier,
        test=visit.is_test,
    )


async def start(request: Request) -> Response:
    """Use the token up and send the browser to the shop."""
    if is_prefetch(request):
        return Response(status_code=503, headers=dict(HEADERS))
    door = door_of(request)
    visit, notice = await door.threads.run(_start, request.path_params["token"], door)
    if visit is None or notice is not None:
        return _noticed(request, visit, notice or Notice.UNKNOWN)
    address = with_session(visit.shop_address or "", visit.token("shop", door.around))
    return RedirectResponse(address, status_code=303, headers=dict(HEADERS))


ROUTES: Final = (
    Route("/start/{token}", show_start, methods=["GET"]),
    Route("/start/{token}", start, methods=["POST"]),
)


def is_prefetch(request: Request) -> bool:
    """Tell whether a browser asks before anybody has decided to come."""
    return "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))


def with_session(shop_address: str, token: str) -> str:
    """Put the session into the query of the shop's address, behind what stands there."""
    parts = urlsplit(shop_address)
    query = f"{parts.query}&session={token}" if parts.query else f"session={token}"
    return parts._replace(query=query).geturl()


def _noticed(request: Request, visit: Visit | None, notice: Notice) -> Response:
    return notice_page(
        request,
        notice,
        http_status=NOTICE_STATUS.get(notice, GONE),
        language=visit.session.language if visit else None,
    )


def _form_action(shop_address: str) -> str:
    """Browsers hold the redirect after a post against form-action too, and shops redirect on."""
    try:
        origin = origin_of(shop_address)
    except Unfit:
        return "'self' https:"
    return f"'self' {origin} https:"


# ── in a thread ───────────────────────────────────────────────────────────────────────────────


def _look(token: str, door: Door) -> tuple[Visit | None, Notice | None]:
    with door.around.database.reading() as tx:
        visit = _find(tx, token, door)
    return visit, _hindrance(visit, door) if visit else Notice.UNKNOWN


def _start(token: str, door: Door) -> tuple[Visit | None, Notice | None]:
    now = door.around.clock.now()
    with door.around.database.transaction() as tx:
        visit = _find(tx, token, door)
        if visit is None:
            return None, Notice.UNKNOWN
        if visit.shop_address is None:
            log.warning("shop_address_missed", connection=visit.connection.name)
            return visit, Notice.NO_SHOP
        started = sessions.start(tx, visit.session.start_digest, now)
        if started is None:
            # somebody was first; a moment ago it may have been the same browser
            found = _find(tx, token, door) or visit
            return found, _hindrance(found, door)
    log.info("session_started", connection=visit.connection.name, mode=visit.session.mode)
    return visit, None


def _find(tx: Transaction, token: str, door: Door) -> Visit | None:
    if not TOKEN.fullmatch(token):
        return None
    return visit_of(tx, sessions.by_start_digest(tx, door.around.vault.digest(token)))


def _hindrance(visit: Visit, door: Door) -> Notice | None:
    """Tell why a start page does not open the shop, or None when it does."""
    session, now = visit.session, door.around.clock.now()
    if visit.shop_address is None:
        return Notice.NO_SHOP
    if session.state is SessionState.OPENED:
        return None if now <= session.start_until else Notice.TOO_LATE
    if session.state is SessionState.STARTED and session.started_at is not None:
        until = session.started_at + timedelta(seconds=door.settings.reentry_seconds)
        return None if now <= until else Notice.USED
    return Notice.OVER if session.started_at else Notice.TOO_LATE
