"""One try: opens the sealed document, puts our secret in, posts it, and judges what came back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog

from gateway.carrier import Carrier
from gateway.clock import Clock, Ids
from gateway.cxml.masking import mask_text, masked
from gateway.cxml.mime import message_of
from gateway.cxml.safety import parse
from gateway.delivery import webhook
from gateway.delivery.sender_secret import with_secret, without_secret
from gateway.delivery.verdict import Verdict, judge, unreached
from gateway.errors import GatewayError, GatewayFault, Refused
from gateway.store import attachments, connections
from gateway.store.engine import Database
from gateway.store.outbox import Delivery
from gateway.vault import OUTBOUND, Vault

LONGEST_TEXT: Final = 65_536  # characters that are kept of what is no XML
HEADERS: Final = {"Content-Type": "text/xml; charset=UTF-8"}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What carrying needs."""

    database: Database
    carrier: Carrier
    vault: Vault
    clock: Clock
    ids: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try that is over; `number` counts from 1.

    `document` and `answer` are as the journal takes them: without secrets and card numbers.
    """

    number: int
    started_at: datetime
    ended_at: datetime
    verdict: Verdict
    document: str
    answer: str


def attempt(delivery: Delivery, means: Means) -> Attempt:
    """Try once. Whatever goes wrong is a verdict, never an error: no delivery may vanish."""
    started_at = means.clock.now()
    secret, document = None, b""
    try:
        document = means.vault.open(delivery.document or b"", "outbox")
        if delivery.is_webhook:
            verdict = _announced(delivery, document, means)
        else:
            secret = _secret(delivery, means)
            verdict = _posted(delivery, document, secret, means)
    except GatewayError as exc:
        verdict = unreached(exc)
    # A defect of ours must not lose the delivery or end the worker: it is logged and tried again.
    except Exception:
        log.exception("attempt_broke", slug=GatewayFault.slug, delivery=delivery.id)
        verdict = unreached(GatewayFault())
    return Attempt(
        number=delivery.attempts + 1,
        started_at=started_at,
        ended_at=means.clock.now(),
        verdict=replace(verdict, note=without_secret(verdict.note, secret)),
        document=readable(document),
        answer=without_secret(readable(verdict.answer), secret),
    )


def readable(document: bytes) -> str:
    """Write a document for the journal, without secrets and card numbers, whatever it is."""
    if not document:
        return ""
    try:
        return masked(parse(document).root)
    except Refused:
        # NUL is the one character that no text column of PostgreSQL takes.
        text = document.decode("utf-8", "replace").replace("\x00", "\ufffd")
        return mask_text(text)[:LONGEST_TEXT]


def _files(delivery: Delivery, means: Means) -> list[bytes]:
    if delivery.attachments_of is None:
        return []
    with means.database.reading() as tx:
        return attachments.opened(tx, delivery.attachments_of, means.vault)


def _secret(delivery: Delivery, means: Means) -> str | None:
    """Look our secret up at every try, so that a changed one is used at once."""
    with means.database.reading() as tx:
        connection = connections.by_id(tx, delivery.connection_id)
        route = connections.route(
            tx, connection, delivery.towards, delivery.kind, mode=delivery.mode
        )
    if route.secret is None:
        return None
    return means.vault.open(route.secret, OUTBOUND).decode("utf-8")


def _posted(delivery: Delivery, document: bytes, secret: str | None, means: Means) -> Verdict:
    body = document if secret is None else with_secret(document, secret)
    headers, files = HEADERS, _files(delivery, means)
    if files:
        body, content_type = message_of(body, files)
        headers = {"Content-Type": content_type}
    answer = means.carrier.post(
        delivery.address, body, headers=headers, private_network=delivery.private_network
    )
    return judge(answer, tries=delivery.attempts + 1, now=means.clock.now())


def _announced(delivery: Delivery, document: bytes, means: Means) -> Verdict:
    """Post a webhook, signed with what it is to be signed with now, and no earlier."""
    with means.database.reading() as tx:
        secrets = webhook.secrets_of(tx, delivery, means.vault)
    signed = webhook.headers(delivery.payload_id, document, secrets, means.clock.now())
    answer = means.carrier.post(
        delivery.address,
        document,
        headers=signed,
        private_network=delivery.private_network,
        ignore_body=True,
    )
    return webhook.judge(answer, means.clock.now())
