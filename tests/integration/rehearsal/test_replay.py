"""A replay over real HTTP, against a small server that answers like a gateway and remembers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lxml import etree

from gateway.carrier import Carrier
from gateway.clock import CountedIds, StoppedClock
from gateway.rehearsal.parties import read_parties
from gateway.rehearsal.play import State, Target, replay
from gateway.rehearsal.report import CaseReport, Report

PARTIES = """
[[buyer]]
name = "acme"
identities = [{ domain = "NetworkID", value = "AN1" }]
secret = "acme-secret"
[[supplier]]
name = "stub"
identities = [{ domain = "DUNS", value = "5" }]
[[connection]]
buyer = "acme"
supplier = "stub"
"""
OTHERS = PARTIES.replace("acme", "globex").replace("AN1", "AN2")
ORDER = """<?xml version="1.0" encoding="ISO-8859-1"?>
<cXML payloadID="17@buyer.example" timestamp="2020-01-01T00:00:00+00:00">
  <Header>
    <From><Credential domain="NetworkID"><Identity>AN1</Identity></Credential></From>
    <To><Credential domain="DUNS"><Identity>5</Identity></Credential></To>
    <Sender><Credential domain="NetworkID"><Identity>AN1</Identity>
      <SharedSecret>acme-secret</SharedSecret></Credential></Sender>
  </Header>
  <Request><OrderRequest><OrderRequestHeader orderID="PO-\xe9-7"/></OrderRequest></Request>
</cXML>
"""
ANSWER = """<cXML payloadID="{number}@gateway" timestamp="2026-11-21T10:00:00+00:00"><Response>
<Status code="200" text="OK">stored</Status></Response></cXML>"""


@dataclass(slots=True)
class Listener:
    """What the server heard, and the answers that it gave."""

    url: str = ""
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    given: dict[str, bytes] = field(default_factory=dict)

    def answer(self, content_type: str, body: bytes) -> bytes:
        """Give a payloadID the answer that it had before, or a new one."""
        self.heard.append((content_type, body))
        name = etree.fromstring(body).get("payloadID", "")
        return self.given.setdefault(name, ANSWER.format(number=len(self.given)).encode())


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A server on loopback for the time of one test."""
    listening = Listener()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = listening.answer(f"{self.path} {self.headers['Content-Type']}", body)
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=UTF-8")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        listening.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield listening
        server.shutdown()
        thread.join(10)


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    """An order that is sent twice, as a scenario."""
    (tmp_path / "parties.toml").write_text(PARTIES)
    scenario = tmp_path / "twice"
    scenario.mkdir()
    (scenario / "scenario.toml").write_text('about = "An order is sent twice."')
    (scenario / "1-order.xml").write_bytes(ORDER.encode("latin-1"))
    (scenario / "1-order.expect.toml").write_text('content_type = "application/xml"\n')
    (scenario / "2-again.expect.toml").write_text(
        'document = "1-order.xml"\nsame_answer_as = "1-order"\n'
    )
    return tmp_path


