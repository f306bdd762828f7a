"""The rehearsal's mail server takes what the gateway sends, and keeps it as it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from gateway.mail.server import server_of
from gateway.rehearsal.mailbox import mail_server_at

TEXT = "Grüße\n.a line with a dot\n..\n. \nthe end\n"


def mail(subject: str, *recipients: str) -> EmailMessage:
    """Write a mail in text and HTML."""
    made = EmailMessage()
    made["From"] = "Nordlicht <orders@nordlicht.example>"
    made["To"] = ", ".join(recipients)
    made["Date"] = format_datetime(datetime(2026, 11, 21, tzinfo=UTC))
    made["Subject"] = subject
    made.set_content(TEXT)
    made.add_alternative("<p>Grüße</p>", subtype="html")
    return made


def test_a_mail_arrives_as_it_was_written(free_port: int) -> None:
    """Text, HTML and subject come through the wire, dots at the beginning of lines as well."""
    server = server_of(f"smtp://127.0.0.1:{free_port}", seconds=5, own_name="gateway.example")

    with mail_server_at(free_port) as mailbox:
        server.greet()
        server.send(mail("Order PO-1 ist da, schön", "jo@buyer.example"))
        server.send(mail("Order PO-2", "jo@buyer.example", "amy@buyer.example"))
        (first,) = mailbox.await_about("PO-1", 1, 5)
        both = mailbox.await_about("PO-2", 2, 5)

    assert ("jo@buyer.example", "Order PO-1 ist da, schön") == (first.recipient, first.subject)
    assert TEXT == first.text.replace("\r\n", "\n")
    assert "<p>Grüße</p>" == first.html.strip()
    assert ["jo@buyer.example", "amy@buyer.example"] == [each.recipient for each in both]
    assert first == mailbox.mail(1)
    assert None is mailbox.mail(4)


def test_waiting_for_a_mail_has_an_end(free_port: int) -> None:
    """What came in time is given, though it is nothing."""
    with mail_server_at(free_port) as mailbox:
        assert [] == mailbox.await_about("PO-1", 1, 0.01)
