"""What the commands say about mails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.clock import SystemClock
from gateway.store import alerts
from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.acceptance.mail.conftest import SETTINGS, order
from tests.front import Front
from tests.mail_server import mail_server


def judged(cli: Cli, about: str) -> tuple[str, str]:
    """Ask the doctor about one thing; gives the weight and what is said."""
    found = next(each for each in cli("doctor", "--json").value if each["about"] == about)
    return found["weight"], found["said"]


def test_mails_are_part_of_an_orders_story(gateway: Front, cli: Cli) -> None:
    """To whom, in which language, and what came of each."""
    gateway.load(letters.parties() + SETTINGS)
    gateway.activate()
    gateway.client.post("/cxml", content=order("PO-7", language="fr").bytes())

    told = cli("order", "show", "PO-7")
    (mail,) = cli("order", "show", "PO-7", "--json").value["mails"]

    assert "Mails to the requester" in told.out
    assert ("placed", "jo@acme.example", "fr", "waiting") == tuple(
        mail[key] for key in ("kind", "recipient", "language", "state")
    )


def test_doctor_greets_the_mail_server(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, new_port: Callable[[], int]
) -> None:
    """It signs in and sends nothing; a server that is away, or no sender, must be put right."""
    without = judged(cli, "Mail")
    with mail_server(new_port()) as sink:
        monkeypatch.setenv("GATEWAY_SMTP_URL", sink.url)
        nobody = judged(cli, "Mail")
        monkeypatch.setenv("GATEWAY_MAIL_FROM", "Stub <orders@stub.example>")
        monkeypatch.setenv("GATEWAY_ALERT_MAIL", "ops@stub.example, night@stub.example")
        there = judged(cli, "Mail")
    away = judged(cli, "Mail")

    assert ("good", "no mail server is set; nobody is told by mail") == without
    assert ("bad", "GATEWAY_SMTP_URL is set, and GATEWAY_MAIL_FROM is missing.") == nobody
    assert ("good", "127.0.0.1 takes us") == there
    assert "bad" == away[0]
    assert [] == sink.mails


def test_doctor_names_the_alerts_that_stand(gateway: Front, cli: Cli) -> None:
    """What needs a person is named until it is over."""
    calm = judged(cli, "Alerts")
    with gateway.around.database.transaction() as tx:
        alerts.alert(tx, "x", title="The shop is away", words="Look.", now=SystemClock().now())

    assert ("good", "nothing needs a person") == calm
    assert ("look", "The shop is away") == judged(cli, "Alerts")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATEWAY_MAIL_FROM", "Stub"),
        ("GATEWAY_MAIL_FROM", "orders@stub.example\nBcc: eve@evil.example"),
        ("GATEWAY_ALERT_MAIL", "ops@stub.example; night"),
    ],
)
def test_an_address_that_is_none_is_told(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A setting that cannot work is named, and its value is not repeated."""
    monkeypatch.setenv(name, value)

    ended = cli("doctor")

    assert 0 != ended.status
    assert f"{name}: must be" in ended.err
    assert value not in ended.err