@pytest.fixture
def target(listener: Listener) -> Target:
    """The small server as a target, at a moment of our choice."""
    return Target(
        base_url=listener.url,
        carrier=Carrier(),
        clock=StoppedClock(datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ids=CountedIds("tests"),
    )


def played(path: Path, target: Target) -> tuple[Report, list[CaseReport]]:
    """Replay a path, and collect what was told on the way."""
    told: list[CaseReport] = []
    report = replay([path], target=target, on_case=told.append)
    return report, told


def test_scenario_is_played_in_order_and_judged(
    fixtures: Path, target: Target, listener: Listener
) -> None:
    """The repeated document is the same again, so it gets the same answer; all of it is told."""
    report, told = played(fixtures, target)

    assert {
        "passed": True,
        "cases": [
            {
                "name": name,
                "passed": True,
                "differences": [],
                "status": 200,
                "took_ms": 0.0,
            }
            for name in ("twice/1-order", "twice/2-again")
        ],
        "left_out": [],
    } == report.as_json()
    assert list(report.cases) == told
    assert ["/cxml application/xml", "/cxml text/xml"] == [kind for kind, _ in listener.heard]
    assert listener.heard[0][1] == listener.heard[1][1]


def test_document_is_sent_fresh_and_as_a_test(
    fixtures: Path, target: Target, listener: Listener
) -> None:
    """What goes over the wire differs from what is written only where it must."""
    played(fixtures, target)

    expected = (
        ORDER.replace("17@", "17.00000001@")
        .replace("PO-\xe9-7", "PO-\xe9-7-00000001")
        .replace("2020-01-01T00:00:00", "2026-11-21T10:00:00")
        .replace("<Request>", '<Request deploymentMode="test">')
    )
    assert expected.encode("latin-1") == listener.heard[0][1]


def test_every_scene_has_names_of_its_own(
    fixtures: Path, target: Target, listener: Listener
) -> None:
    """Played once more, the same documents are new ones."""
    played(fixtures, target)
    played(fixtures, target)

    assert ["17.00000001@buyer.example", "17.00000002@buyer.example"] == list(listener.given)


def test_other_parties_play_the_written_ones(
    fixtures: Path, target: Target, listener: Listener, tmp_path: Path
) -> None:
    """A target with other parties is spoken to under their names."""
    theirs = tmp_path / "others.toml"
    theirs.write_text(OTHERS)

    played(fixtures, replace(target, parties=read_parties(theirs), roles={"acme": "globex"}))

    assert b"<Identity>AN2</Identity>\n      <SharedSecret>globex-secret<" in listener.heard[0][1]


def test_active_connection_is_refused(fixtures: Path, target: Target, listener: Listener) -> None:
    """Nothing is sent on a connection that is known to be active."""
    report, _ = played(fixtures, replace(target, states={"acme/stub": "active"}))

    assert not report.passed
    assert ("not sent: acme/stub is active, which is not allowed",) == report.cases[0].differences
    assert [] == listener.heard


def test_allowed_active_connection_gets_the_document_as_written(
    fixtures: Path, target: Target, listener: Listener
) -> None:
    """Who allows active connections gets the real thing."""
    report, _ = played(fixtures, replace(target, states={"acme/stub": "active"}, active=True))

    assert report.passed
    assert b"<Request><OrderRequest>" in listener.heard[0][1]


@pytest.mark.parametrize(
    ("states", "sent"),
    [
        ({}, b'<Request deploymentMode="test">'),
        ({"acme/stub": "test"}, b"<Request>"),
    ],
)
def test_mode_is_kept_as_written_only_where_nothing_is_real(
    states: dict[str, State], sent: bytes, fixtures: Path, target: Target, listener: Listener
) -> None:
    """A case may ask for a document that could be real; it gets it on known test connections."""
    expectation = fixtures / "twice" / "1-order.expect.toml"
    expectation.write_text('as_written = ["deploymentMode"]')

    played(fixtures, replace(target, states=states))

    assert sent in listener.heard[0][1]


def test_scenario_that_needs_an_active_connection_is_left_out(
    fixtures: Path, target: Target
) -> None:
    """What cannot be played is named, and nothing played is no success."""
    (fixtures / "twice" / "scenario.toml").write_text('needs = "active"')

    report, told = played(fixtures, target)

    assert ([], ["twice"], False) == (told, [each.name for each in report.left_out], report.passed)


def test_target_that_does_not_answer_is_a_difference(
    fixtures: Path, target: Target, free_port: int
) -> None:
    """A gateway that is not there fails every case, and stops nothing."""
    report, _ = played(fixtures, replace(target, base_url=f"http://127.0.0.1:{free_port}"))

    assert [(None, "no answer: ")] * 2 == [
        (case.status, case.differences[0][:11]) for case in report.cases
    ]
