"""Secrets and card numbers never reach the journal."""

from __future__ import annotations

import pytest
from lxml import etree

from gateway.cxml.masking import MASK, mask_cards, mask_text, masked


def test_a_secret_is_masked_and_stays_in_the_document() -> None:
    """The journal's text lacks the secret; the document itself keeps it."""
    root = etree.fromstring("<a><SharedSecret>abc<b/>def</SharedSecret></a>")

    text = masked(root)

    assert f"<a><SharedSecret>{MASK}</SharedSecret></a>" == text
    assert "abcdef" == "".join(root[0].itertext())


@pytest.mark.parametrize(
    "number", ["4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111", "378282246310005"]
)
def test_a_card_number_is_masked(number: str) -> None:
    """A number that a card could have is masked, grouped or not."""
    assert f"card {MASK}." == mask_cards(f"card {number}.")


@pytest.mark.parametrize("number", ["4111111111111112", "1732226700000", "4500012345", "12345678"])
def test_another_number_stays(number: str) -> None:
    """Order numbers and timestamps are no card numbers."""
    assert number == mask_cards(number)


@pytest.mark.parametrize(
    "text",
    [
        "<SharedSecret>hidden</SharedSecret>",
        "<SharedSecret>hidden",
        "<sharedsecret a='1'>hid<b>den</sharedsecret>",
    ],
)
def test_a_secret_in_broken_xml_is_masked(text: str) -> None:
    """A body that is no XML is masked all the same."""
    assert "hid" not in mask_text(f"<cXML>{text}")
