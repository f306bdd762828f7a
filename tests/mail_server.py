"""A real mail server on loopback: takes mails, or says what it is told to, and remembers."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 OK"


@dataclass
class MailSink:
    """What the server does, and what it heard."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    #: sender and recipients of each mail, as the envelope says
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    #: user and password of each sign-in, and whether TLS stood then
    sign_ins: list[tuple[str, str, bool]] = field(default_factory=list)
    #: what is said to the next recipients and mails; when empty, all are taken
    to_recipient: list[str] = field(default_factory=list)
    to_mail: list[str] = field(default_factory=list)
    #: how long the next mail waits for its answer, in seconds
    delay: float = 0

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        """Answer to a recipient."""
        answer = self.to_recipient.pop(0) if self.to_recipient else TAKEN
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Answer to a mail."""
        time.sleep(self.delay)  # noqa: ASYNC251 - the server serves one test
        answer = self.to_mail.pop(0) if self.to_mail else TAKEN
        if answer == TAKEN:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.mails.append(message)
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        return answer

    def sign_in(
        self, _server: SMTP, session: Session, _envelope: Envelope, _how: str, given: object
    ) -> AuthResult:
        """Take one user with one password."""
        assert isinstance(given, LoginPassword)
        user, password = given.login.decode(), given.password.decode()
        self.sign_ins.append((user, password, session.ssl is not None))
        return AuthResult(success=password == "sesame &/:", handled=False)


@contextmanager
def mail_server(
    port: int, *, tls: ssl.SSLContext | None = None, sign_in: bool = False
) -> Iterator[MailSink]:
    """Run a mail server; with `tls` it offers STARTTLS, with `sign_in` it wants a password."""
    sink = MailSink(port=port)
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=port,
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=sink.sign_in if sign_in else None,
        auth_require_tls=False,
    )
    controller.start()
    yield sink
    controller.stop()
