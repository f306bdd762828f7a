"""How a webhook is signed, and what the answer to it means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.carrier import CarrierAnswer
from gateway.delivery.verdict import Outcome
from gateway.delivery.webhook import headers, judge

NOW = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
# The example that Svix gives in "Verifying Webhooks Manually".
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NAME = "msg_p5jXN8AQM9LWM0D4loKWxJek"
THEN = datetime.fromtimestamp(1_614_265_330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_published_example_is_signed_as_published() -> None:
    """Id, moment and signature stand in the three headers of Standard Webhooks."""
    assert {
        "Content-Type": "application/json",
        "webhook-id": NAME,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    } == headers(NAME, BODY, [SECRET], THEN)


def test_every_secret_signs_in_its_order() -> None:
    """While a secret is changed there are two signatures, the newest secret's first."""
    signed = headers(NAME, BODY, ["whsec_b3RoZXIgc2VjcmV0", SECRET], THEN)

    newest, old = signed["webhook-signature"].split(" ")
    assert (SIGNATURE, True) == (old, newest.startswith("v1,"))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Outcome.DELIVERED),
        (204, Outcome.DELIVERED),
        (299, Outcome.DELIVERED),
        (410, Outcome.GONE),
        (301, Outcome.AGAIN),
        (304, Outcome.AGAIN),
        (308, Outcome.AGAIN),
        (400, Outcome.AGAIN),
        (401, Outcome.AGAIN),
        (404, Outcome.AGAIN),
        (409, Outcome.AGAIN),
        (429, Outcome.AGAIN),
        (500, Outcome.AGAIN),
        (503, Outcome.AGAIN),
    ],
)
def test_status_alone_decides(status: int, expected: Outcome) -> None:
    """2xx is delivered, 410 final, everything else tried again."""
    verdict = judge(CarrierAnswer(status=status, headers={}, body=b""), NOW)

    assert (expected, status, None) == (
        verdict.outcome,
        verdict.http_status,
        verdict.cxml_status,
    )
    assert str(status) in verdict.note


def test_wish_to_wait_is_heard() -> None:
    """Retry-After counts as with documents."""
    answer = CarrierAnswer(status=429, headers={"retry-after": "90"}, body=b"")

    assert timedelta(seconds=90) == judge(answer, NOW).retry_after
