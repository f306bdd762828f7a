"""Who may say what, and how everybody else is turned away."""

from __future__ import annotations

import hmac
import statistics
import time
from base64 import b64encode
from dataclasses import replace
from hashlib import sha1

import pytest

from gateway.cxml.header import Credential, CredentialMac
from gateway.errors import Throttled
from tests import letters
from tests.desk import Desk

STRANGER = Credential(domain="NetworkID", identity="AN99999999999")

NETWORK = """
[[network]]
name = "hub"
credentials = [{ domain = "NetworkID", value = "AN-HUB", secret = "what the hub sends" }]
"""


@pytest.mark.parametrize("domain", ["NetworkID", "networkid", "NETWORKID"])
def test_a_domain_compares_without_case(desk: Desk, domain: str) -> None:
    """`NetworkId` and `NetworkID` are one domain."""
    sender = replace(letters.BUYER, domain=domain)

    assert 200 == desk.status(letters.setup().but(sender=sender, from_=sender)).code


def test_an_identity_compares_exactly(desk: Desk) -> None:
    """`an01…` is not `AN01…`."""
    sender = replace(letters.BUYER, identity=letters.BUYER.identity.lower())

    assert 401 == desk.status(letters.setup().but(sender=sender, from_=sender)).code


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "wrong"},
        {"secret": None},
        {"secret": letters.BUYER_SECRET + "x"},
        {"sender": STRANGER, "from_": STRANGER},
        {"from_": STRANGER},
        {"sender": letters.SUPPLIER, "secret": letters.SUPPLIER_SECRET},
    ],
    ids=["wrong", "none", "longer", "stranger", "foreign From", "other side"],
)
def test_whoever_cannot_prove_it_hears_the_same(desk: Desk, changes: dict[str, object]) -> None:
    """An unknown identity, a wrong secret and a foreign From cannot be told apart."""
    told = desk.status(letters.setup().but(**changes))

    assert (401, "Unauthorized") == (told.code, told.text)
    assert desk.status(letters.setup().but(secret="other")).content == told.content
    assert [] == desk.rows("SELECT id FROM sessions")


def test_a_wrong_secret_burns_no_payload_id(desk: Desk) -> None:
    """The right secret under the same payloadID is heard afterwards."""
    setup = letters.setup()
    desk.status(setup.but(secret="wrong"))

    assert 200 == desk.status(setup).code


def test_a_supplier_places_no_order(desk: Desk) -> None:
    """Whatever it proves, a supplier sends no OrderRequest."""
    order = letters.order("PO-1").but(
        sender=letters.SUPPLIER,
        secret=letters.SUPPLIER_SECRET,
        from_=letters.SUPPLIER,
        to=letters.BUYER,
    )

    assert 403 == desk.status(order).code
    assert [] == desk.rows("SELECT id FROM orders")


def test_a_buyer_confirms_no_order(desk: Desk) -> None:
    """Whatever it proves, a buyer sends no ConfirmationRequest."""
    order = letters.order("PO-1")
    desk.status(order)
    said = letters.confirmation(order).but(
        sender=letters.BUYER,
        secret=letters.BUYER_SECRET,
        from_=letters.BUYER,
        to=letters.SUPPLIER,
    )

    assert 403 == desk.status(said).code


def test_an_unknown_addressee_is_named(desk: Desk) -> None:
    """Somebody who is known hears that To leads nowhere."""
    told = desk.status(letters.setup().but(to=STRANGER))

    assert 403 == told.code
    assert "To" in told.content


def test_a_knock_in_vain_is_noted_with_its_reason(desk: Desk) -> None:
    """The administrator finds a wrong identity in a minute."""
    for _ in range(3):
        desk.status(letters.setup().but(sender=STRANGER, from_=STRANGER))
    desk.status(letters.setup().but(secret="wrong"))

    assert [
        {"value": "AN99999999999", "reason": "unknown identity", "count": 3, "source": "192.0.2.1"},
        {"value": "AN01000000001", "reason": "wrong secret", "count": 1, "source": "192.0.2.1"},
    ] == desk.rows("SELECT value, reason, count, source FROM knocks ORDER BY id")


def test_guessing_is_slowed_down_for_the_guesser_alone(desk: Desk) -> None:
    """After twenty failures a source waits; the same identity from elsewhere does not."""
    for _ in range(20):
        desk.status(letters.setup().but(secret="wrong"))

    with pytest.raises(Throttled):
        desk.post(letters.setup())
    assert 200 == desk.status(letters.setup(), source="198.51.100.7").code


