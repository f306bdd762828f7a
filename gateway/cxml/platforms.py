"""Values that are right, and hurt all the same on one platform or another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.units import UNITS

# Each of these marks a field; what it doubts is an advice, also on a strict connection. They see
# every line of every document, so what is harmless is told at once.

#: JAGGAER keeps four decimals
_FIVE_DECIMALS: Final = re.compile(r"\.[0-9]{5,}\s*$", re.ASCII)
#: Ariba refuses items with one of these
_TROUBLE: Final = re.compile(r"[?{}]")
#: the longest key of an item that Ariba takes, in characters
LONGEST_PART: Final = 100
#: so much of a description Ariba shows on an order, in characters
LONGEST_SHOWN: Final = 255
#: so much of a description Ariba keeps, in bytes
LONGEST_KEPT: Final = 2_000
_LONG_SHORT_NAME: Final = re.compile(r"<ShortName[^>]*>\s*[^<]{50,}[^<\s]")
_TAG: Final = re.compile(r"<[^>]*>")
_UNSPSC_DIGITS: Final = 8
_UNSPSC: Final = re.compile(r"\s*[0-9]{8}\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unit:
    """The text should be a unit of UN/CEFACT."""

    def doubt(self, raw: str, _node: etree._Element) -> Code | None:
        """Tell that it is none; an empty one is another matter."""
        if raw in UNITS:
            return None
        text = raw.strip()
        return None if text in UNITS or not text else Code.UNIT


@dataclass(frozen=True, slots=True)
class FourDecimals:
    """The number should have no more than four decimals."""

    def doubt(self, raw: str, _node: etree._Element) -> Code | None:
        """Tell that it has more."""
        return Code.DECIMALS if "." in raw[:-5] and _FIVE_DECIMALS.search(raw) else None


@dataclass(frozen=True, slots=True)
class PartNumber:
    """The text should be short, and without characters that platforms stumble over."""

    def doubt(self, raw: str, _node: etree._Element) -> Code | None:
        """Tell that it is not."""
        if "?" in raw or "{" in raw or "}" in raw:
            return Code.PART_CHARACTERS if _TROUBLE.search(_words(raw)) else None
        if len(raw) <= LONGEST_PART or len(_words(raw)) <= LONGEST_PART:
            return None
        return Code.PART_LONG


@dataclass(frozen=True, slots=True)
class Shown:
    """The text should be short enough to be shown whole, in one line."""

    def doubt(self, raw: str, node: etree._Element) -> Code | None:
        """Tell that platforms will not show all of it; only of items, which they keep."""
        if len(raw) <= LONGEST_SHOWN and "\n" not in raw and "<" not in raw:
            return None
        parent = node.getparent()
        if parent is None or parent.tag not in ("ItemDetail", "BlanketItemDetail"):
            return None
        return _description(raw)


@dataclass(frozen=True, slots=True)
class Unspsc:
    """The text should be eight digits where its domain is UNSPSC."""

    def doubt(self, raw: str, node: etree._Element) -> Code | None:
        """Tell that it is not."""
        if len(raw) == _UNSPSC_DIGITS and raw.isdigit() and raw.isascii():
            return None
        if _UNSPSC.fullmatch(raw) or (node.get("domain") or "").strip().upper() != "UNSPSC":
            return None
        in_code = not raw.strip() and _UNSPSC.fullmatch(node.get("code") or "")
        return None if in_code else Code.UNSPSC


@dataclass(frozen=True, slots=True)
class NeverByBrowser:
    """The text should not stand in a message, which travels through a shopper's browser."""

    def doubt(self, _raw: str, node: etree._Element) -> Code | None:
        """Tell that it does."""
        root = node.getroottree().getroot()
        return Code.READ_BY_SHOPPER if root.find("Message") is not None else None


def _description(raw: str) -> Code | None:
    text = _words(raw)
    if "\n" in text:
        return Code.DESCRIPTION_LINES
    if len(text.encode()) > LONGEST_KEPT:
        return Code.DESCRIPTION_CUT
    if len(text) > LONGEST_SHOWN:
        return Code.DESCRIPTION_LONG
    return Code.SHORT_NAME_LONG if _LONG_SHORT_NAME.search(raw) else None


def _words(inner: str) -> str:
    return unescape(_TAG.sub("", inner)).strip()
