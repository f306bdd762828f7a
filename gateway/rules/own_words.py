"""The gateway's own reasons in the languages of requesters; documents say them in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from gateway.rules.safeguard_table import TABLE

#: sentences of ours in English, each with French and German
SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    **{row.en.message: (row.fr.message, row.de.message) for row in TABLE.values()},
    **{row.en.advice: (row.fr.advice, row.de.advice) for row in TABLE.values()},
    "It belongs to a line that is not accepted.": (
        "Cela fait partie d'une ligne qui n'est pas acceptée.",
        "Das gehört zu einer Zeile, die nicht angenommen wird.",
    ),
    "The supplier's system did not take this order": (
        "Le système du fournisseur n'a pas pris cette commande",
        "Das System des Lieferanten hat diese Bestellung nicht angenommen",
    ),
    "The supplier's system did not take this change; the order stands as it was": (
        (
            "Le système du fournisseur n'a pas pris cette modification ; la commande reste telle"
            " qu'elle était"
        ),
        (
            "Das System des Lieferanten hat diese Änderung nicht angenommen; die Bestellung bleibt,"
            " wie sie war"
        ),
    ),
    "The supplier's system did not take this cancellation; the order stands": (
        "Le système du fournisseur n'a pas pris cette annulation ; la commande reste valable",
        (
            "Das System des Lieferanten hat diese Stornierung nicht angenommen; die Bestellung"
            " bleibt bestehen"
        ),
    ),
    "Simulated confirmation.": ("Confirmation simulée.", "Simulierte Bestätigung."),
    "This was a test: nothing will be delivered and nothing will be charged.": (
        "C'était un test : rien ne sera livré et rien ne sera facturé.",
        "Das war ein Test: Es wird nichts geliefert und nichts berechnet.",
    ),
    "This connection is still in test, and the order did not say that it is a test.": (
        "Cette connexion est encore en test, et la commande ne disait pas qu'elle en est un.",
        "Diese Verbindung ist noch im Test, und die Bestellung sagte nicht, dass sie einer ist.",
    ),
    "It was not passed on.": ("Elle n'a pas été transmise.", "Sie wurde nicht weitergegeben."),
    "Ask your supplier to activate the connection, or send deploymentMode test.": (
        "Demandez à votre fournisseur d'activer la connexion, ou envoyez deploymentMode test.",
        (
            "Bitten Sie Ihren Lieferanten, die Verbindung zu aktivieren, oder senden Sie"
            " deploymentMode test."
        ),
    ),
}
_PLACES: Final[Mapping[str, int]] = {"fr": 0, "de": 1}
_LINE: Final = re.compile(r"\bLine ([0-9]+): ")
_LINES: Final = {"fr": r"Ligne \1 : ", "de": r"Zeile \1: "}
_MORE: Final = re.compile(r"\bAnd ([0-9]+) more\.")
_MORES: Final = {"fr": r"Et \1 de plus.", "de": r"Und \1 weitere."}


def in_language(text: str, language: str) -> str:
    """Say a reason of ours in a language; what is not ours, such as a supplier's words, stays."""
    place = _PLACES.get(language)
    if place is None:
        return text
    for english in _longest_first(SENTENCES):
        text = text.replace(english, SENTENCES[english][place])
    return _MORE.sub(_MORES[language], _LINE.sub(_LINES[language], text))


def _longest_first(sentences: Iterable[str]) -> list[str]:
    return sorted(sentences, key=len, reverse=True)
