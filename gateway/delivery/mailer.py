"""The mailer: writes the mails that are due and hands them to the mail server, one by one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from gateway.clock import Clock, random_bytes
from gateway.errors import GatewayFault, TryLater, Undeliverable, Unreachable
from gateway.mail.composing import Letter, compose
from gateway.mail.server import MailServer
from gateway.rules.mails import MailKind
from gateway.rules.parties import Mode
from gateway.rules.retry_schedule import Tries, next_try
from gateway.store import mails
from gateway.store.engine import Database
from gateway.store.mails import Mail
from gateway.store.states import MailState
from gateway.vault import Vault

#: so many times what handing one mail over may take: a name may have two addresses to be tried
LEASE_TIMES: Final = 3
LEASE_MORE: Final = timedelta(seconds=5)
#: a mail that is older says nothing that is still worth knowing
TOO_OLD: Final = timedelta(hours=72)
PAUSE_SECONDS: Final = 1.0
CHANCE_BYTES: Final = 4

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMeans:
    """What mailing needs."""

    database: Database
    vault: Vault
    clock: Clock
    server: MailServer
    #: who mails are from
    sender: str
    #: the operators, who get the alerts
    alert_to: tuple[str, ...]


class Mailer:
    """Hands mails over in a thread of its own, so that no order ever waits for a mail server."""

    def __init__(self, means: MailMeans, *, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._means = means
        self._pause = pause_seconds
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether mails are being handed over."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="mails", daemon=True)
        self._thread.start()

    def stop(self, drain_seconds: float) -> None:
        """End after the mail that is being handed over."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(drain_seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = send_one(self._means)
            except TryLater as away:
                log.warning("mails_put_off", slug=away.slug)
                busy = False
            if not busy:
                self._stopping.wait(self._pause)


def send_one(means: MailMeans) -> bool:
    """Hand over the mail that is longest due; False when none is. Raises TryLater."""
    lease = timedelta(seconds=means.server.seconds) * LEASE_TIMES + LEASE_MORE
    with means.database.transaction() as tx:
        claimed = mails.claim(tx, now=means.clock.now(), lease=lease, limit=1)
    for mail in claimed:
        _settle(mail, _sent(mail, means), means)
    return bool(claimed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    #: None: it may be taken later
    state: MailState | None
    note: str


def _sent(mail: Mail, means: MailMeans) -> _Outcome:
    if means.clock.now() - mail.created_at > TOO_OLD:
        return _Outcome(state=MailState.DEAD, note=mail.reason or "It waited for too long.")
    letter = letter_of(mail, means)
    if not letter.recipients:
        return _Outcome(state=MailState.DEAD, note="GATEWAY_ALERT_MAIL names nobody.")
    try:
        note = means.server.send(compose(letter))
    except Undeliverable as fault:
        return _Outcome(state=MailState.REFUSED, note=fault.message)
    except Unreachable as fault:
        return _Outcome(state=None, note=fault.message)
    except GatewayFault as fault:
        # a defect of ours must not hold up the mails behind this one
        log.exception("mail_broke", slug=fault.slug, mail=mail.id)
        return _Outcome(state=MailState.DEAD, note=fault.message)
    return _Outcome(state=MailState.SENT, note=note)


def letter_of(mail: Mail, means: MailMeans) -> Letter:
    """Make the letter of a mail: the same for each try, down to its Message-ID."""
    by_operator = mail.kind is MailKind.ALERT
    contact = mail.content.get("representative") or {}
    recipient = (mail.recipient,) if mail.recipient else ()
    return Letter(
        template=mail.kind.value,
        language=mail.language,
        sender=means.sender,
        recipients=means.alert_to if by_operator else recipient,
        name=mail.content.get("name", ""),
        reply_to=contact.get("email"),
        mark=_mark(means, "mail", f"{mail.id} {mail.created_at.isoformat()}"),
        thread=None if mail.order_id is None else _mark(means, "order", str(mail.order_id)),
        moment=mail.created_at,
        test=mail.mode is Mode.TEST,
        content=mail.content,
    )


def _mark(means: MailMeans, about: str, which: str) -> str:
    """Make a word that nobody can guess, so that nobody else's mail joins the thread."""
    return f"{about}.{means.vault.derive_token('mail', f'{about} {which}')[:32]}"


def _settle(mail: Mail, outcome: _Outcome, means: MailMeans) -> None:
    now = means.clock.now()
    due_at = _due_again(mail, now) if outcome.state is None else None
    state = outcome.state or MailState.DEAD
    with means.database.transaction() as tx:
        if due_at is not None:
            mails.again(tx, mail, due_at=due_at, reason=outcome.note)
        else:
            mails.finish(tx, mail, state=state, reason=outcome.note or None, now=now)
    log.info(
        "mail_put_off" if due_at else f"mail_{state.value}",
        mail=mail.id,
        kind=mail.kind.value,
        attempt=mail.attempts + 1,
        note=outcome.note,
    )


def _due_again(mail: Mail, now: datetime) -> datetime | None:
    chance = int.from_bytes(random_bytes(CHANCE_BYTES)) / 256**CHANCE_BYTES
    tries = Tries(count=mail.attempts + 1, first_at=mail.created_at)
    return next_try(tries, now, wished=None, chance=chance)
