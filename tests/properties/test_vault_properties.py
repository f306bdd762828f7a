"""What holds for every secret."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.errors import Misconfigured
from gateway.vault import Vault

VAULT = Vault("a key for tests, and for tests only")
PLAIN = st.one_of(st.text(), st.binary())


@given(plain=PLAIN, purpose=st.text())
def test_opening_a_seal_gives_back_what_was_sealed(plain: str | bytes, purpose: str) -> None:
    """Any text or bytes come out as they went in."""
    opened = VAULT.open(VAULT.seal(plain, purpose), purpose)

    assert VAULT.same(opened, plain)
    assert opened == (plain if isinstance(plain, bytes) else plain.encode())


@given(plain=PLAIN, sealed_for=st.text(), opened_for=st.text())
def test_seal_opens_only_for_its_purpose(
    plain: str | bytes, sealed_for: str, opened_for: str
) -> None:
    """A secret copied from one place of the database to another does not open there."""
    assume(sealed_for != opened_for)
    sealed = VAULT.seal(plain, sealed_for)

    with pytest.raises(Misconfigured):
        VAULT.open(sealed, opened_for)


@given(plain=PLAIN, place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_altered_seal_does_not_open(plain: str | bytes, place: int, flip: int) -> None:
    """One changed byte anywhere is noticed."""
    sealed = bytearray(VAULT.seal(plain, "p"))
    sealed[place % len(sealed)] ^= flip

    with pytest.raises(Misconfigured):
        VAULT.open(bytes(sealed), "p")


@given(left=st.text(), right=st.text())
def test_same_is_equality(left: str, right: str) -> None:
    """Comparing in constant time answers what plain comparison would."""
    assert VAULT.same(left, right) == (left == right)
    assert VAULT.same(left, left)


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), unique=True, max_size=20))
def test_derived_tokens_of_different_subjects_differ(named: list[tuple[str, str]]) -> None:
    """No two (purpose, subject) pairs share a token."""
    tokens = {VAULT.derive_token(purpose, subject) for purpose, subject in named}

    assert len(tokens) == len(named)
