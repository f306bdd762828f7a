"""Webhooks: one event posted as JSON, signed anew at every try, and judged by its HTTP status."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final

from gateway.carrier import CarrierAnswer
from gateway.delivery.verdict import REDIRECT, SUCCESS, Outcome, Verdict, retry_after
from gateway.errors import Misconfigured
from gateway.rules.parties_schema import WEBHOOK_SECRET
from gateway.store import connections
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery
from gateway.vault import WEBHOOK, Vault

UNSIGNED: Final = "The supplier has no webhook_secret any more; gateway load gives it one."
GONE: Final = "HTTP 410: that address wants no more webhooks."


def secrets_of(tx: Transaction, delivery: Delivery, vault: Vault) -> list[str]:
    """List what the supplier's webhooks are signed with, the newest first; raises Misconfigured."""
    supplier = connections.by_id(tx, delivery.connection_id).supplier
    if supplier.webhook_secrets is None:
        raise Misconfigured(UNSIGNED)
    found: list[str] = json.loads(vault.open(supplier.webhook_secrets, WEBHOOK))
    return found


def headers(name: str, body: bytes, secrets: Sequence[str], now: datetime) -> Mapping[str, str]:
    """
    Sign a webhook as Standard Webhooks 1.0 has it: name, seconds and body, by every secret.

    While a secret is changed, whoever still knows the old one and whoever knows the new one alike
    find a signature of theirs.
    """
    seconds = str(int(now.timestamp()))
    signed = b"%b.%b.%b" % (name.encode("ascii"), seconds.encode("ascii"), body)
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(WEBHOOK_SECRET))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode('ascii')}"


def judge(answer: CarrierAnswer, now: datetime) -> Verdict:
    """Judge an answer by its status alone: what else it says is not looked at."""
    outcome, note = Outcome.AGAIN, f"HTTP {answer.status}."
    if answer.status // 100 == SUCCESS:
        outcome = Outcome.DELIVERED
    elif answer.status == HTTPStatus.GONE:
        outcome, note = Outcome.GONE, GONE
    elif answer.status // 100 == REDIRECT:
        note = f"HTTP {answer.status}: a redirect, which is not followed."
    return Verdict(
        outcome=outcome,
        note=note,
        http_status=answer.status,
        retry_after=retry_after(answer, now),
    )
