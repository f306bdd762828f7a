"""`GET|POST /return/{token}`: where the shopper's browser carries the cart home."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.languages import language_for
from gateway.rules.parties import FormField
from gateway.rules.return_hosts import Unfit, origin_of
from gateway.store import connections, sessions
from gateway.store.engine import Transaction
from gateway.store.states import SessionState
from gateway.web.door import Door, door_of
from gateway.web.home import KIND, bring_home, made_of
from gateway.web.pages import HEADERS, Notice, notice_page, page, translations
from gateway.web.start_page import is_prefetch
from gateway.web.visit import TOKEN, Visit, is_over, visit_of

ASCII_DECLARATION: Final = '<?xml version="1.0" encoding="us-ascii"?>'
STATUS: Final = {Notice.UNKNOWN: 404, Notice.NO_WAY_HOME: 409, Notice.OVER: 410}


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The message of a visit, ready for the form, or what stands in its way."""

    visit: Visit | None = None
    document: bytes = b""
    notice: Notice | None = None


async def go_home(request: Request) -> Response:
    """Show the page that posts the cart to the buyer; each time the very same message."""
    if request.method == "HEAD" or is_prefetch(request):
        return Response(status_code=200, headers=dict(HEADERS))
    door = door_of(request)
    home: Home = await door.threads.run(_home, request.path_params["token"], door)
    if home.visit is None or home.notice is not None:
        notice = home.notice or Notice.UNKNOWN
        language = home.visit.session.language if home.visit else None
        return notice_page(request, notice, http_status=STATUS[notice], language=language)
    return _posting_page(request, home.visit, home.document)


ROUTES: Final = (Route("/return/{token}", go_home, methods=["GET", "POST"]),)


def _posting_page(request: Request, visit: Visit, document: bytes) -> Response:
    settings = visit.connection.settings
    language = language_for(visit.session.language, request.headers.get("accept-language"))
    address = visit.session.return_address or ""
    title, what = _said(visit, language)
    return page(
        request,
        "return.html",
        language,
        form_action=_form_action(address),
        title=title,
        what=what,
        address=address,
        target=settings.form_target,
        field=settings.form_field.value,
        value=field_value(document, settings.form_field),
        buyer=visit.connection.buyer.name,
        supplier=visit.connection.supplier.name,
        test=visit.is_test,
    )


def field_value(document: bytes, field: FormField) -> str:
    """
    Write a document as a form field carries it (cXML guide, browser form transport).

    In cxml-urlencoded everything is us-ascii, and line ends are references too: a browser would
    post a bare line feed as two characters.
    """
    if field is FormField.BASE64:
        return b64encode(document).decode("ascii")
    referenced = document.decode("utf-8").encode("ascii", "xmlcharrefreplace").decode("ascii")
    _, _, behind = referenced.partition("?>")
    prolog, tag, rest = behind.partition("<cXML")
    return ASCII_DECLARATION + prolog.replace("\n", "") + tag + rest.replace("\n", "&#10;")


def _said(visit: Visit, language: str) -> tuple[str, str]:
    """Say how many lines come home, or that nothing changes."""
    texts = translations(language)
    cart = visit.session.cart
    if cart is None or visit.session.state is SessionState.CANCELLED:
        what = texts.gettext("Nothing is taken over; your cart there stays as it was.")
        return texts.gettext("Back without a cart"), what
    count = len(cart.lines)
    what = texts.ngettext("%d line is brought home.", "%d lines are brought home.", count) % count
    return texts.gettext("Your cart is on its way home"), what


def _form_action(address: str) -> str:
    """Let the form go to the buyer, and on to where its system redirects over https."""
    try:
        origin = origin_of(address)
    except Unfit:
        return "https:"
    return "https:" if origin.scheme == "https" else f"https: {origin}"


# ── in a thread ───────────────────────────────────────────────────────────────────────────────


def _home(token: str, door: Door) -> Home:
    with door.around.database.reading() as tx:
        visit = _find(tx, token, door)
    if visit is None or visit.session.state is SessionState.OPENED:
        return Home(visit=visit, notice=Notice.UNKNOWN)
    if visit.session.return_address is None:
        return Home(visit=visit, notice=Notice.NO_WAY_HOME)
    if visit.session.message is None:
        visit = _brought(visit, token, door)
    if visit.session.message is None:
        return Home(visit=visit, notice=Notice.OVER)
    document = door.around.vault.open(visit.session.message, KIND)
    return Home(visit=visit, document=document)


def _brought(visit: Visit, token: str, door: Door) -> Visit:
    """Make the message, and read what is kept then: ours, or that of whoever was first."""
    if is_over(visit.session, door.around.clock.now(), door.settings):
        return visit
    with door.around.database.reading() as tx:
        made = made_of(tx, visit, door.around)
    with door.around.database.transaction() as tx:
        # an activation that moves this session has happened, or waits until the cart is home
        connections.hold(tx, visit.connection.id)
        latest = _find(tx, token, door) or visit
        if latest.session != visit.session:
            made = made_of(tx, latest, door.around)
        bring_home(tx, made)
    with door.around.database.reading() as tx:
        return _find(tx, token, door) or visit


def _find(tx: Transaction, token: str, door: Door) -> Visit | None:
    if not TOKEN.fullmatch(token):
        return None
    return visit_of(tx, sessions.by_return_digest(tx, door.around.vault.digest(token)))
