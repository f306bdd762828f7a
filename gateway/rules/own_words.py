"""The gateway's own reasons in the languages of requesters; documents say them in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    "The line was not accepted, and was not passed on to the supplier.": (
        "La ligne n'a pas été acceptée et n'a pas été transmise au fournisseur.",
        "Die Zeile wurde nicht angenommen und nicht an den Lieferanten weitergegeben.",
    ),
    "The order was not accepted.": (
        "La commande n'a pas été acceptée.",
        "Die Bestellung wurde nicht angenommen.",
    ),
    "Some lines were not accepted and will not be delivered.": (
        "Des lignes n'ont pas été acceptées et ne seront pas livrées.",
        "Einige Zeilen wurden nicht angenommen und werden nicht geliefert.",
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
#: one of ours, the longest first, with the line that it speaks of and the number of others
_OURS: Final = re.compile(
    r"(?:\bLine (?P<line>[0-9]+): )?(?P<sentence>"
    + "|".join(map(re.escape, sorted(SENTENCES, key=len, reverse=True)))
    + r")(?: And (?P<more>[0-9]+) more\.)?"
)
_LINES: Final = {"fr": "Ligne {} : ", "de": "Zeile {}: "}
_MORES: Final = {"fr": " Et {} de plus.", "de": " Und {} weitere."}


def in_language(text: str, language: str) -> str:
    """Say a reason of ours in a language; what is not ours, such as a supplier's words, stays."""
    if language not in _PLACES:
        return text
    return _OURS.sub(lambda found: _said(found, language), text)


def concerns_requester(reason: str) -> str:
    """Give why an order waits, where it is for what the order says; else nothing."""
    return reason if any(row.en.message in reason for row in TABLE.values()) else ""


def _said(found: re.Match[str], language: str) -> str:
    line = _LINES[language].format(found["line"]) if found["line"] else ""
    more = _MORES[language].format(found["more"]) if found["more"] else ""
    return f"{line}{SENTENCES[found['sentence']][_PLACES[language]]}{more}"
