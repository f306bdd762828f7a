"""Turns the text of a document into values and back: numbers, words of a list, yes-flags."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Protocol, runtime_checkable

from babel.core import get_global
from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.phrases import phrase

#: ASCII digits only, so that neither an exponent nor another script's digits reach Decimal
NUMBER: Final = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})", re.ASCII)
#: ISO 4217, withdrawn ones too; not the codes that stand for no currency and for tests
CURRENCIES: Final = frozenset(get_global("all_currencies")) - {"XXX", "XTS"}
WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
#: a date, perhaps with a time, perhaps with a zone; whether the day exists is for the schemas
MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)


class Unfit(Exception):
    """A text that is not of the kind that its place wants."""

    def __init__(self, code: Code, **words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Positive:
    """The number must be greater than zero."""

    def check(self, value: Decimal) -> None:
        """Raise Unfit for a number that is not."""
        if value <= 0:
            raise Unfit(Code.ELEMENT_VALUE, expected=phrase("a number greater than 0"))


@dataclass(frozen=True, slots=True)
class NotNegative:
    """The number must not be less than zero."""

    def check(self, value: Decimal) -> None:
        """Raise Unfit for a number that is."""
        if value < 0:
            raise Unfit(Code.ELEMENT_VALUE, expected=phrase("a number not less than 0"))


@dataclass(frozen=True, slots=True)
class Exact:
    """The word must be spelled as the standard spells it, capitals included."""


@dataclass(frozen=True, slots=True)
class Length:
    """The text has from `least` to `most` characters."""

    least: int
    most: int

    def check(self, value: str) -> None:
        """Raise Unfit for a text that has not."""
        if len(value) < self.least:
            raise Unfit(Code.VALUE_EMPTY)
        if len(value) > self.most:
            raise Unfit(Code.TEXT_TOO_LONG, limit=str(self.most))


@dataclass(frozen=True, slots=True)
class CurrencyCode:
    """The text is an ISO 4217 code."""

    def check(self, value: str) -> None:
        """Raise Unfit for a text that is none."""
        if value not in CURRENCIES:
            raise Unfit(Code.CURRENCY)


@dataclass(frozen=True, slots=True)
class Moment:
    """
    The text is a date, alone or with a time; it is kept as it was written.

    An odd one is an advice, never an error: nothing that is done here hangs on a date that somebody
    else wrote, but for the two of a CredentialMac, which are judged with it.
    """

    def doubt(self, raw: str, _node: etree._Element) -> Code | None:
        """Tell what is odd about a date."""
        found = MOMENT.fullmatch(raw.strip(" \t\r\n"))
        if found is None:
            return Code.DATE
        time, zone = found.groups()
        if zone == "Z":
            return Code.TIMESTAMP_Z
        return Code.TIMESTAMP_WITHOUT_ZONE if time and not zone else None


@dataclass(frozen=True, slots=True)
class WorldWide:
    """The text names its document among all others in the world, by a host."""

    def doubt(self, raw: str, _node: etree._Element) -> Code | None:
        """Tell that a text names no host."""
        return None if "@" in raw else Code.PAYLOAD_ID_SHAPE


Convert = Callable[[str], Any]


class Doubt(Protocol):
    """Tells what is odd about the text of an element, or of one of its attributes."""

    def __call__(self, raw: str, node: etree._Element, /) -> Code | None:
        """Give the code of an advice, or None."""


@runtime_checkable
class Doubting(Protocol):
    """A marker of a field that tells what is odd about a text that was understood."""

    def doubt(self, raw: str, node: etree._Element, /) -> Code | None:
        """Give the code of an advice, or None."""


def number(raw: str) -> Decimal:
    """
    Read a decimal number: at most 18 digits, a point, at most 6 more; `.34` is one, `1e3` is not.

    Raises Unfit for anything else; the length bound comes before Decimal sees it.
    """
    text = raw.strip(" \t\r\n")
    if not NUMBER.fullmatch(text):
        raise Unfit(Code.NUMBER)
    return Decimal(text)


def whole(raw: str) -> int:
    """Read a whole number of at most nine digits."""
    text = raw.strip(" \t\r\n")
    if not WHOLE.fullmatch(text):
        raise Unfit(Code.NUMBER)
    return int(text)


def flag(raw: str) -> bool:
    """Read one of the standard's flags, which are `yes` or absent."""
    return raw.strip().lower() == "yes"


def show(value: object) -> str:
    """Write a value as its place in a document wants it; never with an exponent."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is True:
        return "yes"
    return str(value)


def trimmed(raw: str) -> str:
    """Take a text without the white space around it."""
    return raw.strip(" \t\r\n")


def converter(kind: type, markers: tuple[object, ...]) -> Convert:
    """Give the function that reads texts of this type under these markers."""
    convert = _plain(kind, exact=any(isinstance(m, Exact) for m in markers))
    for marker in markers:
        convert = _bounded(convert, marker)
    return convert


def _plain(kind: type, *, exact: bool) -> Convert:
    if kind is Decimal:
        return number
    if kind is int:
        return whole
    if kind is bool:
        return flag
    if issubclass(kind, StrEnum):
        return _word_of(kind, exact=exact)
    return trimmed


def _word_of(words: type[StrEnum], *, exact: bool) -> Convert:
    spelled = {word.value: word for word in words}
    folded = {} if exact else {word.value.lower(): word for word in words}
    allowed = ", ".join(spelled)

    def read(raw: str) -> StrEnum:
        word = spelled.get(raw) or folded.get(raw.strip().lower())
        if word is None:
            raise Unfit(Code.ENUMERATION, expected=allowed)
        return word

    return read


def doubter(kind: type, markers: tuple[object, ...]) -> Doubt | None:
    """Give the function that finds a text of this type odd under these markers, if anything can."""
    if issubclass(kind, StrEnum):
        return _spelling_of(kind)
    return next((m.doubt for m in markers if isinstance(m, Doubting)), None)


def _spelling_of(words: type[StrEnum]) -> Doubt:
    spelled = {word.value for word in words}
    return lambda raw, _node: None if raw in spelled else Code.ENUMERATION_CASE


def _bounded(convert: Convert, marker: object) -> Convert:
    if not isinstance(marker, Positive | NotNegative | Length | CurrencyCode):
        return convert
    check = marker.check

    def checked(raw: str) -> object:
        value = convert(raw)
        check(value)
        return value

    return checked
