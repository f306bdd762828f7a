"""The gateway's own reasons reach requesters in their language."""

from __future__ import annotations

import pytest

from gateway.delivery.refusal import REASONS
from gateway.exchange.handlers.order_way import LEFT_OUT, NOT_ACCEPTED
from gateway.exchange.safeguarding import FAMILY
from gateway.rules import confirmations
from gateway.rules.confirmations import Named
from gateway.rules.own_words import in_language
from gateway.rules.safeguard_settings import Check
from gateway.rules.safeguard_table import TABLE, sentence
from gateway.store import standing

ORDER = Named(order_id="4711", order_date="2026-11-21T10:00:00+00:00", payload_id="1@buyer")


def simulated(*, accepted: bool) -> str:
    """Give what a simulated confirmation says."""
    said = confirmations.simulated(ORDER, accepted=accepted, confirm_id="1", notice_date="x")
    return said.header.comments[0].words


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize(
    "reason",
    [
        *REASONS.values(),
        NOT_ACCEPTED,
        LEFT_OUT,
        FAMILY,
        standing.LEFT_OUT,
        simulated(accepted=True),
        simulated(accepted=False),
    ],
)
def test_no_reason_of_ours_stays_in_english(reason: str, language: str) -> None:
    """Every word of it is said anew, but for names of the standard."""
    told = in_language(reason, language)

    assert not {"the", "The", "This", "was", "not", "order"} & set(told.split())


@pytest.mark.parametrize("check", TABLE)
def test_what_safeguards_found_is_said_in_german(check: Check) -> None:
    """The line, what differs there, and what to do about it."""
    reason = f"{sentence(check, 2)} {TABLE[check].en.advice} And 3 more."

    told = in_language(reason, "de")

    words = TABLE[check].de
    assert f"Zeile 2: {words.message} {words.advice} Und 3 weitere." == told


def test_what_others_say_stays_as_it_is() -> None:
    """The supplier's own words follow ours untouched."""
    told = in_language("Line 3: The supplier's system did not take this order: out of paper", "de")

    assert (
        "Zeile 3: Das System des Lieferanten hat diese Bestellung nicht angenommen: out of paper"
    ) == told


def test_a_suppliers_own_line_number_stays_as_it_is() -> None:
    """`Line 3:` is ours only before a sentence of ours."""
    assert "Line 3: sold out. And 2 more." == in_language("Line 3: sold out. And 2 more.", "de")


def test_english_stays_english() -> None:
    """Documents and English mails say the same."""
    assert REASONS == {change: in_language(words, "en") for change, words in REASONS.items()}
