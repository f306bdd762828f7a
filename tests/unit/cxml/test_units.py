"""The codes of units of measure."""

from __future__ import annotations

import pytest

from gateway.cxml.units import UNITS


@pytest.mark.parametrize("code", ["EA", "C62", "H87", "KGM", "MTR", "HUR", "XBX", "BX", "CT", "PK"])
def test_what_catalogues_sell_by_is_a_unit(code: str) -> None:
    """Pieces, weights, lengths, hours and packages are known, as written now and before."""
    assert code in UNITS


@pytest.mark.parametrize("code", ["ea", "KG", "BOX", "Each", "PCE", "DZ", "UN", ""])
def test_what_only_looks_like_a_unit_is_none(code: str) -> None:
    """Words, small letters and codes of single systems are not in the recommendation."""
    assert code not in UNITS


def test_a_code_has_two_or_three_capital_letters_or_digits() -> None:
    """Nothing slipped into the list that is not a code."""
    assert [] == [code for code in UNITS if not (code.isascii() and code.isalnum())]
    assert {2, 3} == {len(code) for code in UNITS}
    assert len(UNITS) > 2_100
