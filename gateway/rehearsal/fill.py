"""Makes a document sendable, again and elsewhere, and leaves every other byte of it as it was."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gateway.rehearsal.lettering import read_letters
from gateway.rehearsal.parties import Casting, Known
from gateway.rehearsal.scan import Element, Span, elements, words

_SIDES = ("From", "To", "Sender")
_PARTY_CREDENTIALS = tuple(("cXML", "Header", side, "Credential") for side in _SIDES)
_BODIES = (("cXML", "Request"), ("cXML", "Message"))
_RETURN_ADDRESS = ("cXML", "Request", "PunchOutSetupRequest", "BrowserFormPost", "URL")
_PAYLOAD_ATTRIBUTES = frozenset({"payloadID", "inReplyTo"})
_NUMBERS = frozenset(
    {"shipmentID", "shipNoticeID", "invoiceID", "receiptID", "orderStatusRequestID"}
)


class Part(StrEnum):
    """What the bench may put in anew; a case can ask for each of them to be sent as written."""

    #: The payloadID, and every reference to one.
    PAYLOAD_ID = "payloadID"
    #: The number of an order, wherever it is mentioned.
    ORDER_ID = "orderID"
    #: The number of a confirmation.
    CONFIRM_ID = "confirmID"
    #: The number of a shipment, an invoice, a receipt or a question, wherever it is mentioned.
    NUMBER = "number"
    #: The root's timestamp.
    TIMESTAMP = "timestamp"
    #: The secret beside an identity that the target knows.
    SECRET = "secret"  # noqa: S105  -- the name of a part, not a secret
    #: The identities in From, To and Sender.
    IDENTITIES = "identities"
    #: The host that a cart is returned to, where another buyer plays the one that is written.
    RETURN_HOST = "returnHost"
    #: Whether the document is a test.
    DEPLOYMENT_MODE = "deploymentMode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What is put in: a mark that makes names fresh, the time, who plays whom.

    The parts `as_written` are left alone.
    """

    mark: str
    timestamp: str
    casting: Casting
    as_written: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True)
class Edit:
    """One stretch of a document, and what stands there instead."""

    span: Span
    text: str


def fill(document: bytes, filling: Filling) -> bytes:
    """Put the fresh parts into a document; one whose letters are not sure is left as it is."""
    lettering = read_letters(document)
    if lettering is None:
        return document
    edits = _edits(lettering.text, filling)
    return lettering.bytes_of(apply(lettering.text, edits)) if edits else document


def parties_in(document: bytes, casting: Casting) -> frozenset[str]:
    """Name the parties that a document goes between, by the names that the target has for them."""
    lettering = read_letters(document)
    if lettering is None:
        return frozenset()
    found = elements(lettering.text)
    standing = [_standing(element, found) for element in found if "Sender" not in element.path]
    players = [each.player(lettering.text, casting) for each in standing if each]
    return frozenset(player.owner for player in players if player)


def apply(text: str, edits: list[Edit]) -> str:
    """Carry out edits that do not overlap, wherever they stand."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        pieces += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    return "".join([*pieces, text[position:]])


def _edits(text: str, filling: Filling) -> list[Edit]:
    found = elements(text)
    return [
        edit
        for element in found
        for edit in (
            *_names(text, element, filling),
            *_timestamp(text, element, filling),
            *_test_mode(text, element, filling),
            *_return_host(text, element, filling),
            *_credential(text, element, found, filling),
        )
    ]


def _names(text: str, element: Element, filling: Filling) -> Iterator[Edit]:
    for name, span in element.attributes.items():
        value = span.of(text)
        if name in _PAYLOAD_ATTRIBUTES:
            part, place = Part.PAYLOAD_ID, value.rfind("@") if "@" in value else len(value)
        elif name in (Part.ORDER_ID, Part.CONFIRM_ID):
            part, place = Part(name), len(value)
        elif name in _NUMBERS:
            part, place = Part.NUMBER, len(value)
        else:
            continue
        if value.strip() and part not in filling.as_written:
            between = "." if part is Part.PAYLOAD_ID else "-"
            at = span.start + place
            yield Edit(Span(at, at), f"{between}{filling.mark}")


def _timestamp(text: str, element: Element, filling: Filling) -> Iterator[Edit]:
    span = element.attributes.get("timestamp") if element.path == ("cXML",) else None
    if span is not None and Part.TIMESTAMP not in filling.as_written and span.of(text).strip():
        yield Edit(span, filling.timestamp)


def _test_mode(text: str, element: Element, filling: Filling) -> Iterator[Edit]:
    if element.path not in _BODIES or Part.DEPLOYMENT_MODE in filling.as_written:
        return
    span = element.attributes.get("deploymentMode")
    if span is None:
        yield Edit(Span(element.name_end, element.name_end), ' deploymentMode="test"')
    elif span.of(text) == "production":
        yield Edit(span, "test")


def _return_host(text: str, element: Element, filling: Filling) -> Iterator[Edit]:
    if element.path != _RETURN_ADDRESS or element.inside is None:
        return
    if Part.RETURN_HOST not in filling.as_written:
        address = words(element.inside.of(text))
        yield from _changed(text, element.inside, filling.casting.home(address))


def _credential(
    text: str, element: Element, among: list[Element], filling: Filling
) -> Iterator[Edit]:
    stands = _standing(element, among)
    player = stands and stands.player(text, filling.casting)
    if not stands or not player:
        return
    if Part.IDENTITIES not in filling.as_written:
        yield from _changed(text, stands.domain, player.domain, exactly=False)
        yield from _changed(text, stands.identity, player.value)
    if stands.secret and player.secret and Part.SECRET not in filling.as_written:
        yield from _changed(text, stands.secret, player.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    domain: Span
    identity: Span
    secret: Span | None

    def player(self, text: str, casting: Casting) -> Known | None:
        return casting.player(
            html.unescape(self.domain.of(text)),
            words(self.identity.of(text)),
            words(self.secret.of(text)) if self.secret else None,
        )


def _standing(element: Element, among: list[Element]) -> _Standing | None:
    if element.path not in _PARTY_CREDENTIALS:
        return None
    identity = _child(element, "Identity", among)
    domain = element.attributes.get("domain")
    if identity is None or domain is None:
        return None
    return _Standing(
        domain=domain, identity=identity, secret=_child(element, "SharedSecret", among)
    )


def _changed(text: str, span: Span, wanted: str, *, exactly: bool = True) -> Iterator[Edit]:
    # What already says the same keeps its way of saying it: comments, CDATA, line breaks, case.
    written = words(span.of(text))
    same = written == wanted if exactly else written.casefold() == wanted.casefold()
    if not same:
        yield Edit(span, html.escape(wanted))


def _child(parent: Element, name: str, among: list[Element]) -> Span | None:
    if parent.inside is None:
        return None
    start, end = parent.inside.start, parent.inside.end
    for element in among:
        inside = element.inside if element.path == (*parent.path, name) else None
        if inside is not None and start <= inside.start <= end:
            return inside
    return None
