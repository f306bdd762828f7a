"""Journal, confirmations, knocks, audit and tries: what is written down is read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.cxml.findings import Finding, Severity
from gateway.rules.parties import Mode
from gateway.store import (
    audit,
    circuits,
    confirmations,
    dead_letters,
    journal,
    knocks,
    orders,
    outbox,
    piles,
)
from gateway.store.confirmations import NewConfirmation
from gateway.store.engine import Transaction
from gateway.store.knocks import NewKnock
from gateway.store.states import Direction, Origin
from tests.integration.store.makes import NOW, Stage, document, entry, new_delivery, new_order

KNOCK = NewKnock(
    domain="DUNS",
    value="1",
    from_domain="DUNS",
    from_value="2",
    kind="OrderRequest",
    source="192.0.2.1",
    reason="unknown identity",
)
FINDING = Finding(
    severity=Severity.ADVICE,
    code="GW-104",
    line=7,
    path="/cXML/Request",
    message="An attribute is missing.",
    advice="Add it.",
)


def _order(tx: Transaction, scene: Stage) -> int:
    row = orders.place(tx, new_order(scene.connection, document(tx, scene.connection)), [])
    assert row is not None
    return row


def test_a_document_is_read_as_it_was_written(scene: Stage) -> None:
    """With its findings, and with the order that it turned out to belong to."""
    with scene.database.transaction() as tx:
        new = replace(entry(scene.connection), findings=(FINDING,))
        row = journal.write(tx, new, answer="<cXML>other</cXML>")
        order = _order(tx, scene)
        journal.relate(tx, row, order_id=order, session_id=None)
        found = journal.by_id(tx, row)
        nothing = journal.by_id(tx, row + 100)

    assert found is not None
    assert nothing is None
    assert ((FINDING,), order, None) == (found.findings, found.order_id, found.session_id)
    assert ("<cXML>other</cXML>", NOW, Direction.IN) == (
        found.answer,
        found.moment,
        found.direction,
    )


def test_a_name_of_any_length_can_be_journalled(scene: Stage) -> None:
    """Whoever sends it is refused, and the refusal is written down."""
    with scene.database.transaction() as tx:
        row = journal.write(tx, entry(scene.connection, "x" * 5000))
        found = journal.by_id(tx, row)

    assert found is not None
    assert "x" * 1024 == found.payload_id


@pytest.mark.parametrize(
    ("wish", "payload_ids"),
    [
        ({}, ["3@", "2@", "1@"]),
        ({"payload_id": "2@"}, ["2@"]),
        ({"direction": "out"}, ["3@"]),
        ({"kind": "OrderRequest", "limit": 1}, ["3@"]),
        ({"before_id": 2}, ["1@"]),
        ({"connection": 4711}, []),
    ],
)
def test_the_journal_is_listed_as_wished(
    scene: Stage, wish: dict[str, int], payload_ids: list[str]
) -> None:
    """The newest first, narrowed by what is asked for."""
    with scene.database.transaction() as tx:
        for number, direction in ((1, "in"), (2, "in"), (3, "out")):
            new = replace(entry(scene.connection, f"{number}@"), direction=direction)
            journal.write(tx, new)
        found = journal.listed(tx, **wish)  # type: ignore[arg-type]  # by name

    assert payload_ids == [each.payload_id for each in found]


def test_what_was_said_of_an_order_is_kept(scene: Stage) -> None:
    """In the order in which it was said."""
    with scene.database.transaction() as tx:
        order = _order(tx, scene)
        new = NewConfirmation(
            order_id=order,
            mode=Mode.TEST,
            origin="gateway",
            type="accept",
            confirm_id="C-1",
            payload_id="1@us",
            notice_date="2026-11-21",
            comments="Nothing will be delivered.",
            lines=[{"line_number": 1, "quantity": "2"}],
            document_id=None,
            moment=NOW,
        )
        rows = [confirmations.write(tx, each) for each in (new, replace(new, type="reject"))]
        found = confirmations.of_order(tx, order)

    assert rows == [each.id for each in found]
    assert ["accept", "reject"] == [each.type for each in found]
    assert (Origin.GATEWAY, [{"line_number": 1, "quantity": "2"}]) == (
        found[0].origin,
        found[0].lines,
    )


def test_the_same_knock_is_counted(scene: Stage) -> None:
    """One row says how often and when first and last."""
    later = NOW + timedelta(hours=1)
    with scene.database.transaction() as tx:
        for moment in (NOW, NOW, later):
            knocks.record(tx, KNOCK, moment)
        knocks.record(tx, replace(KNOCK, value="x" * 5000), NOW)
        first, second = knocks.listed(tx)

    assert (3, NOW, later) == (first.count, first.first_at, first.last_at)
    assert (1, "x" * 256) == (second.count, second.value)


def test_knocks_are_not_kept_without_end(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go, so that nobody can fill the disk by knocking."""
    monkeypatch.setattr(knocks, "MOST", 20)
    monkeypatch.setattr(knocks, "ROOM", 5)
    with scene.database.transaction() as tx:
        for number in range(50):
            moment = NOW + timedelta(seconds=number)
            knocks.record(tx, replace(KNOCK, value=f"{number}"), moment)
        found = [int(each.value) for each in knocks.listed(tx, limit=100)]

    assert len(found) <= 20
    assert list(range(49, 49 - len(found), -1)) == found


def test_changes_are_listed_with_who_made_them(scene: Stage) -> None:
    """The newest first."""
    with scene.database.transaction() as tx:
        for name in ("one", "two"):
            audit.write(
                tx, now=NOW, actor=name, action="looked", subject="acme", detail={"at": name}
            )
        found = audit.listed(tx, limit=5)

    assert [("two", {"at": "two"}), ("one", {"at": "one"})] == [
        (each.actor, each.detail) for each in found
    ]


