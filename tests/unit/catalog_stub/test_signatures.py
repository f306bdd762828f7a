"""The signature of a webhook, checked by the shop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog_stub.signatures import TOLERANCE, Forged, check, signing_key

# The example that Svix gives in "Verifying Webhooks Manually".
KEY = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
THEN = datetime.fromtimestamp(1_614_265_330, UTC)


def test_published_example_is_genuine() -> None:
    """The signature that others publish is the one that the shop computes."""
    assert "msg_p5jXN8AQM9LWM0D4loKWxJek" == check(KEY, HEADERS, BODY, THEN)


def test_one_right_signature_of_several_is_enough() -> None:
    """While a secret is changed, a webhook is signed with both."""
    both = HEADERS | {"webhook-signature": f"v1,AAAA v1a,x {HEADERS['webhook-signature']}"}

    assert "msg_p5jXN8AQM9LWM0D4loKWxJek" == check(KEY, both, BODY, THEN)


@pytest.mark.parametrize("age", [-TOLERANCE, TOLERANCE])
def test_five_minutes_are_near_enough(age: timedelta) -> None:
    """Clocks may differ a little."""
    assert "msg_p5jXN8AQM9LWM0D4loKWxJek" == check(KEY, HEADERS, BODY, THEN + age)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-id": ""},
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 40},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": HEADERS["webhook-signature"].replace("v1", "v2")},
    ],
)
def test_anything_else_is_forged(headers: dict[str, str]) -> None:
    """Id, moment and signature must be there and belong together."""
    given = HEADERS | headers if headers else {}

    with pytest.raises(Forged):
        check(KEY, given, BODY, THEN)


@pytest.mark.parametrize("age", [timedelta(seconds=301), timedelta(seconds=-301)])
def test_old_and_early_webhooks_are_forged(age: timedelta) -> None:
    """What was genuine once cannot be sent again later."""
    with pytest.raises(Forged):
        check(KEY, HEADERS, BODY, THEN + age)


def test_another_body_is_forged() -> None:
    """Every byte of the body is signed."""
    with pytest.raises(Forged):
        check(KEY, HEADERS, BODY + b" ", THEN)


@pytest.mark.parametrize("secret", ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64!"])
def test_secret_has_its_form(secret: str) -> None:
    """A secret that others would not understand is refused at the start."""
    with pytest.raises(ValueError, match="whsec_"):
        signing_key(secret)
