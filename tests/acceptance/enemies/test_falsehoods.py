"""Well-formed documents that say what cannot be, or what must not be kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import letters
from tests.desk import Desk


def test_a_currency_that_does_not_exist_is_refused(desk: Desk) -> None:
    """Three capitals alone make no currency; nobody would know what the order costs."""
    made_up = letters.order("PO-1").bytes().replace(b'currency="EUR"', b'currency="ZZZ"')

    told = desk.status(made_up)

    assert (400, True) == (told.code, "Money/@currency" in told.content)
    assert [] == desk.rows("SELECT id FROM orders")


@pytest.mark.parametrize("parents", [(1, None), (2, 1), (2, 3, 1)])
def test_lines_that_belong_to_each_other_in_a_circle_are_refused(
    desk: Desk, parents: tuple[int | None, ...]
) -> None:
    """A line under itself has no place in any order."""
    lines = [
        replace(letters.line(number), parent_line_number=parent)
        for number, parent in enumerate(parents, start=1)
    ]

    told = desk.status(letters.order("PO-1", *lines))

    assert (400, True) == (told.code, "parentLineNumber" in told.content)
    assert [] == desk.rows("SELECT id FROM orders")


def test_lines_may_belong_to_others(desk: Desk) -> None:
    """Groups of lines, and a group within a group, are usual."""
    lines = [
        replace(letters.line(number), parent_line_number=parent)
        for number, parent in enumerate([None, 1, 2, 1], start=1)
    ]

    assert 200 == desk.status(letters.order("PO-1", *lines)).code


@pytest.mark.parametrize("place", [b"ConfirmationItem", b"ConfirmationStatus"])
def test_less_than_nothing_cannot_be_confirmed(desk: Desk, place: bytes) -> None:
    """A confirmed quantity below zero is refused, with its element named."""
    order = letters.order("PO-1")
    desk.activate()
    desk.status(order)
    confirmation = letters.confirmation(order).bytes()
    item = (
        b'<ConfirmationItem lineNumber="1" quantity="2"><UnitOfMeasure>EA</UnitOfMeasure>'
        b'<ConfirmationStatus quantity="2" type="accept"><UnitOfMeasure>EA</UnitOfMeasure>'
        b"</ConfirmationStatus></ConfirmationItem></ConfirmationRequest>"
    )
    before, tag, after = item.partition(place)
    below = before + tag + after.replace(b'quantity="2"', b'quantity="-2"', 1)

    told = desk.status(confirmation.replace(b"</ConfirmationRequest>", below))

    assert (400, True) == (told.code, "@quantity" in told.content)
    assert [] == desk.rows("SELECT id FROM confirmations")


@pytest.mark.parametrize("secret", [letters.BUYER_SECRET, "a wrong secret & more"])
def test_a_payload_id_that_holds_the_secret_is_refused(desk: Desk, secret: str) -> None:
    """A payloadID goes into logs and to others; a secret in it is told to everybody."""
    post = letters.order("PO-1").but(payload_id=f"1.{secret}@buyer.example", secret=secret)

    told = desk.status(post)

    assert told.code in {400, 401}
    kept = desk.rows("SELECT payload_id, body FROM documents")
    assert 1 == len(kept)
    assert secret.partition("&")[0] not in str(kept)
    assert [] == desk.rows("SELECT id FROM claims")


@pytest.mark.parametrize("payload_id", [b"", b"x" * 1025])
def test_a_document_without_a_usable_payload_id_is_refused(desk: Desk, payload_id: bytes) -> None:
    """Nobody could tell it from its copies; it is journalled without the id."""
    post = letters.order("PO-1")

    told = desk.status(post.bytes().replace(post.payload_id.encode(), payload_id))

    assert told.code in {400, 406}
    assert "payloadID" in told.content
    assert [{"payload_id": None}] == desk.rows("SELECT payload_id FROM documents")


def test_a_secret_stays_out_of_the_journal_wherever_it_stands(desk: Desk) -> None:
    """Somebody who repeats the secret in a comment does not make us keep it."""
    order = letters.order("PO-1", letters.line(part=letters.BUYER_SECRET))

    desk.status(order)

    (kept,) = desk.rows("SELECT body FROM documents WHERE direction = 'in'")
    assert letters.BUYER_SECRET not in str(kept)


@pytest.mark.parametrize(
    "body",
    [
        "<cXML><SharedSecret>hush hush</SharedSecret>".encode("utf-16"),
        "<cXML><SharedSecret>hush hush</SharedSecret>".encode("utf-16-le"),
        b"<!-- SharedSecret: --><SharedSecret>hush hush</SharedSecret><a>",
        b"+ADw-SharedSecret+AD4-hush hush+ADw-/SharedSecret+AD4-",
        b"cXML-urlencoded=%3CSharedSecret%3Ehush hush%3C/SharedSecret%3E",
    ],
)
def test_a_secret_stays_out_of_the_journal_in_any_spelling(desk: Desk, body: bytes) -> None:
    """What cannot be read is kept for whoever looks into it, without the secret."""
    desk.post(body)

    (kept,) = desk.rows("SELECT body FROM documents")
    assert "SharedSecret" in str(kept["body"])
    assert "hush" not in str(kept["body"])


def test_a_namespace_that_is_no_address_does_no_harm(desk: Desk) -> None:
    """The canonical form has no place for one, and the document is known again all the same."""
    strange = b'<Extrinsic name="a"><a:b xmlns:a="b"/></Extrinsic></PunchOutSetupRequest>'
    body = letters.setup().bytes().replace(b"</PunchOutSetupRequest>", strange)

    assert 200 == desk.status(body).code
    assert desk.post(body) == desk.post(body)
    assert 409 == desk.status(body.replace(b'name="a"', b'name="b"')).code
