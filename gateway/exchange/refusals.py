"""Refusals: answered as cXML and journalled like anything else, but claiming nothing."""

from __future__ import annotations

import structlog

from gateway.cxml.documents import Document
from gateway.cxml.header import Credential
from gateway.cxml.masking import mask_secrets, mask_text, masked, secrets_in
from gateway.cxml.mime import is_multipart, parts_of
from gateway.cxml.responses import Response, status
from gateway.cxml.versions import NEWEST
from gateway.errors import Refused
from gateway.exchange.identify import Speaking, Stranger
from gateway.exchange.letter import Answer, Letter
from gateway.exchange.settle import answer_bytes
from gateway.exchange.surroundings import Surroundings
from gateway.rules.activation import mode_of
from gateway.store import journal, knocks

log = structlog.get_logger()

#: so much is kept of a body whose sender is not known, in characters
KEPT_OF_STRANGERS = 20_000


def unread(letter: Letter, refusal: Refused, around: Surroundings) -> Answer:
    """Refuse a body that could not be read far enough to know who sent it."""
    # UTF-16 without its zeros is readable, and so are the tags of the secrets in it
    start = _readable(letter, around)[: KEPT_OF_STRANGERS * 2]
    text = start.decode("utf-8", "replace").replace("\0", "")
    return _written(
        letter,
        refusal,
        around,
        journal.NewEntry(
            connection_id=None,
            direction="in",
            kind="unread",
            payload_id=None,
            mode=None,
            moment=around.clock.now(),
            source=letter.source,
            status=refusal.code,
            body=mask_text(text[:KEPT_OF_STRANGERS]),
            answer=None,
            findings=(),
        ),
    )


def _readable(letter: Letter, around: Surroundings) -> bytes:
    """Give what can be shown of a body: nothing whose transfer encoding could hide a secret."""
    if not is_multipart(letter.content_type):
        return letter.body
    try:
        return parts_of(letter.body, letter.content_type or "", around.limits).document.body
    except Refused:
        return b""


def stranger(letter: Letter, document: Document, who: Stranger, around: Surroundings) -> Answer:
    """Refuse somebody who could not be identified, and note the knock for the administrator."""
    header = document.envelope.header
    assert header is not None  # noqa: S101 - identified by it
    sender, from_ = header.sender.credentials[0], header.from_.credentials[0]
    with around.database.transaction() as tx:
        knocks.record(tx, _knock(document, sender, from_, letter, who), around.clock.now())
    return refused(letter, document, None, who.refusal, around)


def _knock(
    document: Document, sender: Credential, from_: Credential, letter: Letter, who: Stranger
) -> knocks.NewKnock:
    return knocks.NewKnock(
        domain=sender.domain,
        value=sender.identity,
        from_domain=from_.domain,
        from_value=from_.identity,
        kind=document.kind.name,
        source=letter.source,
        reason=who.reason.value,
    )


def refused(
    letter: Letter,
    document: Document,
    speaking: Speaking | None,
    refusal: Refused,
    around: Surroundings,
) -> Answer:
    """Refuse a document that was read."""
    mode, version = None, NEWEST
    if speaking is not None:
        mode = mode_of(speaking.connection.state, document.deployment_mode)
        version = speaking.connection.settings.dtd_version
    return _written(
        letter,
        refusal,
        around,
        journal.NewEntry(
            connection_id=speaking.connection.id if speaking else None,
            direction="in",
            kind=document.kind.name,
            payload_id=_shown_id(document),
            mode=mode,
            moment=around.clock.now(),
            source=letter.source,
            status=refusal.code,
            body=masked(document.root)[: None if speaking else KEPT_OF_STRANGERS],
            answer=None,
            findings=document.findings,
        ),
        version,
    )


def _shown_id(document: Document) -> str | None:
    payload_id: str | None = document.envelope.payload_id  # None where it is missing
    return payload_id and mask_secrets(payload_id, secrets_in(document.root))


def _written(
    letter: Letter,
    refusal: Refused,
    around: Surroundings,
    entry: journal.NewEntry,
    version: str = NEWEST,
) -> Answer:
    body = answer_bytes(Response(status=status(refusal.code, refusal.message)), around, version)
    with around.database.transaction() as tx:
        journal.write(tx, entry, answer=body.decode("utf-8"))
    log.info("document_refused", kind=entry.kind, slug=refusal.slug, source=letter.source)
    return Answer(body=body, http_status=refusal.http_status)
