"""The mail server that mails are handed to: one connection a mail, bounded in time."""

from __future__ import annotations

import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from gateway.errors import Misconfigured, Undeliverable, Unreachable

LONGEST_NOTE: Final = 300
FORM: Final = "GATEWAY_SMTP_URL must look like smtp://user:password@host:587 or smtps://host"
_PORTS: Final = {"smtp": 587, "smtps": 465}
#: answers of this class will be the same the next time (RFC 5321, 4.2.1)
_FOR_GOOD: Final = 500


class Encryption(StrEnum):
    """How a connection to the mail server is protected."""

    #: TLS from the first byte
    TLS = "tls"
    #: by STARTTLS, and nothing is sent without it
    STARTTLS = "starttls"
    #: by STARTTLS where it is offered: for a server on this machine
    IF_OFFERED = "if offered"
    #: none, because the address says so
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed over, how, and how long that may take in all, in seconds."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 30
    #: the name that we greet with
    own_name: str = "localhost"

    def send(self, message: EmailMessage) -> str:
        """
        Hand a mail over; gives what is worth noting, such as recipients that were refused.

        Raises Undeliverable when the server will never take it, Unreachable when it may later.
        """
        try:
            with self._connected() as client:
                refused = client.send_message(message)
        except smtplib.SMTPRecipientsRefused as fault:
            raise _judged(max(fault.recipients.values(), key=lambda said: -said[0])) from fault
        except smtplib.SMTPDataError as fault:
            raise _judged((fault.smtp_code, _octets(fault.smtp_error))) from fault
        except smtplib.SMTPResponseException as fault:
            # a greeting, a sign-in or a sender that is not taken: operators can put that right
            raise Unreachable(_note(fault.smtp_code, _octets(fault.smtp_error))) from fault
        except (OSError, UnicodeError) as fault:
            raise Unreachable(f"The mail server does not answer: {_reason(fault)}.") from fault
        return f"Not taken for {len(refused)} of the recipients." if refused else ""

    def greet(self) -> None:
        """Connect and sign in, and send nothing. Raises Unreachable."""
        try:
            with self._connected() as client:
                client.noop()
        except smtplib.SMTPResponseException as fault:
            raise Unreachable(_note(fault.smtp_code, _octets(fault.smtp_error))) from fault
        except (OSError, UnicodeError) as fault:
            raise Unreachable(f"The mail server does not answer: {_reason(fault)}.") from fault

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        client = self._client()
        # Each answer has its time limit; a server that drips answers would still take for ever.
        watch = threading.Timer(self.seconds, _cut, [client])
        watch.daemon = True
        watch.start()
        try:
            self._secure(client)
            if self.user:
                client.login(self.user, self.password)
            yield client
            with suppress(OSError):
                client.quit()
        finally:
            watch.cancel()
            client.close()

    def _client(self) -> smtplib.SMTP:
        if self.encryption is Encryption.TLS:
            return smtplib.SMTP_SSL(
                self.host,
                self.port,
                local_hostname=self.own_name,
                timeout=self.seconds,
                context=_tls(),
            )
        return smtplib.SMTP(
            self.host, self.port, local_hostname=self.own_name, timeout=self.seconds
        )

    def _secure(self, client: smtplib.SMTP) -> None:
        client.ehlo_or_helo_if_needed()
        if self.encryption in {Encryption.TLS, Encryption.NONE}:
            return
        if self.encryption is Encryption.STARTTLS or client.has_extn("starttls"):
            client.starttls(context=_tls())
            client.ehlo()


def server_of(url: str, *, seconds: float, own_name: str) -> MailServer:
    """
    Read the address of a mail server; its password may be percent-encoded.

    `smtps://` is TLS from the start; `smtp://` wants STARTTLS, unless the server is on this
    machine, or `?tls=none` is written. Raises Misconfigured, without repeating the address.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError) as fault:
        raise Misconfigured(f"{FORM}.") from fault
    if not parts.hostname or parts.path not in {"", "/"} or parts.query not in {"", "tls=none"}:
        raise Misconfigured(f"{FORM}.")
    encryption = _encryption(parts)
    if encryption is Encryption.NONE and parts.password and not _is_here(parts.hostname):
        raise Misconfigured("GATEWAY_SMTP_URL would send a password in clear: leave tls=none out.")
    return MailServer(
        host=parts.hostname,
        port=port,
        encryption=encryption,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        seconds=seconds,
        own_name=own_name,
    )


def _encryption(parts: SplitResult) -> Encryption:
    if parts.scheme == "smtps":
        return Encryption.TLS
    if parts.query:
        return Encryption.NONE
    return Encryption.IF_OFFERED if _is_here(parts.hostname or "") else Encryption.STARTTLS


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _cut(client: smtplib.SMTP) -> None:
    with suppress(OSError):
        if client.sock is not None:
            client.sock.shutdown(2)  # both ways


def _judged(said: tuple[int, bytes]) -> Unreachable:
    code, words = said
    return (Undeliverable if code >= _FOR_GOOD else Unreachable)(_note(code, words))


def _note(code: int, words: bytes) -> str:
    text = words.decode("ascii", "replace")
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"The mail server said {code} {shown}"[:LONGEST_NOTE].strip()


def _octets(words: bytes | str) -> bytes:
    return words.encode("ascii", "replace") if isinstance(words, str) else words


def _reason(fault: Exception) -> str:
    told = fault.strerror if isinstance(fault, OSError) and fault.strerror else None
    return (str(told or fault) or type(fault).__name__).rstrip(".")[:LONGEST_NOTE]
