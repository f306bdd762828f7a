"""Writes mails: HTML and text of the same templates' family, and headers that nobody can add to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateError,
    select_autoescape,
)

from gateway.errors import GatewayFault
from gateway.languages import translations

TRANSLATIONS: Final = Path(__file__).parent / "translations"
#: how numbers, sums and dates are written in each language
_LOCALES: Final = {"en": "en_GB", "fr": "fr_FR", "de": "de_DE"}

_BLANK_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to be written; the same letter is written the same, byte for byte."""

    #: name of its templates
    template: str
    language: str
    #: `orders@supplier.example`, or `Orders <orders@supplier.example>`
    sender: str
    recipients: tuple[str, ...]
    #: of the recipient, where there is one
    name: str
    reply_to: str | None
    #: a random-looking word of its own; one that mails of one thread share, or none
    mark: str
    thread: str | None
    moment: datetime
    #: whether it is about a test, which its subject says
    test: bool
    content: Mapping[str, Any]


def compose(letter: Letter) -> EmailMessage:
    """Write a letter as a mail, in text and HTML. Raises GatewayFault when that cannot be done."""
    try:
        return _composed(letter)
    except (TemplateError, LookupError, ValueError, ArithmeticError) as fault:
        raise GatewayFault("A mail could not be written; the log has the details.") from fault


def _composed(letter: Letter) -> EmailMessage:
    text = _environment(letter.language).get_template(f"{letter.template}.txt")
    html = _environment(letter.language).get_template(f"{letter.template}.html")
    values = {**letter.content, "recipient_name": letter.name, "test": letter.test}
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(text, values)
    _address(message, letter)
    body = _BLANK_LINES.sub("\n\n", text.render(values)).lstrip()
    message.set_content(body, cte="quoted-printable")
    message.add_alternative(html.render(values), subtype="html", cte="quoted-printable")
    # set any earlier, it would belong to the text alone
    message["Content-Language"] = letter.language
    # a random one would make each try another mail
    message.set_boundary(f"=_{letter.mark}")
    return message


def _subject(text: Template, values: Mapping[str, Any]) -> str:
    said = "".join(text.blocks["subject"](text.new_context(dict(values)))).strip()
    return f"TEST: {said}" if values["test"] else said


def _address(message: EmailMessage, letter: Letter) -> None:
    named, address = parseaddr(letter.sender)
    domain = address.rpartition("@")[2]
    message["From"] = Address(display_name=named, addr_spec=address)
    alone = len(letter.recipients) == 1
    message["To"] = [
        Address(display_name=letter.name if alone else "", addr_spec=each)
        for each in letter.recipients
    ]
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=letter.reply_to)
    message["Date"] = format_datetime(letter.moment)
    message["Message-ID"] = f"<{letter.mark}@{domain}>"
    if letter.thread:
        message["References"] = f"<{letter.thread}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers that they are away
    message["X-Auto-Response-Suppress"] = "All"


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("gateway.mail"),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # the extension's
        translations(TRANSLATIONS, language), newstyle=True
    )
    environment.globals["language"] = language
    filters: dict[str, Callable[..., str]] = {"number": _number, "money": _money, "day": _day}
    locale = _LOCALES[language]
    environment.filters.update(
        {name: partial(make, locale=locale) for name, make in filters.items()}
    )
    return environment


def _number(written: str, *, locale: str) -> str:
    return format_decimal(Decimal(written), locale=locale, decimal_quantization=False)


def _money(written: str, currency: str, *, locale: str) -> str:
    try:
        return format_currency(
            Decimal(written), currency, locale=locale, decimal_quantization=False
        )
    except InvalidOperation:
        return f"{written} {currency}"


def _day(written: str, *, locale: str) -> str:
    """Write a cXML moment as a day; what cannot be read as one stays as it is."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written[:40]
    return format_date(moment, format="long", locale=locale)
