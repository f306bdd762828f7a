"""Webhooks, from the letter box to a real supplier: signed at every try, judged by their status."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from catalog_stub.signatures import Forged, check, signing_key
from gateway.carrier import Bounds, Carrier
from gateway.clock import StoppedClock
from gateway.delivery.attempt import Means, attempt
from gateway.delivery.refusal import Pen
from gateway.delivery.resend import resend
from gateway.delivery.settle import settle
from gateway.store import outbox
from gateway.store.outbox import Delivery
from tests import letters
from tests.desk import Desk
from tests.integration.delivery.conftest import Supplier
from tests.integration.delivery.test_settle import PATIENCE

OLD = letters.WEBHOOK_SECRET
NEW = "whsec_QSBuZXcgc2VjcmV0LCBsb25nIGVub3VnaCE="
#: longer than any pause between tries, in seconds
PAUSE = 2.5 * 3600


@pytest.fixture
def hooked(desk: Desk, supplier: Supplier) -> Desk:
    """An active connection whose supplier wants webhooks."""
    desk.load(letters.parties(without_cxml=letters.wants_webhooks(supplier.url, OLD)))
    desk.activate()
    supplier.says = [(204, b"")]
    return desk


def clock_of(desk: Desk) -> StoppedClock:
    """The clock of a desk."""
    assert isinstance(desk.around.clock, StoppedClock)
    return desk.around.clock


def means_of(desk: Desk, carrier: Carrier) -> Means:
    """What carrying needs."""
    around = desk.around
    return Means(
        database=around.database,
        carrier=carrier,
        vault=around.vault,
        clock=around.clock,
        ids=around.ids,
    )


def carried(desk: Desk, carrier: Carrier) -> list[Delivery]:
    """Wait for long, and try once whatever is next in its queue."""
    around, clock = desk.around, clock_of(desk)
    clock.advance(PAUSE)
    means = means_of(desk, carrier)
    pen = Pen(vault=around.vault, ids=around.ids, now=clock.now())
    with around.database.transaction() as tx:
        claimed = outbox.claim(tx, now=clock.now(), lease_seconds=15, limit=100)
    tried = [(each, attempt(each, means)) for each in claimed]
    with around.database.transaction() as tx:
        for each, over in tried:
            assert settle(tx, each, over, PATIENCE, pen)
    return claimed


def states(desk: Desk) -> list[object]:
    """How the deliveries stand, the oldest first."""
    return [row["state"] for row in desk.rows("SELECT state FROM outbox ORDER BY id")]


def heard(supplier: Supplier) -> list[dict[str, Any]]:
    """The events that a supplier has heard."""
    return [json.loads(body) for body in supplier.heard]


def test_order_is_announced_as_its_supplier_reads_it(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """The webhook is the event of the feed, signed; the journal and the tries know of it."""
    hooked.post(letters.order("PO-1"))

    (delivery,) = carried(hooked, carrier)

    (event,) = heard(supplier)
    genuine = check(
        signing_key(OLD), supplier.headers[0], supplier.heard[0], clock_of(hooked).now()
    )
    assert ("order.new", "PO-1", "active") == (
        event["type"],
        event["order"]["order_id"],
        event["order"]["mode"],
    )
    assert event["id"] == genuine == delivery.payload_id
    assert ["delivered"] == states(hooked)
    assert [{"kind": "order.new", "status": 204, "payload_id": event["id"]}] == hooked.rows(
        "SELECT kind, status, payload_id FROM documents WHERE direction = 'out'"
    )
    assert [{"event_id": event["id"]}] == hooked.rows("SELECT event_id FROM events")


def test_every_try_is_the_same_but_for_its_moment(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """The same id and body each time, signed with the time of the try."""
    supplier.says = [(500, b"down"), (302, b""), (404, b""), (204, b"")]
    hooked.post(letters.order("PO-1"))

    for _ in range(4):
        carried(hooked, carrier)

    stamps = [int(headers["webhook-timestamp"]) for headers in supplier.headers]
    assert 1 == len(set(supplier.heard))
    assert 1 == len({headers["webhook-id"] for headers in supplier.headers})
    assert [int(PAUSE)] * 3 == [later - earlier for earlier, later in pairwise(stamps)]
    assert 4 == len({headers["webhook-signature"] for headers in supplier.headers})
    assert ["delivered"] == states(hooked)
    assert [500, 302, 404, 204] == [
        row["http_status"] for row in hooked.rows("SELECT http_status FROM attempts ORDER BY id")
    ]


def test_worker_that_was_killed_is_followed_by_another(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """What was sent and not written down is sent again under the same id."""
    hooked.post(letters.order("PO-1"))
    with hooked.around.database.transaction() as tx:
        now = clock_of(hooked).now()
        (killed,) = outbox.claim(tx, now=now, lease_seconds=15, limit=1)
    attempt(killed, means_of(hooked, carrier))

    carried(hooked, carrier)

    first, second = (headers["webhook-id"] for headers in supplier.headers)
    assert (first, supplier.heard[0]) == (second, supplier.heard[1])
    assert ["delivered"] == states(hooked)


def test_changes_wait_for_what_stands_before_them(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """The webhooks of one order come in its order, those of another one meanwhile."""
    supplier.says = [(500, b""), (500, b""), (204, b"")]
    placed = letters.order("PO-1")
    hooked.post(placed)
    changed = letters.changed(placed, letters.line(quantity="3"))
    hooked.post(changed)
    hooked.post(letters.cancelled(changed))
    hooked.post(letters.order("PO-2"))

    for _ in range(4):
        carried(hooked, carrier)

    assert ["order.new", "order.update", "order.delete"] == list(
        dict.fromkeys(
            event["type"] for event in heard(supplier) if event["order"]["order_id"] == "PO-1"
        )
    )
    assert ["delivered"] * 4 == states(hooked)


def test_address_that_is_gone_is_a_dead_letter_at_once(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """410 ends it after one try, and a person is told; the event can still be read."""
    supplier.says = [(410, b"")]
    hooked.post(letters.order("PO-1"))

    carried(hooked, carrier)
    carried(hooked, carrier)

    assert (1, ["dead"]) == (len(supplier.heard), states(hooked))
    (alert,) = hooked.rows("SELECT words, cleared_at FROM alerts")
    assert "webhook (order.new)" in str(alert["words"])
    assert "/supplier/events" in str(alert["words"])
    assert None is alert["cleared_at"]
    assert [{"state": "sent"}] == hooked.rows("SELECT state FROM orders")


def test_dead_letter_is_sent_again_by_a_person(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """The same event under the same id; once it arrives the alert is over."""
    supplier.says = [(410, b""), (200, b"")]
    hooked.post(letters.order("PO-1"))
    (delivery,) = carried(hooked, carrier)

    with hooked.around.database.transaction() as tx:
        dead = outbox.by_id(tx, delivery.id)
        assert dead is not None
        resend(tx, dead, actor="tests", now=clock_of(hooked).now())
    carried(hooked, carrier)

    assert ["delivered"] == states(hooked)
    assert 1 == len({headers["webhook-id"] for headers in supplier.headers})
    assert [] == hooked.rows("SELECT id FROM alerts WHERE cleared_at IS NULL")


def test_old_and_new_secret_sign_until_the_old_one_is_dropped(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """A secret is looked up at every try: what waits is signed with what holds then."""
    supplier.says = [(500, b""), (500, b""), (200, b"")]
    hooked.post(letters.order("PO-1"))
    carried(hooked, carrier)
    hooked.load(letters.parties(without_cxml=letters.wants_webhooks(supplier.url, NEW, OLD)))
    carried(hooked, carrier)
    hooked.load(letters.parties(without_cxml=letters.wants_webhooks(supplier.url, NEW)))
    carried(hooked, carrier)

    known = [accepted(supplier, number) for number in range(3)]

    assert [[OLD], [NEW, OLD], [NEW]] == known


def accepted(supplier: Supplier, number: int) -> list[str]:
    """Which secrets accept a webhook."""
    return [secret for secret in (NEW, OLD) if _is_genuine(supplier, number, secret)]


def _is_genuine(supplier: Supplier, number: int, secret: str) -> bool:
    headers = supplier.headers[number]
    sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    try:
        return bool(check(signing_key(secret), headers, supplier.heard[number], sent_at))
    except Forged:
        return False


def test_supplier_that_lost_its_secret_is_not_called(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """Nothing leaves unsigned: it waits, and says for what."""
    hooked.post(letters.order("PO-1"))
    hooked.load(letters.parties(without_cxml=letters.WITHOUT_CXML))

    carried(hooked, carrier)

    assert [] == supplier.heard
    (row,) = hooked.rows("SELECT state, reason FROM outbox")
    assert "waiting" == row["state"]
    assert "webhook_secret" in str(row["reason"])


def test_answer_is_not_read(hooked: Desk, supplier: Supplier) -> None:
    """However much an answer says, its status counts."""
    supplier.says = [(200, b"<html>" * 100_000)]
    hooked.post(letters.order("PO-1"))

    carried(hooked, Carrier(Bounds(max_answer_bytes=1000)))

    assert ["delivered"] == states(hooked)
    assert [{"answer": ""}] == hooked.rows("SELECT answer FROM documents WHERE direction = 'out'")


def test_secret_is_nowhere_but_in_the_vault(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """Neither journal nor outbox nor tries show secret or signature."""
    hooked.post(letters.order("PO-1"))
    carried(hooked, carrier)

    kept = str(hooked.rows("SELECT * FROM documents") + hooked.rows("SELECT * FROM attempts"))

    signature = supplier.headers[0]["webhook-signature"].removeprefix("v1,")
    assert (False, False) == (OLD.removeprefix("whsec_") in kept, signature in kept)


def test_test_orders_are_announced_where_tests_go(
    desk: Desk, supplier: Supplier, new_supplier: Callable[[], Supplier], carrier: Carrier
) -> None:
    """A test never rings the bell of the real system."""
    other = new_supplier()
    other.says = supplier.says = [(204, b"")]
    lines = letters.wants_webhooks(supplier.url, OLD) + f'test_webhook_url = "{other.url}"\n'
    desk.load(letters.parties(without_cxml=lines))

    desk.post(letters.order("PO-1"))
    carried(desk, carrier)

    assert ([], ["test"]) == (heard(supplier), [each["order"]["mode"] for each in heard(other)])


def test_supplier_without_a_webhook_url_is_not_called(desk: Desk, carrier: Carrier) -> None:
    """It reads its events when it likes; nothing waits for it."""
    desk.load(letters.parties(without_cxml=letters.WITHOUT_CXML))
    desk.activate()

    desk.post(letters.order("PO-1"))

    assert [] == carried(desk, carrier)


def test_private_networks_are_not_called(
    hooked: Desk, supplier: Supplier, carrier: Carrier
) -> None:
    """The rules for addresses hold for webhooks as for documents."""
    guarded = letters.parties(without_cxml=letters.wants_webhooks(supplier.url, OLD)).replace(
        supplier.url, "https://127.0.0.1/webhook"
    )
    hooked.load(without_private_network(guarded))
    hooked.post(letters.order("PO-1"))

    carried(hooked, carrier)

    assert [] == supplier.heard
    assert "private" in str(hooked.rows("SELECT reason FROM outbox"))


def without_private_network(parties: str) -> str:
    """The same parties, the supplier in the open internet."""
    before, supplier, after = parties.partition("[[supplier]]")
    closed = after.replace("allow_private_network = true", "", 1).replace("http://", "https://")
    return f"{before}{supplier}{closed}"