def test_a_network_speaks_for_its_buyers(desk: Desk) -> None:
    """The hub's credential in Sender, the buyer's identity in From."""
    desk.load(letters.parties().replace("[[buyer]]", f"{NETWORK}\n[[buyer]]") + 'network = "hub"\n')
    hub = Credential(domain="NetworkID", identity="AN-HUB")

    told = desk.status(letters.setup().but(sender=hub, secret="what the hub sends"))

    assert 200 == told.code


def test_a_network_speaks_for_nobody_else(desk: Desk) -> None:
    """A hub that is not on the connection is a stranger to it."""
    desk.load(letters.parties().replace("[[buyer]]", f"{NETWORK}\n[[buyer]]"))
    hub = Credential(domain="NetworkID", identity="AN-HUB")

    told = desk.status(letters.setup().but(sender=hub, secret="what the hub sends"))

    assert 401 == told.code


def mac(secret: str, created: str, expires: str) -> CredentialMac:
    """Vouch for the buyer, as a hub does."""
    pair = ["networkid", "an01000000001"]
    message = b"".join(part.encode() + b"\0" for part in [*pair, *pair, created, expires])
    return CredentialMac(
        type="FromSenderCredentials",
        algorithm="HMAC-SHA1-96",
        creation_date=created,
        expiration_date=expires,
        value=b64encode(hmac.digest(secret.encode(), message, sha1)[:12]).decode(),
    )


@pytest.mark.parametrize(
    ("secret", "created", "expires", "code"),
    [
        ("what the hub sends", "2026-11-21T11:00:00+00:00", "2026-11-21T14:00:00+00:00", 200),
        ("what the hub sends", "2026-11-21T12:00:00+01:00", "2026-11-21T15:00:00+01:00", 200),
        ("another secret", "2026-11-21T11:00:00+00:00", "2026-11-21T14:00:00+00:00", 401),
        ("what the hub sends", "2026-11-21T08:00:00+00:00", "2026-11-21T11:00:00+00:00", 401),
        ("what the hub sends", "2026-11-21T13:00:00+00:00", "2026-11-21T14:00:00+00:00", 401),
        ("what the hub sends", "yesterday", "tomorrow", 401),
    ],
    ids=["right", "other zone", "wrong key", "expired", "not yet", "no dates"],
)
def test_a_hub_vouches_by_a_mac(
    desk: Desk, secret: str, created: str, expires: str, code: int
) -> None:
    """A CredentialMac proves a sender between its dates, and only with the hub's secret."""
    desk.load(letters.parties().replace("[[buyer]]", f"{NETWORK}\n[[buyer]]") + 'network = "hub"\n')
    sender = replace(letters.BUYER, credential_mac=mac(secret, created, expires))

    assert code == desk.status(letters.setup().but(sender=sender, secret=None)).code


def test_a_buyer_may_write_the_suppliers_identity(desk: Desk) -> None:
    """A credential of the connection lets a buyer send under the supplier's own identity."""
    own = (
        'credentials = [{ domain = "DUNS", value = "123456789", secret = "agreed",'
        ' kinds = ["PunchOutSetupRequest"] }]\n'
    )
    desk.load(letters.parties() + own)
    as_supplier = {"sender": letters.SUPPLIER, "from_": letters.SUPPLIER, "secret": "agreed"}

    assert 200 == desk.status(letters.setup().but(**as_supplier)).code
    assert 403 == desk.status(letters.order("PO-1").but(**as_supplier)).code


def seconds(desk: Desk, post: letters.Post) -> float:
    """Take the time of one answer: the work in it, which other programs do not lengthen."""
    body = post.bytes()
    began = time.thread_time()
    desk.post(body, source=f"source-{post.payload_id}")
    return time.thread_time() - began


def test_time_does_not_tell_an_unknown_identity_from_a_wrong_secret(desk: Desk) -> None:
    """Both take the same while, the one in memory too; in turns: a slow moment strikes both."""
    assert 200 == desk.status(letters.setup()).code
    pairs = [
        (
            seconds(desk, letters.setup().but(secret="wrong")),
            seconds(desk, letters.setup().but(sender=STRANGER, from_=STRANGER)),
        )
        for _ in range(150)
    ]

    known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.2 * known, (known, unknown)
