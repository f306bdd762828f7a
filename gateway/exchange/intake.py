"""The way in: read, identify, claim, decide, settle, answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog

from gateway.cxml import documents
from gateway.cxml.documents import Document
from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import finding, sentence
from gateway.cxml.header import Header
from gateway.cxml.kinds import KINDS, UNKNOWN
from gateway.cxml.masking import mask_secrets, secrets_in
from gateway.errors import (
    BadRequest,
    Conflict,
    NotAcceptable,
    NotOffered,
    Refused,
    StillRunning,
)
from gateway.exchange import refusals
from gateway.exchange.handlers import HANDLERS
from gateway.exchange.identify import Speaking, Stranger, identify
from gateway.exchange.letter import Answer, Letter
from gateway.exchange.outcome import Case
from gateway.exchange.settle import settle
from gateway.exchange.surroundings import Surroundings
from gateway.rules.activation import mode_of
from gateway.store import claims, connections
from gateway.store.claims import Claim

log = structlog.get_logger()

#: so often it is asked anew who speaks, while somebody changes the parties
TRIES: Final = 3


class Outdated(Exception):
    """Who is who has changed since it was read."""


def receive(letter: Letter, around: Surroundings) -> Answer:
    """
    Take one document and answer it; the answer leaves only after everything is stored.

    A refusal is journalled and answered here too. Raises only what is ours: TryLater when nothing
    could be stored, GatewayFault for a defect.
    """
    try:
        document = documents.read(letter.body, letter.content_type, around.limits)
        header = _readable_header(document)
    except Refused as refusal:
        return refusals.unread(letter, refusal, around)
    speaking = _remembered(document, header, letter, around)
    for _ in range(TRIES):
        try:
            speaking = speaking or _known(document, header, letter, around)
        except Stranger as stranger:
            return refusals.stranger(letter, document, stranger, around)
        try:
            return _received(document, speaking, letter, around)
        except Outdated:
            speaking = None
        except Refused as refusal:
            return refusals.refused(letter, document, speaking, refusal, around)
    raise StillRunning


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a document that was written here stands for: said by a supplier that showed its key."""

    speaking: Speaking
    payload_id: str
    #: of what was said, from which the document was made
    digest: str


def repeated(meant: Meant, around: Surroundings) -> Answer | None:
    """
    Give the answer to what was said before; None when it is new.

    Raises Conflict when something else was said under the same payloadID.
    """
    with around.database.reading() as tx:
        held = claims.earlier(
            tx, meant.speaking.connection.id, meant.speaking.role, meant.payload_id
        )
    return None if held is None else _held_answer(held, meant.digest, around)


def take(letter: Letter, meant: Meant, around: Surroundings) -> Answer:
    """
    Take a document that was written here, as if it had been posted; see `receive`.

    Raises Outdated when who is who has changed since `meant` was read.
    """
    document = documents.read(letter.body, letter.content_type, around.limits)
    try:
        return _received(document, meant.speaking, letter, around, digest=meant.digest)
    except Refused as refusal:
        return refusals.refused(letter, document, meant.speaking, refusal, around)


def _readable_header(document: Document) -> Header:
    if document.kind is KINDS["Response"]:
        raise BadRequest("A Response was sent where a Request is expected.")
    header = document.envelope.header
    faults = tuple(
        error
        for error in document.errors
        if "/Header" in error.path or error.code == Code.HEADER_MISSING
    )
    if header is None or faults:
        raise documents.refusal(faults or document.errors)
    return header


def _remembered(
    document: Document, header: Header, letter: Letter, around: Surroundings
) -> Speaking | None:
    """Recognise somebody without asking the database; nobody is refused for what is remembered."""
    around.throttle.check(_sign(header), letter.source)
    try:
        return identify(document, header, around, around.directory.remembered())
    except Stranger:
        return None


def _known(document: Document, header: Header, letter: Letter, around: Surroundings) -> Speaking:
    with around.database.reading() as tx:
        try:
            return identify(document, header, around, around.directory.inquiry(tx))
        except Stranger:
            around.throttle.failed(_sign(header), letter.source)
            raise


def _sign(header: Header) -> str:
    """Name the sender as failures to sign in are counted."""
    return "/".join(header.sender.credentials[0].key)


def _received(
    document: Document,
    speaking: Speaking,
    letter: Letter,
    around: Surroundings,
    *,
    digest: str | None = None,
) -> Answer:
    with around.database.transaction() as tx:
        # held, so that nobody activates the connection between this decision and the commit
        state, version = connections.hold(tx, speaking.connection.id)
        if version != speaking.edition.version:
            raise Outdated
        case = Case(
            document=document,
            speaking=speaking,
            mode=mode_of(state, document.deployment_mode),
            around=around,
            tx=tx,
        )
        answer = _answered(case, letter, digest or document.digest())
    around.wake()
    return answer


def _usable(document: Document, speaking: Speaking) -> None:
    # A kind that is known and not taken is told so before anything that is wrong with it. What is
    # wrong with an unknown one is that, or that nothing is carried: its errors say which.
    if document.kind is not UNKNOWN and document.kind.name not in HANDLERS:
        raise NotOffered(
            f"{document.kind.name} is not taken here. Ask for the Profile to see what is."
        )
    strict = speaking.connection.settings.strict
    refused_for = document.errors or (document.doubts if strict else ())
    if refused_for:
        raise documents.refusal(refused_for)
    if document.attachments and not document.kind.is_carried:
        raise NotAcceptable(sentence(finding(Code.ATTACHMENTS)))
    payload_id = document.envelope.payload_id
    if mask_secrets(payload_id, secrets_in(document.root)) != payload_id:
        raise BadRequest(
            "cXML/@payloadID holds the SharedSecret. It stands in logs and is told to others;"
            " make it of time, process and chance instead."
        )


def _answered(case: Case, letter: Letter, digest: str) -> Answer:
    document, speaking, now = case.document, case.speaking, case.around.clock.now()
    _usable(document, speaking)
    claim = claims.make(
        case.tx,
        connection_id=speaking.connection.id,
        sender=speaking.role,
        payload_id=document.envelope.payload_id,
        digest=digest,
        mode=case.mode,
        now=now,
    )
    if claim is None:
        return _earlier(case, digest)
    outcome = HANDLERS[document.kind.name](case)
    if speaking.credential_id is not None:
        speaking.edition.used(case.tx, speaking.credential_id, now)
    answer = settle(case, letter, claim, outcome)
    log.info(
        "document_accepted",
        connection=speaking.connection.name,
        kind=document.kind.name,
        payload_id=document.envelope.payload_id,
        mode=outcome.mode.value,
    )
    return answer


def _earlier(case: Case, digest: str) -> Answer:
    """Answer a payloadID that was claimed before: with the stored answer, or with 409."""
    speaking, payload_id = case.speaking, case.document.envelope.payload_id
    held = claims.earlier(case.tx, speaking.connection.id, speaking.role, payload_id)
    if held is None:
        raise StillRunning
    return _held_answer(held, digest, case.around)


def _held_answer(held: Claim, digest: str, around: Surroundings) -> Answer:
    if held.answer is None:
        raise StillRunning
    if held.digest != digest:
        raise Conflict(
            "A document with this payloadID was received before, with other content."
            " Give each document a payloadID of its own."
        )
    return Answer(body=around.vault.open(held.answer, "answer"))