def test_tries_are_counted_and_kept(scene: Stage) -> None:
    """Each with what came of it."""
    with scene.database.transaction() as tx:
        row = outbox.put(tx, new_delivery(scene.connection), NOW)
        assert row is not None
        tried = outbox.Attempt(
            delivery_id=row,
            number=1,
            started_at=NOW,
            ended_at=NOW,
            verdict="again",
            http_status=500,
            cxml_status=None,
            note="HTTP 500",
        )
        outbox.attempt(tx, tried)
        found = outbox.by_id(tx, row)

        assert [tried] == outbox.attempts(tx, row)
    assert found is not None
    assert 1 == found.attempts


@pytest.mark.parametrize(("holds_card", "left"), [(False, b"sealed"), (True, None)])
def test_a_card_number_does_not_outlive_its_delivery(
    scene: Stage, holds_card: bool, left: bytes | None
) -> None:
    """A document that held one is erased once it was delivered."""
    with scene.database.transaction() as tx:
        outbox.put(tx, new_delivery(scene.connection, holds_card=holds_card), NOW)
        (claimed,) = outbox.claim(tx, now=NOW, lease_seconds=15, limit=1)
        outbox.finish(tx, claimed, state="delivered", reason=None, now=NOW)
        found = outbox.by_id(tx, claimed.id)

    assert found is not None
    assert left == found.document


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("https://full:8443/cxml", False),
        ("https://full:8443/other", True),
        ("https://full/cxml", True),
    ],
)
def test_deliveries_to_a_full_address_wait(scene: Stage, address: str, is_taken: bool) -> None:
    """Others go on in the meantime, on the same host too."""
    with scene.database.transaction() as tx:
        outbox.put(tx, new_delivery(scene.connection, address=address), NOW)
        full = ["https://full:8443/cxml", "https://other"]
        claimed = outbox.claim(tx, now=NOW, lease_seconds=15, limit=9, not_to=full)

    assert is_taken == bool(claimed)


def test_what_comes_behind_a_dead_letter_is_dead(scene: Stage) -> None:
    """And comes back with it, in order, when a person asks for the first one."""
    with scene.database.transaction() as tx:
        for number in ("1@", "2@"):
            outbox.put(tx, new_delivery(scene.connection, number), NOW)
        (first,) = outbox.claim(tx, now=NOW, lease_seconds=15, limit=1)
        outbox.finish(tx, first, state="dead", reason="nobody answered", now=NOW)
        outbox.bury(tx, first, NOW)
        outbox.put(tx, new_delivery(scene.connection, "3@"), NOW)
        lying = piles.dead(tx)
        found = outbox.by_id(tx, first.id)
        assert found is not None
        revived = dead_letters.revive(tx, found, NOW)
        claimed = outbox.claim(tx, now=NOW, lease_seconds=15, limit=9)

    assert [(first.address, 3)] == [(pile.address, pile.count) for pile in lying]
    assert ["1@", "2@", "3@"] == [each.payload_id for each in revived]
    assert ["1@"] == [each.payload_id for each in claimed]


def test_pause_of_what_waits_is_cut_short(scene: Stage) -> None:
    """Asking for a delivery that waits for its next try makes it due."""
    with scene.database.transaction() as tx:
        outbox.put(tx, new_delivery(scene.connection), NOW)
        (claimed,) = outbox.claim(tx, now=NOW, lease_seconds=15, limit=1)
        being_carried = dead_letters.revive(tx, claimed, NOW)
        outbox.again(tx, claimed, due_at=NOW + timedelta(hours=2), reason="nobody answered")
        (hurried,) = dead_letters.revive(tx, claimed, NOW)

    assert [] == being_carried
    assert NOW == hurried.due_at


def test_address_is_in_trouble_until_something_gets_through(scene: Stage) -> None:
    """Different deliveries that fail in a row are counted, the same one again is not."""
    with scene.database.transaction() as tx:
        for number in ("1@", "2@"):
            outbox.put(tx, new_delivery(scene.connection, number, queue=number), NOW)
        one, two = outbox.claim(tx, now=NOW, lease_seconds=15, limit=2)
        counted = [circuits.failed(tx, each, "no", NOW) for each in (one, one, two, one)]
        circuits.open_until(tx, one.endpoint, NOW + timedelta(seconds=9))
        (found,) = circuits.listed(tx)
        closed = [circuits.close(tx, one.endpoint) for _ in range(2)]

    assert [1, 1, 2, 3] == counted
    assert (one.address, 3, NOW, NOW + timedelta(seconds=9)) == (
        found.address,
        found.failures,
        found.since,
        found.open_until,
    )
    assert [3, 0] == closed


def test_deliveries_are_listed_by_what_became_of_them(scene: Stage) -> None:
    """And by the order that they belong to."""
    with scene.database.transaction() as tx:
        order = _order(tx, scene)
        for number in ("1@", "2@"):
            outbox.put(tx, new_delivery(scene.connection, number, order_id=order), NOW)
        (claimed,) = outbox.claim(tx, now=NOW, lease_seconds=15, limit=1)
        outbox.finish(tx, claimed, state="dead", reason="nobody answered", now=NOW)
        dead = outbox.listed(tx, state="dead")
        waiting = outbox.listed(tx, state="waiting", before_id=100)
        both = outbox.of_order(tx, order)

    assert ["1@", "2@"] == [each.payload_id for each in both]
    assert [["1@"], ["2@"]] == [[each.payload_id for each in one] for one in (dead, waiting)]
