"""A gateway that really runs sends its mails by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx2

from gateway.cxml.envelope import DeploymentMode
from tests import letters
from tests.acceptance.mail.conftest import SETTINGS, order
from tests.mail_server import MailSink
from tests.processes import GatewayProcess

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
    _until(lambda: len(sink.mails) >= 2)
    gateway.stop()

    assert 200 == answer.status_code
    assert ["TEST: Order 4711 has arrived", "TEST: Order 4711 is confirmed"] == [
        mail["Subject"] for mail in sink.mails
    ]


def _until(holds: Callable[[], bool], seconds: float = 90) -> None:
    ended = threading.Event()
    limit = time.monotonic() + seconds
    while not holds() and time.monotonic() < limit:
        ended.wait(0.05)
