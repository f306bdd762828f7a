"""The version of cXML that a connection speaks: what its documents declare, and what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from lxml import etree

from gateway.cxml.kinds import KINDS, Kind
from gateway.cxml.orders import OrderRequest
from gateway.cxml.texts import Comments
from gateway.cxml.versions import NEWEST, VERSIONS, newest
from tests import letters
from tests.desk import Desk
from tests.dtd_documents import FOLDER, grammar_of, versions_of
from tests.needs import missing

#: those whose grammars are here, one between two of them, and the usual one
SPOKEN: Final = ("1.1.010", "1.2.014", "1.2.033", "1.2.050", NEWEST)
FAULTY: Final = b'quantity="1e3"'
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE cXML SYSTEM .*/cXML/([\d.]+)/(\w+)\.dtd\">")
OLD: Final = "1.1.010"


def declared(document: bytes) -> str:
    """Give the version that a document declares."""
    found = _DOCTYPE.search(document)
    assert found, document[:200]
    return found[1].decode()


def complaints(document: bytes, kind: Kind) -> list[str]:
    """Say what the official grammar of the declared version has against a document."""
    if not FOLDER.is_dir():
        missing("the official DTDs")
    # between two grammars that are here, what holds under the older one holds
    known = [each for each in versions_of(kind) if newest(each, declared(document)) != each]
    version = declared(document) if declared(document) in versions_of(kind) else known[-1]
    dtd = grammar_of(kind.dtd, version).dtd
    dtd.validate(etree.fromstring(document))
    return [str(entry) for entry in dtd.error_log]


def carried(desk: Desk) -> bytes:
    """Open the one document that waits in the outbox."""
    (row,) = desk.rows("SELECT document FROM outbox")
    sealed = row["document"]
    assert isinstance(sealed, bytes | memoryview)
    return desk.around.vault.open(bytes(sealed), "outbox")


@pytest.mark.parametrize("version", SPOKEN)
@pytest.mark.parametrize("post", [letters.profile, letters.setup], ids=["profile", "setup"])
def test_answers_are_of_the_version_of_their_connection(
    desk_with: Callable[..., Desk], version: str, post: Callable[[], letters.Post]
) -> None:
    """A profile and a start page declare it, and are valid under it."""
    desk = desk_with(dtd_version=version)

    answer = desk.post(post()).body

    assert version == declared(answer)
    assert [] == complaints(answer, KINDS["Response"])


@pytest.mark.parametrize("version", SPOKEN)
def test_refusals_are_of_the_version_of_their_connection(
    desk_with: Callable[..., Desk], version: str
) -> None:
    """Whoever is known is refused in words that its system reads."""
    desk = desk_with(dtd_version=version)
    faulty = letters.order("PO-1").bytes().replace(b'quantity="2"', FAULTY)

    answer = desk.post(faulty).body

    assert b'Status code="400"' in answer
    assert version == declared(answer)
    assert [] == complaints(answer, KINDS["Response"])


def test_a_stranger_is_answered_in_the_newest_version(desk_with: Callable[..., Desk]) -> None:
    """Nobody knows what a stranger reads."""
    desk = desk_with(dtd_version=OLD)

    answer = desk.post(letters.profile().but(secret="wrong")).body

    assert NEWEST == declared(answer)


@pytest.mark.parametrize("version", SPOKEN)
def test_a_confirmation_of_ours_is_of_the_oldest_version_that_knows_it(
    desk_with: Callable[..., Desk], version: str
) -> None:
    """It is the connection's, or the first whose grammar is known to have confirmations."""
    desk = desk_with(dtd_version=version)

    desk.post(letters.order("PO-1"))

    document = carried(desk)
    assert newest(version, "1.2.050") == declared(document)
    assert [] == complaints(document, KINDS["ConfirmationRequest"])


@pytest.mark.parametrize("version", SPOKEN)
def test_an_order_is_carried_on_in_the_version_of_its_connection(
    desk_with: Callable[..., Desk], version: str
) -> None:
    """What it was declared under does not matter; @orderType is what the oldest lacks."""
    desk = desk_with(dtd_version=version)
    desk.activate()

    desk.post(letters.order("PO-1"))

    assert newest(version, "1.2.014") == declared(carried(desk))
    assert [] == complaints(carried(desk), KINDS["OrderRequest"])


def test_nothing_is_left_out_of_what_is_carried_on(desk_with: Callable[..., Desk]) -> None:
    """An order that holds more than the version knows declares the one that it needs."""
    desk = desk_with(dtd_version=OLD)
    desk.activate()
    post = letters.order("PO-1")
    assert isinstance(post.body, OrderRequest)
    twice = (Comments(inner="one"), Comments(inner="two"))
    header = replace(post.body.header, comments=twice)

    desk.post(post.but(body=replace(post.body, header=header)))

    sent = carried(desk)
    assert "1.2.050" == declared(sent)
    assert ["one", "two"] == etree.fromstring(sent).xpath("//OrderRequestHeader/Comments/text()")
    assert [] == complaints(sent, KINDS["OrderRequest"])


def test_every_version_can_be_agreed() -> None:
    """From the oldest that is understood to the newest that is written."""
    assert (OLD, NEWEST, 72) == (VERSIONS[0], VERSIONS[-1], len(VERSIONS))
