"""Our webhooks, checked by code that others wrote."""

from __future__ import annotations

import base64
import json
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_stub.signatures import check, signing_key
from gateway.clock import SystemClock
from gateway.delivery.webhook import headers
from tests.needs import missing

secrets = st.binary(min_size=24, max_size=64).map(
    lambda key: f"whsec_{base64.b64encode(key).decode('ascii')}"
)
names = st.uuids().map(lambda name: f"evt_{name.hex}")
bodies = st.dictionaries(st.text(), st.text()).map(lambda said: json.dumps(said).encode("utf-8"))


@pytest.fixture(scope="module")
def receivers() -> Any:  # noqa: ANN401 - a package that may be missing
    """The library that receivers of webhooks are told to use."""
    if find_spec("standardwebhooks") is None:
        missing("the package standardwebhooks")
    return pytest.importorskip("standardwebhooks")


@given(name=names, body=bodies, known=st.lists(secrets, min_size=1, max_size=3, unique=True))
def test_receivers_accept_our_signature(
    receivers: Any,  # noqa: ANN401 - as above
    name: str,
    body: bytes,
    known: list[str],
) -> None:
    """Whoever knows one of the secrets finds that a webhook is genuine."""
    now = SystemClock().now()

    signed = dict(headers(name, body, known, now))

    assert [json.loads(body)] * len(known) == [
        receivers.Webhook(secret).verify(body, signed) for secret in known
    ]
    assert {name} == {check(signing_key(secret), signed, body, now) for secret in known}


@given(name=names, body=bodies, secret=secrets)
def test_receivers_refuse_another_body(
    receivers: Any,  # noqa: ANN401 - as above
    name: str,
    body: bytes,
    secret: str,
) -> None:
    """A body that was changed on its way is noticed."""
    signed = dict(headers(name, body, [secret], SystemClock().now()))

    with pytest.raises(receivers.WebhookVerificationError):
        receivers.Webhook(secret).verify(body + b" ", signed)
