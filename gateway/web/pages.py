"""Makes the shopper's pages: templates, languages, and the headers that fence a page in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from gateway import languages
from gateway.languages import language_for
from gateway.web.door import door_of

STATIC: Final = Path(__file__).parent / "static"
TRANSLATIONS: Final = STATIC.with_name("translations")
#: browsers show a page again from memory only where it may be shown again
HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a notice says: what it is, why, and what to do now."""

    title: str
    why: str
    what_now: str


def _(text: str) -> str:
    """Mark a text for translation."""
    return text


_AGAIN: Final = _("Go back to your procurement system and open the catalogue from there again.")


class Notice(Enum):
    """The pages that tell a shopper why something does not go on."""

    #: 404: the token is nobody's
    UNKNOWN = Words(
        title=_("This address is not known here"),
        why=_("It may be incomplete, or it belongs to a visit that ended long ago."),
        what_now=_AGAIN,
    )
    #: 410: the start page was used
    USED = Words(
        title=_("This address was used already"),
        why=_("For your safety, such an address opens the catalogue only once."),
        what_now=_AGAIN,
    )
    #: 410: the start page was not used in time
    TOO_LATE = Words(
        title=_("This address has expired"),
        why=_("For your safety, such an address is good for a few minutes only."),
        what_now=_AGAIN,
    )
    #: 410: cancelled, returned or timed out
    OVER = Words(
        title=_("This visit is over"),
        why=_("Its cart was taken home already, or the visit was cancelled or took too long."),
        what_now=_AGAIN,
    )
    #: 409: the setup request had no BrowserFormPost
    NO_WAY_HOME = Words(
        title=_("There is no way home for this cart"),
        why=_("Your procurement system did not say where carts are to be brought."),
        what_now=_(
            "Please tell the people who look after your procurement system that its"
            " PunchOutSetupRequest has no BrowserFormPost. Nothing was ordered."
        ),
    )
    #: 503: the supplier has no shop_url
    NO_SHOP = Words(
        title=_("The catalogue cannot be opened"),
        why=_("The supplier has not told this gateway where its catalogue is."),
        what_now=_("Please tell your supplier, and try again later."),
    )
    #: 503, 429
    LATER = Words(
        title=_("Please try again in a moment"),
        why=_("The gateway cannot do this right now."),
        what_now=_("Load this page again in half a minute. Nothing was lost."),
    )
    #: 500, 400
    BROKEN = Words(
        title=_("Something went wrong"),
        why=_("The gateway could not do what was asked."),
        what_now=_AGAIN,
    )


def translations(language: str) -> NullTranslations:
    """Give the texts of these pages in a language."""
    return languages.translations(TRANSLATIONS, language)


def page(
    request: Request,
    template: str,
    language: str,
    *,
    form_action: str = "'none'",
    http_status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Make a page; `form_action` says in the words of CSP where its form may lead."""
    root = urlsplit(door_of(request).settings.public_url).path
    content = _environment(language).get_template(template).render(values, root=root)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        # procurement systems show these pages in a frame of theirs, whoever they are
        f" base-uri 'none'; form-action {form_action}; frame-ancestors *"
    )
    headers = {**HEADERS, "Content-Security-Policy": policy, "Content-Language": language}
    return HTMLResponse(content, status_code=http_status, headers=headers)


def notice_page(
    request: Request,
    notice: Notice,
    *,
    http_status: int,
    language: str | None = None,
    reference: str = "",
) -> HTMLResponse:
    """Make the page that says why something does not go on, and what to do."""
    chosen = language_for(language, request.headers.get("accept-language"))
    words = notice.value
    say = translations(chosen).gettext
    return page(
        request,
        "notice.html",
        chosen,
        http_status=http_status,
        title=say(words.title),
        why=say(words.why),
        what_now=say(words.what_now),
        reference=reference,
        test=False,
    )


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("gateway.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # the extension's
        translations(language), newstyle=True
    )
    environment.globals["language"] = language
    environment.globals["mark"] = _mark
    return environment


@cache
def _mark(name: str) -> str:
    """Give a mark of a static file's content, so that a changed one is another address."""
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]
