"""A whole gateway behind its web door, and what browsers and buyers' systems read from it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2
from lxml import etree, html
from sqlalchemy import text
from starlette.testclient import TestClient

from gateway.clock import CountedIds, StoppedClock
from gateway.exchange.surroundings import Surroundings
from gateway.exchange.throttle import Throttle
from gateway.rules.parties_file import read_parties
from gateway.settings import Settings
from gateway.store import connections, outbox
from gateway.store.engine import open_database
from gateway.store.load import load
from gateway.vault import Vault
from gateway.web.application import create_web
from tests import letters

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
PUBLIC_URL = "https://gateway.example"
SHOP_KEY = {"Authorization": "Bearer key of the shop of stub"}
CART: dict[str, Any] = {
    "currency": "EUR",
    "lines": [
        {
            "supplier_part_id": "A-1",
            "quantity": "2",
            "unit_price": "12.50",
            "description": "Ring binder",
            "unit_of_measure": "EA",
            "classification": "44122003",
        }
    ],
}


@dataclass(frozen=True, kw_only=True)
class Front:
    """The front of a gateway, as buyers' systems, browsers and shops see it."""

    around: Surroundings
    clock: StoppedClock
    client: TestClient

    def load(self, parties: str) -> None:
        """Load a parties file."""
        loaded(self.around, parties)

    def activate(self, name: str = "acme/stub") -> None:
        """Activate a connection."""
        with self.around.database.transaction() as tx:
            connection = connections.by_name(tx, name)
            assert connection is not None
            connections.activate(tx, connection, actor="tests", now=self.clock.now())

    def knock(self, post: letters.Post | None = None) -> str:
        """Open a session; gives the path of its start page."""
        answer = self.client.post("/cxml", content=(post or letters.setup()).bytes())
        return start_address(answer.text).removeprefix(PUBLIC_URL)

    def enter(self, post: letters.Post | None = None) -> str:
        """Open a session and start it; gives the token that the shop is handed."""
        answer = self.client.post(self.knock(post))
        assert 303 == answer.status_code
        return answer.headers["location"].partition("session=")[2]

    def post(self, document: letters.Post) -> tuple[str, str]:
        """Post a document; gives the code and the content of the answer."""
        return status_of(self.client.post("/cxml", content=document.bytes()))

    def sent(self, kind: str) -> list[etree._Element]:
        """Give the documents of a kind that wait in the outbox, the oldest first."""
        with self.around.database.reading() as tx:
            found = outbox.listed(tx)
        opened = [self.around.vault.open(e.document or b"", "outbox") for e in reversed(found)]
        roots = [etree.fromstring(each) for each in opened]
        return [root for root in roots if root.find(f"Request/{kind}") is not None]

    def put(self, session: str, cart: dict[str, Any] | None = None) -> httpx2.Response:
        """Put a cart as the shop does."""
        return self.client.put(
            f"/shop/sessions/{session}/cart", json=CART if cart is None else cart, headers=SHOP_KEY
        )

    def cancel(self, session: str) -> httpx2.Response:
        """Give a visit up as the shop does."""
        return self.client.post(f"/shop/sessions/{session}/cancel", headers=SHOP_KEY)

    def told(self, session: str) -> dict[str, Any]:
        """Ask who shops, as the shop does."""
        answer = self.client.get(f"/shop/sessions/{session}", headers=SHOP_KEY)
        assert 200 == answer.status_code, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def way_home(self, answer: httpx2.Response) -> str:
        """Give the path of the return page that the shop was told."""
        assert 200 == answer.status_code, answer.text
        return str(answer.json()["return_url"]).removeprefix(PUBLIC_URL)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Ask the database itself."""
        with self.around.database.reading() as tx:
            return [dict(row) for row in tx.execute(text(query)).mappings()]


def loaded(around: Surroundings, parties: str) -> None:
    """Load a parties file."""
    declared = read_parties(parties, {})
    with around.database.transaction() as tx:
        load(tx, declared, around.vault, around.clock.now())


def start_address(answer: str) -> str:
    """Give the address of the start page that a setup was answered with."""
    found = re.search(r"<StartPage><URL>([^<]+)</URL>", answer)
    assert found, answer
    return found[1]


@dataclass(frozen=True, kw_only=True)
class Form:
    """The one form of a page."""

    action: str
    target: str | None
    fields: dict[str, str]


def form_of(page: str) -> Form:
    """Read the form of a page as a browser would; there must be exactly one."""
    (form,) = html.fromstring(page).forms
    fields = {str(each.get("name")): str(each.get("value")) for each in form.iter("input")}
    return Form(action=str(form.action), target=form.get("target"), fields=fields)


def document_of(form: Form) -> etree._Element:
    """Read the document that a form in base64 carries."""
    return etree.fromstring(b64decode(form.fields["cxml-base64"], validate=True))


def status_of(answer: httpx2.Response) -> tuple[str, str]:
    """Give the code and the content of a cXML answer, which must be cXML."""
    assert "text/xml; charset=UTF-8" == answer.headers["content-type"]
    status = etree.fromstring(answer.content).find("Response/Status")
    assert status is not None
    return str(status.get("code")), str(status.text or "")


@contextmanager
def opened(database_url: str, settings: Settings, *, wait_seconds: float = 10) -> Iterator[Front]:
    """Open a front with the usual parties on an empty database."""
    database = open_database(database_url, wait_seconds=wait_seconds)
    database.upgrade()
    clock = StoppedClock(START)
    around = Surroundings(
        database=database,
        vault=Vault("a key for tests only, long enough to be one"),
        clock=clock,
        ids=CountedIds("gateway.example"),
        public_url=settings.public_url,
        throttle=Throttle(settings.sign_in_failures),
    )
    with TestClient(create_web(around, settings), follow_redirects=False) as client:
        front = Front(around=around, clock=clock, client=client)
        front.load(letters.parties(shop_url="https://shop.example/punchout?lang=en"))
        yield front
    database.close()
