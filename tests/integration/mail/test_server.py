"""Handing a mail to a real mail server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from gateway.errors import Misconfigured, Undeliverable, Unreachable
from gateway.mail.server import Encryption, MailServer, server_of
from tests.authority import Authority
from tests.mail_server import MailSink, mail_server


@pytest.fixture
def sink(free_port: int) -> Iterator[MailSink]:
    """A mail server that takes everything."""
    with mail_server(free_port) as running:
        yield running


def message(*recipients: str) -> EmailMessage:
    """Write a small mail."""
    made = EmailMessage()
    made["From"] = "orders@stub.example"
    made["To"] = ", ".join(recipients or ("jo@acme.example",))
    made["Subject"] = "Order 4711"
    made.set_content("It has arrived.\n")
    return made


def towards(url: str, seconds: float = 5) -> MailServer:
    """Read the address of a server."""
    return server_of(url, seconds=seconds, own_name="gateway.example")


def test_a_mail_is_handed_over(sink: MailSink) -> None:
    """What was written arrives, for whom it was meant."""
    note = towards(sink.url).send(message())

    assert "" == note
    assert ["Order 4711"] == [mail["Subject"] for mail in sink.mails]
    assert [("orders@stub.example", ["jo@acme.example"])] == sink.envelopes


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "554 spam"])
def test_what_will_never_be_taken_is_undeliverable(sink: MailSink, answer: str) -> None:
    """A 5xx for the recipient or the mail is final, and says what the server said."""
    sink.to_recipient, at_mail = [answer], towards(sink.url)

    with pytest.raises(Undeliverable, match=answer):
        at_mail.send(message())
    sink.to_mail = [answer]
    with pytest.raises(Undeliverable, match=answer):
        at_mail.send(message())


def test_what_may_be_taken_later_is_unreachable(sink: MailSink) -> None:
    """A 4xx passes: greylisting, a full disk."""
    sink.to_recipient, sink.to_mail = ["451 greylisted"], ["452 disk full"]

    with pytest.raises(Unreachable, match="451 greylisted") as first:
        towards(sink.url).send(message())
    with pytest.raises(Unreachable, match="452 disk full") as second:
        towards(sink.url).send(message())

    assert not isinstance(first.value, Undeliverable)
    assert not isinstance(second.value, Undeliverable)


def test_one_of_several_recipients_is_enough(sink: MailSink) -> None:
    """Operators whose address works are told, and the others are noted."""
    sink.to_recipient = ["550 gone", "250 OK"]

    note = towards(sink.url).send(message("a@stub.example", "b@stub.example"))

    assert "Not taken for 1 of the recipients." == note
    assert 1 == len(sink.mails)


def test_a_server_that_is_away_may_come_back(free_port: int) -> None:
    """Nobody listens: the mail can be tried again."""
    with pytest.raises(Unreachable, match="does not answer"):
        towards(f"smtp://127.0.0.1:{free_port}").send(message())


def test_a_server_that_drips_is_cut_off() -> None:
    """Answers that come byte by byte do not hold the mailer: time is limited in all."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=_drip, args=(listener,), daemon=True).start()
        port = listener.getsockname()[1]

        with pytest.raises(Unreachable):
            towards(f"smtp://127.0.0.1:{port}", seconds=0.6).send(message())


def _drip(listener: socket.socket) -> None:
    talk, _ = listener.accept()
    ended = threading.Event()
    with talk:
        talk.sendall(b"220 slow\r\n")
        try:
            while not ended.wait(0.1):
                talk.sendall(b"2")
        except OSError:
            return


def test_a_password_travels_under_tls_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    """With STARTTLS the server's certificate is checked, and then user and password are given."""
    authority = Authority(tmp_path)
    trusted = tmp_path / "authority.pem"
    trusted.write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    with mail_server(free_port, tls=authority.server("localhost"), sign_in=True) as sink:
        url = f"smtp://jo:sesame%20%26%2F%3A@localhost:{sink.port}"
        server = replace(towards(url), encryption=Encryption.STARTTLS)
        server.send(message())
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(Unreachable, match="CERTIFICATE"):
            server.send(message())

    assert [("jo", "sesame &/:", True)] == sink.sign_ins
    assert 1 == len(sink.mails)


def test_nothing_is_sent_where_tls_is_missing(sink: MailSink) -> None:
    """A server that should offer STARTTLS and does not gets no mail."""
    server = replace(towards(sink.url), encryption=Encryption.STARTTLS)

    with pytest.raises(Unreachable):
        server.send(message())

    assert [] == sink.mails


def test_a_wrong_password_can_be_put_right(free_port: int) -> None:
    """A sign-in that fails is the operators' to mend: the mail is tried again."""
    with (
        mail_server(free_port, sign_in=True) as sink,
        pytest.raises(Unreachable, match="535") as fault,
    ):
        towards(f"smtp://jo:wrong@127.0.0.1:{sink.port}").send(message())

    assert not isinstance(fault.value, Undeliverable)
    assert "wrong" not in fault.value.message


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://mail.example", (465, Encryption.TLS)),
        ("smtp://mail.example", (587, Encryption.STARTTLS)),
        ("smtp://mail.example:25?tls=none", (25, Encryption.NONE)),
        ("smtp://127.0.0.1:1025", (1025, Encryption.IF_OFFERED)),
        ("smtp://jo:pw@localhost", (587, Encryption.IF_OFFERED)),
    ],
)
def test_an_address_says_how_it_is_protected(url: str, expected: tuple[int, Encryption]) -> None:
    """Nothing goes in clear over a network unless the address says so."""
    server = towards(url)

    assert expected == (server.port, server.encryption)


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "mail.example:25",
        "smtp://",
        "smtp://mail.example:many",
        "smtp://mail.example/path",
        "smtp://mail.example?tls=maybe",
        "smtp://jo:hush@mail.example?tls=none",
    ],
)
def test_an_address_that_cannot_work_is_told(url: str) -> None:
    """A fault is told without the address, which may hold a password."""
    with pytest.raises(Misconfigured) as fault:
        towards(url)

    assert "hush" not in fault.value.message


def test_a_password_is_shown_nowhere() -> None:
    """What a server is printed as holds no password."""
    assert "hush" not in repr(towards("smtps://jo:hush@mail.example"))
