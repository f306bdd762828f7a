"""Sequences of documents that follow each other, with what must come of all of them together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree

from gateway.cxml.header import Credential
from gateway.delivery.verdict import Outcome
from gateway.exchange.letter import Answer
from gateway.rules.cart_matches import BroughtLine
from tests import letters
from tests.acceptance.enemies.siege import Collection, parties
from tests.deliveries import carried
from tests.desk import Desk, opened_desk

#: a status that means that the same may be sent again later
LATER = re.compile(r"5..")
#: of the cart line that an order names
KEY: Final = "k7qd2flxab"


@dataclass(frozen=True, kw_only=True)
class Play:
    """A sequence that was played: what was answered, and where."""

    desk: Desk
    #: one list a step, one answer a copy of it
    answers: list[list[Answer]]
    expect: dict[str, Any]

    def codes(self, step: int) -> list[str]:
        """Give the cXML statuses that the copies of a step were answered with."""
        return [
            str(etree.fromstring(answer.body).xpath("string(Response/Status/@code)"))
            for answer in self.answers[step]
        ]

    def matches(self, step: int, wanted: str) -> bool:
        """Tell whether a step was answered as it should be."""
        if wanted == "same-as-1":
            return self.answers[step] == self.answers[0]
        return all(re.fullmatch(wanted, code) for code in self.codes(step))

    def count(self, query: str) -> int:
        """Count rows."""
        return len(self.desk.rows(query))


@pytest.fixture
def stage(collection: Collection, database_url: str) -> Iterator[tuple[Collection, Desk]]:
    """A gateway that knows the parties of the collection, those of production being active."""
    with opened_desk(database_url) as desk:
        desk.load(parties(collection.stage))
        for name in ("a/s", "b/s"):
            desk.activate(name)
        yield collection, desk


def played(stage: tuple[Collection, Desk], name: str) -> Play:
    """Post every document of a sequence, its copies at the same time."""
    collection, desk = stage
    written = (collection.folder / "15-sequence" / f"{name}.seq.json").read_text(encoding="utf-8")
    sequence = json.loads(written)
    answers = []
    for step in sequence["steps"]:
        if "cart" in step:
            bring(desk, collection.stage, step["cart"])
            continue
        copies = [step["post"].replace("@cart-aux", KEY).encode()] * step.get("parallel", 1)
        with ThreadPoolExecutor(max_workers=len(copies)) as crowd:
            answers.append(list(crowd.map(desk.post, copies)))
    return Play(desk=desk, answers=answers, expect=sequence["expect"])


def bring(desk: Desk, stage: dict[str, Any], cart: dict[str, str]) -> None:
    """Let a cart have come home to one of the buyers, whose key stands in the next order."""
    name = cart.get("tenant", "A")
    (tenant,) = (each for each in stage["tenants"] if each["key"] == name)
    buyer = Credential(domain=tenant["domain"], identity=tenant["identity"])
    way_home = f"{tenant['browser_form_post_allow'][0]}/return"
    visit = letters.setup(return_url=way_home).but(
        sender=buyer, from_=buyer, secret=tenant["shared_secret"]
    )
    line = BroughtLine(
        line_number=1,
        supplier_part_id="SKU-100",
        key=KEY,
        auxiliary_id="",
        quantity=Decimal(10),
        unit_price=Decimal(cart["price"]),
        currency="USD",
        unit_of_measure="EA",
        description="Widget",
    )
    desk.bring(line, visit=visit)


AGAIN: Final = (
    "dup-same-pid-same-body",
    "dup-same-pid-ws-differs",
    "dup-same-pid-other-body",
    "dup-new-pid-same-order",
    "dup-new-pid-changed-order",
    "dup-after-4xx-fixed",
    "dup-after-401",
)
#: what each order out of a cart is flagged with, in our own words
CARTS: Final = {"seq-cart-tamper-price": "price", "seq-cart-foreign-aux": "foreign-cart"}
ALONE: Final = {
    "dup-concurrent-50",
    "seq-new-update-delete",
    "seq-conf-accept-then-reject",
    "seq-conf-dup",
}


def test_every_sequence_is_played_here(collection: Collection) -> None:
    """None of the collection's sequences is left out."""
    written = {Path(file).name for file in collection.expected("sequence")}

    assert {f"{name}.seq.json" for name in {*AGAIN, *CARTS, *ALONE}} == written


@pytest.mark.parametrize("name", AGAIN)
def test_a_document_that_comes_again_makes_no_second_order(
    stage: tuple[Collection, Desk], name: str
) -> None:
    """Each is answered as it should be, and there is one order and one delivery."""
    play = played(stage, name)

    wanted = play.expect["answers"]
    assert [True] * len(wanted) == [play.matches(step, each) for step, each in enumerate(wanted)]
    assert play.expect["orders"] == play.count("SELECT id FROM orders")
    assert play.expect.get("forwards", 1) == play.count("SELECT id FROM outbox")


def test_fifty_copies_at_the_same_time_are_one_order(stage: tuple[Collection, Desk]) -> None:
    """None of them is refused for good, and one of them is carried on."""
    play = played(stage, "dup-concurrent-50")

    codes = set(play.codes(0))
    assert {"200"} == {code for code in codes if not LATER.fullmatch(code)}
    assert play.expect["orders"] == play.count("SELECT id FROM orders")
    assert play.expect["forwards"] == play.count("SELECT id FROM outbox")


def test_versions_reach_the_supplier_in_their_order(stage: tuple[Collection, Desk]) -> None:
    """Although it fails the first attempt of each, nothing overtakes."""
    play = played(stage, "seq-new-update-delete")

    tries = [
        carried(play.desk, outcome)
        for _ in range(len(play.answers))
        for outcome in (Outcome.AGAIN, Outcome.DELIVERED)
    ]

    expected = [f"{name}@corpus.test" for name in play.expect["forward_order"]]
    assert [[name] for name in expected for _ in range(2)] == tries
    assert [{"state": "cancelled", "version": 3}] == play.desk.rows(
        "SELECT state, version FROM orders"
    )


def test_a_second_confirmation_takes_the_place_of_the_first(
    stage: tuple[Collection, Desk],
) -> None:
    """A supplier that accepts and then rejects has rejected; the buyer hears both in order."""
    play = played(stage, "seq-conf-accept-then-reject")

    wanted = play.expect["answers"]
    assert [True] * len(wanted) == [play.matches(step, each) for step, each in enumerate(wanted)]
    assert [{"state": "rejected"}] == play.desk.rows("SELECT state FROM orders")


def test_a_confirmation_that_comes_again_is_told_once(stage: tuple[Collection, Desk]) -> None:
    """The buyer hears it once."""
    play = played(stage, "seq-conf-dup")

    assert play.expect["confirmations_sent_to_buyer"] == play.count("SELECT id FROM confirmations")
    assert play.answers[1] == play.answers[2]


@pytest.mark.parametrize(("name", "flag"), CARTS.items())
def test_an_order_that_is_not_out_of_its_own_cart_is_flagged(
    stage: tuple[Collection, Desk], name: str, flag: str
) -> None:
    """A price that was tampered with and another buyer's cart are seen; neither order is lost."""
    play = played(stage, name)

    assert ["200"] == play.codes(0)
    assert [{"safeguard": flag, "action": "flag"}] == play.desk.rows(
        "SELECT safeguard, action FROM order_flags"
    )
    assert 1 == play.count("SELECT id FROM orders")
