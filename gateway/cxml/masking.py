"""Secrets and card numbers, masked before anything is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Final

from lxml import etree

MASK: Final = "********"

#: 13 to 19 digits that begin like a card number, alone or in groups; what must not stand before is
#: asked after the first digit, since most places of a text are passed by for not being one
_CARD: Final = re.compile(r"[3-6](?<![0-9.].)[0-9](?:[ -]?[0-9]){11,17}(?![0-9])", re.ASCII)
#: from the first mention to the last, or to the end, however the tags around it are spelled
_SECRET_TEXT: Final = re.compile(
    r"(SharedSecret|CredentialMac)(?:.*(SharedSecret|CredentialMac)|.*)",
    re.DOTALL | re.IGNORECASE,
)
#: shorter ones are not looked for elsewhere: too many words hold them
_SHORTEST_SECRET: Final = 8
_SECRET_TAGS: Final = ("SharedSecret", "CredentialMac")


def mask_cards(text: str) -> str:
    """Mask every number that could be a card's: right length, first digit and check digit."""
    return _CARD.sub(lambda hit: MASK if _checks(hit.group()) else hit.group(), text)


def holds_card(text: str) -> bool:
    """Tell whether a text has a number that `mask_cards` would mask."""
    return any(_checks(hit.group()) for hit in _CARD.finditer(text))


def _checks(shown: str) -> bool:
    digits = [int(sign) for sign in shown if sign.isdigit()]
    # Luhn: every second digit counts twice, and twice a digit counts as the sum of its digits
    doubled = (sum(divmod(digit * 2, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def mask_text(text: str) -> str:
    """Mask secrets and cards in a text that could not be read as XML."""
    return mask_cards(_SECRET_TEXT.sub(rf"\1{MASK}\2", text))


def secrets_in(root: etree._Element) -> frozenset[str]:
    """Give the secrets of a document that are long enough to be looked for elsewhere in it."""
    texts = ("".join(node.itertext()).strip() for node in root.iter(*_SECRET_TAGS))
    return frozenset(text for text in texts if len(text) >= _SHORTEST_SECRET)


def mask_secrets(text: str, secrets: frozenset[str]) -> str:
    """Mask these secrets wherever they stand in a text, as they are or as XML spells them."""
    for secret in sorted(secrets, key=len, reverse=True):
        for spelled in {secret, escape(secret, quote=False), escape(secret)}:
            text = text.replace(spelled, MASK)
    return text


@contextmanager
def muted(root: etree._Element) -> Iterator[None]:
    """Hold the secrets of a tree masked for as long as the block runs."""
    held = [(node, node.text, list(node)) for node in root.iter(*_SECRET_TAGS)]
    for node, _, children in held:
        for child in children:
            node.remove(child)
        node.text = MASK
    try:
        yield
    finally:
        for node, text, children in held:
            node.text = text
            node.extend(children)


def masked(root: etree._Element) -> str:
    """Write a document for the journal: whole, but for its secrets and card numbers."""
    secrets = secrets_in(root)
    with muted(root):
        return mask_cards(mask_secrets(etree.tostring(root, encoding="unicode"), secrets))
