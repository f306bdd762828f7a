"""A gateway that really runs sends its mails by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx2

from gateway.cxml.confirmations import ConfirmationType, ItemStatus
from gateway.cxml.envelope import DeploymentMode
from tests import letters
from tests.acceptance.mail.conftest import SETTINGS, becomes, item, order, said, text_of
from tests.grammars import official_faults, own_faults
from tests.integration.delivery.conftest import suppliers
from tests.mail_server import MailSink
from tests.processes import GatewayProcess
from tests.waiting import until

#: seconds; programs start meanwhile
PATIENCE = 90
POST = order("4711").but(mode=DeploymentMode.TEST)


def test_mails_leave_a_running_gateway(
    sqlite_url: str, tmp_path: Path, sink: MailSink, new_port: Callable[[], int]
) -> None:
    """What was accepted is told soon, though the server wants to be asked once more."""
    gateway = GatewayProcess(
        folder=tmp_path,
        database_url=sqlite_url,
        port=new_port(),
        parties=letters.parties() + SETTINGS + 'test_mail_to = "qa@stub.example"\n',
        settings={
            "GATEWAY_SMTP_URL": sink.url,
            "GATEWAY_MAIL_FROM": "Stub & Sons <orders@stub.example>",
        },
    )
    gateway.load()
    sink.to_recipient = ["451 later"]
    gateway.start()

    answer = httpx2.post(f"{gateway.url}/cxml", content=POST.bytes(), timeout=20)
    assert until(lambda: len(sink.mails) >= 2, PATIENCE)
    gateway.stop()

    assert 200 == answer.status_code
    assert ["TEST: Order 4711 has arrived", "TEST: Order 4711 is confirmed"] == [
        mail["Subject"] for mail in sink.mails
    ]


def test_a_rejected_line_reaches_the_buyer_and_whoever_ordered(
    sqlite_url: str, tmp_path: Path, sink: MailSink, new_port: Callable[[], int], shared: Path
) -> None:
    """The buyer gets a ConfirmationRequest that is valid, the requester a mail in German."""
    with suppliers() as opened:
        buyer, orders = opened(), opened()
        gateway = GatewayProcess(
            folder=tmp_path,
            database_url=sqlite_url,
            port=new_port(),
            parties=letters.parties(buyer_url=buyer.url, orders_url=orders.url) + SETTINGS,
            settings={
                "GATEWAY_SMTP_URL": sink.url,
                "GATEWAY_MAIL_FROM": "Stub & Sons <orders@stub.example>",
            },
        )
        gateway.load()
        gateway.run("connection", "activate", "acme/stub", "--force", "tests")
        gateway.start()
        placed = order("4711", letters.line(1), letters.line(2, part="B-2"), language="de")
        gone = item(2, "2", becomes(ItemStatus.REJECT, "2", why="Nicht mehr lieferbar"))
        rejection = said(placed, ConfirmationType.EXCEPT, gone)

        httpx2.post(f"{gateway.url}/cxml", content=placed.bytes(), timeout=20)
        assert until(lambda: bool(orders.heard), PATIENCE)
        httpx2.post(f"{gateway.url}/cxml", content=rejection.bytes(), timeout=20)
        assert until(lambda: bool(buyer.heard), PATIENCE)
        assert until(lambda: len(sink.mails) >= 2, PATIENCE)
        gateway.stop()

    (confirmation,) = buyer.heard
    assert ([], []) == (official_faults(confirmation, shared, "Fulfill"), own_faults(confirmation))
    assert b'<ConfirmationStatus type="reject" quantity="2">' in confirmation
    assert [
        ("jo@acme.example", "Bestellung 4711 ist eingegangen"),
        ("jo@acme.example", "Bestellung 4711: nicht alles wird geliefert"),
    ] == [(mail["To"].addresses[0].addr_spec, mail["Subject"]) for mail in sink.mails]
    assert "Nicht mehr lieferbar" in text_of(sink.mails[1])
