"""What those who watch the gateway are told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import structlog

from gateway.store import outbox
from tests import letters
from tests.front import Front


def figure(page: str, name: str) -> float:
    """Read one figure."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    assert found, page
    return float(found[1])


def test_a_living_gateway_says_so(front: Front) -> None:
    """`/health/live` answers whenever the process does."""
    assert 200 == front.client.get("/health/live").status_code


def test_a_gateway_with_its_tables_is_ready(front: Front) -> None:
    """`/health/ready` says yes once the database has the tables of this version."""
    answer = front.client.get("/health/ready")

    assert (200, {"ready": True, "reason": None}) == (answer.status_code, answer.json())


def test_a_gateway_with_other_tables_is_not_ready(front: Front) -> None:
    """`/health/ready` says no, and why, when the tables are of another version."""
    with front.around.database.transaction() as tx:
        tx.exec_driver_sql("DELETE FROM alembic_version")

    answer = front.client.get("/health/ready")

    assert (503, False) == (answer.status_code, answer.json()["ready"])
    assert "gateway db upgrade" in answer.json()["reason"]


def test_a_gateway_that_carries_nothing_any_more_is_not_ready(front: Front) -> None:
    """`/health/ready` says no when the worker of the process has ended."""
    door = front.client.app.state.door  # type: ignore[attr-defined]  # Starlette's
    ended = replace(door.around, carries=lambda: False)
    front.client.app.state.door = replace(door, around=ended)  # type: ignore[attr-defined]

    answer = front.client.get("/health/ready")

    assert (503, False) == (answer.status_code, answer.json()["ready"])


def test_requests_are_counted_by_route(front: Front) -> None:
    """Figures count requests by method, route and status, and documents by kind and status."""
    front.client.get("/start/" + "A" * 43)
    front.client.post("/cxml", content=letters.profile().bytes())
    front.client.get("/nowhere")

    page = front.client.get("/metrics").text

    labels = 'method="GET",route="/start/{token}",status="404"'
    assert 1 == figure(page, f"gateway_requests_total{{{labels}}}")
    assert 1 == figure(page, 'gateway_requests_total{method="GET",route="none",status="404"}')
    assert 1 == figure(page, 'gateway_documents_total{kind="ProfileRequest",status="200"}')
    assert "AAAA" not in page


def test_the_outbox_is_watched(front: Front) -> None:
    """An order that waits to be carried shows up, and how long it has been due."""
    front.load(letters.parties(test_orders_url="http://127.0.0.1:9/test"))
    before = front.client.get("/metrics").text
    front.client.post("/cxml", content=letters.order("PO-1").bytes())
    front.clock.advance(90)

    after = front.client.get("/metrics").text

    assert (0, 1) == tuple(figure(page, "gateway_outbox_waiting") for page in (before, after))
    assert 90 == figure(after, "gateway_outbox_oldest_seconds")
    assert 90 == figure(after, "gateway_outbox_oldest_age_seconds")


def test_the_age_of_a_delivery_counts_its_tries(front: Front) -> None:
    """What is put off again and again is never long due, and grows old all the same."""
    front.load(letters.parties(test_orders_url="http://127.0.0.1:9/test"))
    front.client.post("/cxml", content=letters.order("PO-1").bytes())
    front.clock.advance(3600)
    now = front.clock.now()
    with front.around.database.transaction() as tx:
        [delivery] = outbox.claim(tx, now=now, lease_seconds=15, limit=1)
        outbox.again(tx, delivery, due_at=now + timedelta(hours=1), reason="Nobody answered.")

    page = front.client.get("/metrics").text

    assert 0 == figure(page, "gateway_outbox_oldest_seconds")
    assert 3600 == figure(page, "gateway_outbox_oldest_age_seconds")


def test_the_log_knows_no_token(front: Front) -> None:
    """Requests are logged by their route; no token of an address is in any event."""
    with structlog.testing.capture_logs() as events:
        path = front.knock()
        session = front.client.post(path).headers["location"].partition("session=")[2]
        home = front.way_home(front.put(session))
        front.client.get(home)

    told = str(events)
    assert {"/start/{token}", "/shop/sessions/{session}/cart", "/return/{token}"} <= {
        str(event.get("route")) for event in events
    }
    for address in (path, session, home):
        assert address.rpartition("/")[2] not in told


def test_an_unknown_address_is_told_in_json(front: Front) -> None:
    """Whoever is no browser is told in JSON that nothing is there, and never redirected."""
    answers = [front.client.get(path) for path in ("/nowhere", "/shop/", "/metrics/")]

    assert {404} == {answer.status_code for answer in answers}
    assert {"application/json"} == {answer.headers["content-type"] for answer in answers}
