"""A shopper's browser for rehearsals: follows redirects, fills in plain forms, runs no scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urljoin

from lxml import html

from gateway.carrier import Carrier
from gateway.errors import Unreachable

#: more redirects in a row than any shop needs
_MOST_REDIRECTS: Final = 10
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it stands on a page: where it goes, and what it would send."""

    address: str
    method: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that the browser shows."""

    address: str
    status: int
    body: bytes = field(repr=False)

    def forms(self) -> list[Form]:
        """List the forms of the page."""
        tree = html.fromstring(self.body)
        return [
            Form(
                address=urljoin(self.address, form.action or self.address),
                method=form.method.upper(),
                fields=dict(form.form_values()),
            )
            for form in tree.forms
        ]

    def form(self, *, to: str, **fields: str) -> Form:
        """
        Find the form whose address ends so and whose fields have these values.

        Raises Unreachable when the page has none: it is not the page that was expected.
        """
        for form in self.forms():
            path = form.address.partition("?")[0]
            if path.endswith(to) and fields.items() <= form.fields.items():
                return form
        raise Unreachable(f"The page at {_place(self.address)} has no form that leads to {to}.")


class Shopper:
    """Somebody at a browser, in a network of our own."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def open(self, address: str) -> Page:
        """Open an address; raises Unreachable when it does not answer with a page."""
        for _ in range(_MOST_REDIRECTS):
            answer = self._carrier.get(address, private_network=True)
            if answer.status not in _REDIRECTS:
                return _shown(Page(address=address, status=answer.status, body=answer.body))
            address = urljoin(address, answer.headers.get("location", ""))
        raise Unreachable(f"{_place(address)} sends the browser round in circles.")

    def press(self, form: Form, **fields: str) -> Page:
        """Send a form, with some of its fields filled in otherwise."""
        filled = urlencode({**form.fields, **fields})
        if form.method == "GET":
            return self.open(f"{form.address}?{filled}")
        answer = self._carrier.post(
            form.address,
            filled.encode("ascii"),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            private_network=True,
        )
        if answer.status in _REDIRECTS:
            return self.open(urljoin(form.address, answer.headers.get("location", "")))
        return _shown(Page(address=form.address, status=answer.status, body=answer.body))


def _shown(page: Page) -> Page:
    if page.status != HTTPStatus.OK:
        raise Unreachable(f"{_place(page.address)} answers with HTTP {page.status}.")
    return page


def _place(address: str) -> str:
    """Name an address without the tokens in it: scheme, host and first step of the path."""
    return "/".join(address.partition("?")[0].split("/")[:4])
