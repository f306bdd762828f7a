"""A gateway whose requesters are told by mail, and a real mail server that takes the mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from email.message import EmailMessage

import pytest

from gateway.clock import StoppedClock
from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.contacts import Contact, Email, Name
from gateway.cxml.items import ItemOut
from gateway.cxml.orders import OrderRequest
from gateway.cxml.texts import Comments, Extrinsic
from gateway.delivery.mailer import MailMeans, send_one
from gateway.mail.server import server_of
from tests import letters
from tests.desk import Desk
from tests.mail_server import MailSink, mail_server

REQUESTER = "jo@acme.example"
SETTINGS = """
mail_domains = ["acme.example"]
representative = { company = "Stub & Sons", name = "Kim Doe", email = "kim@stub.example", \
phone = "+49 30 1234" }
"""


@dataclass(frozen=True, kw_only=True)
class PostRoom:
    """Where orders come in and mails go out."""

    desk: Desk
    sink: MailSink
    means: MailMeans

    def sent(self) -> list[EmailMessage]:
        """Hand over what is due; gives every mail that the server has taken so far."""
        while send_one(self.means):
            pass
        return self.sink.mails

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        clock = self.means.clock
        assert isinstance(clock, StoppedClock)
        clock.advance(seconds)

    def states(self) -> list[tuple[object, object]]:
        """List kind and state of every mail."""
        rows = self.desk.rows("SELECT kind, state FROM mails ORDER BY id")
        return [(row["kind"], row["state"]) for row in rows]


@pytest.fixture
def sink(free_port: int) -> Iterator[MailSink]:
    """A mail server that takes everything."""
    with mail_server(free_port) as running:
        yield running


@pytest.fixture
def room(desk: Desk, sink: MailSink) -> PostRoom:
    """An active connection that lets requesters of acme.example be told."""
    desk.load(letters.parties() + SETTINGS)
    desk.activate()
    return PostRoom(desk=desk, sink=sink, means=means_for(desk, sink.url))


def means_for(desk: Desk, url: str) -> MailMeans:
    """Give what mailing needs."""
    return MailMeans(
        database=desk.around.database,
        vault=desk.around.vault,
        clock=desk.around.clock,
        server=server_of(url, seconds=5, own_name="gateway.example"),
        sender="Stub & Sons <orders@stub.example>",
        alert_to=("ops@stub.example", "night@stub.example"),
    )


def order(
    number: str,
    *lines: ItemOut,
    email: str = REQUESTER,
    name: str = "Jo March",
    language: str | None = None,
) -> letters.Post:
    """Order something, and say who it is that orders."""
    post = letters.order(number, *lines)
    assert isinstance(post.body, OrderRequest)
    contact = Contact(
        role="endUser",
        name=Name(lang="en", text=name),
        emails=(Email(address=email, preferred_lang=language),),
    )
    header = replace(post.body.header, contacts=(contact,))
    return post.but(body=replace(post.body, header=header))


def with_extrinsics(post: letters.Post, **named: str) -> letters.Post:
    """Add extrinsics to the header of an order."""
    assert isinstance(post.body, OrderRequest)
    extrinsics = tuple(Extrinsic(name=name, inner=value) for name, value in named.items())
    header = replace(post.body.header, extrinsics=extrinsics)
    return post.but(body=replace(post.body, header=header))


def text_of(mail: EmailMessage) -> str:
    """Give the text of a mail."""
    return part_of(mail, "plain")


def part_of(mail: EmailMessage, kind: str) -> str:
    """Give one part of a mail, plain or html."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def said(
    placed: letters.Post,
    kind: ConfirmationType,
    *items: ConfirmationItem,
    why: str = "",
) -> letters.Post:
    """Say something about an order as its supplier."""
    post = letters.confirmation(placed, kind)
    assert isinstance(post.body, ConfirmationRequest)
    comments = (Comments(lang="en", inner=why),) if why else ()
    header = replace(post.body.header, comments=comments)
    return post.but(body=replace(post.body, header=header, items=items))


def item(number: int, quantity: str, *statuses: ConfirmationStatus) -> ConfirmationItem:
    """Say what becomes of a line."""
    return ConfirmationItem(
        line_number=number, quantity=Decimal(quantity), unit_of_measure="EA", statuses=statuses
    )


def becomes(
    kind: ItemStatus, quantity: str, *, why: str = "", **more: object
) -> ConfirmationStatus:
    """Say what becomes of so many."""
    comments = (Comments(lang="en", inner=why),) if why else ()
    return ConfirmationStatus(
        type=kind,
        quantity=Decimal(quantity),
        unit_of_measure="EA",
        comments=comments,
        **more,  # type: ignore[arg-type]  # checked by the dataclass
    )
