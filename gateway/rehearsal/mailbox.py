"""The mail server of the rehearsal: takes mails on loopback, and keeps them for whoever looks.

On the standard library's server: it hears one sender on a loopback address for one demonstration,
and what it must understand are the commands that every mail has.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Final

#: more than any mail of ours, in bytes and in bytes a line (RFC 5321, 4.5.3.1.6 wants 1,000)
LARGEST: Final = 1_048_576
LONGEST_LINE: Final = 4_096
#: so long a sender may say nothing, in seconds
PATIENCE: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A mail as somebody gets it; `number` counts from 1."""

    number: int
    recipient: str
    subject: str
    sender: str
    text: str
    html: str


class Mailbox:
    """Every mail that came; may be used from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._mails: list[Received] = []

    def take(self, recipient: str, content: bytes) -> None:
        """Take a mail."""
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)  # noqa: S101 - told to the type checker
        with self._changed:
            self._mails.append(
                Received(
                    number=len(self._mails) + 1,
                    recipient=recipient,
                    subject=str(mail["Subject"] or ""),
                    sender=str(mail["From"] or ""),
                    text=_part(mail, "plain"),
                    html=_part(mail, "html"),
                )
            )
            self._changed.notify_all()

    def mail(self, number: int) -> Received | None:
        """Find a mail by its number."""
        with self._changed:
            return next((each for each in self._mails if each.number == number), None)

    def about(self, order_id: str) -> list[Received]:
        """List the mails whose subject names an order, the earliest first."""
        with self._changed:
            return self._about(order_id)

    def await_about(self, order_id: str, count: int, seconds: float) -> list[Received]:
        """Wait until so many mails have come about an order; gives those that came in time."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._about(order_id)) >= count, timeout=seconds)
            return self._about(order_id)

    def _about(self, order_id: str) -> list[Received]:
        return [each for each in self._mails if order_id in each.subject]


@contextmanager
def mail_server_at(port: int) -> Iterator[Mailbox]:
    """Take mails on a loopback port as long as the block runs."""
    mailbox = Mailbox()
    server = _Server(("127.0.0.1", port), _Conversation)
    server.mailbox = mailbox
    thread = threading.Thread(target=server.serve_forever, name="mailbox", daemon=True)
    thread.start()
    try:
        yield mailbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingTCPServer):
    """What every conversation can reach."""

    allow_reuse_address = True
    daemon_threads = True
    mailbox: Mailbox


class _Conversation(StreamRequestHandler):
    """One sender, speaking SMTP (RFC 5321)."""

    server: _Server
    timeout = PATIENCE

    def handle(self) -> None:
        """Answer command by command until the sender leaves."""
        recipients: list[str] = []
        self._say("220 rehearsal ESMTP")
        while line := self.rfile.readline(LONGEST_LINE):
            word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            match word.upper():
                case "RCPT":
                    recipients.append(rest.partition("<")[2].partition(">")[0])
                case "DATA":
                    self._take(recipients)
                    recipients = []
                    continue
                case "QUIT":
                    self._say("221 bye")
                    return
            self._say("250 rehearsal")

    def _take(self, recipients: list[str]) -> None:
        self._say("354 go ahead")
        content = bytearray()
        while (line := self.rfile.readline(LONGEST_LINE)).rstrip(b"\r\n") != b".":
            if not line or len(content) > LARGEST:
                self._say("552 too large")
                return
            content += line.removeprefix(b".")
        for each in recipients:
            self.server.mailbox.take(each, bytes(content))
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body else ""
