"""Strangers and whom they probably meant to be."""

from __future__ import annotations

import pytest

from gateway.rules.lookalikes import likeness
from gateway.rules.parties import IdentitySettings

ACME = IdentitySettings(domain="NetworkID", value="AN01000000001")
STUB = IdentitySettings(domain="DUNS", value="123456789")
KNOWN = [ACME, STUB]


@pytest.mark.parametrize(
    ("domain", "value", "meant", "told"),
    [
        ("networkid", "AN01000000001", ACME, "compare the SharedSecret"),
        ("DUNS", "AN01000000001", ACME, "The domain differs: 'DUNS' came, 'NetworkID' is agreed."),
        ("NetworkID", "an01000000001", ACME, "upper and lower case"),
        ("NetworkID", "AN01000000001-T", ACME, "differs a little: 'AN01000000001' is agreed"),
        ("DUNS", "12345678", STUB, "differs a little: '123456789' is agreed"),
    ],
)
def test_stranger_who_comes_near_is_told_what_to_compare(
    domain: str, value: str, meant: IdentitySettings, told: str
) -> None:
    """An identity that is nearly one of ours names that one, and where the two differ."""
    found = likeness(domain, value, KNOWN)

    assert found is not None
    assert meant == found.meant
    assert told in found.compare


@pytest.mark.parametrize("value", ["", "somebody-else", "987654321"])
def test_stranger_who_comes_near_nobody_is_not_explained(value: str) -> None:
    """Nobody is named for an identity that looks like none of ours."""
    assert likeness("DUNS", value, KNOWN) is None


def test_nobody_is_alike_where_nobody_is_known() -> None:
    """Without any identity of ours there is nothing to compare."""
    assert likeness("DUNS", "123456789", []) is None
