"""Settles a message: journal, session or order, outbox and answer, all or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from gateway.clock import timestamp
from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationOperation,
    ConfirmationStatus,
)
from gateway.cxml.documents import Document, serialise, write
from gateway.cxml.envelope import CXML
from gateway.cxml.findings import sentence
from gateway.cxml.masking import masked
from gateway.cxml.orders import Change
from gateway.cxml.responses import Response
from gateway.cxml.versions import NEWEST
from gateway.errors import StillRunning
from gateway.exchange import order_settling, tidings
from gateway.exchange.letter import Answer, Letter
from gateway.exchange.outcome import (
    Case,
    NoteConfirmation,
    NoteFollowUp,
    OpenSession,
    Outcome,
    ReviseOrder,
)
from gateway.exchange.surroundings import Surroundings
from gateway.rules.parties import Mode
from gateway.store import (
    attachments,
    claims,
    confirmations,
    follow_ups,
    held_documents,
    journal,
    order_flags,
    orders,
    sessions,
)
from gateway.store.dispatch import Parcel, Sending, dispatch
from gateway.store.held_documents import PURPOSE, HeldDocument

#: so much advice is told in an answer; the journal has all of it
ADVICE_TOLD: Final = 3


def answer_bytes(reply: Response, around: Surroundings, version: str = NEWEST) -> bytes:
    """Write an answer as a document of ours, for a version of cXML."""
    return write(
        CXML(
            payload_id=around.ids.payload_id(),
            timestamp=timestamp(around.clock.now()),
            lang="en",
            response=reply,
        ),
        version=version,
    )


def _advised(outcome: Outcome, document: Document) -> Response:
    """Tell the first few things that were noticed, behind what the answer says anyway."""
    reply, advice = outcome.reply, (*outcome.findings, *document.advice)
    if not advice:
        return reply
    told = [sentence(noticed) for noticed in advice[:ADVICE_TOLD]]
    more = len(advice) - len(told)
    told += [f"And {more} more."] if more else []
    content = " ".join([reply.status.content, "Advice:", *told]).strip()
    return replace(reply, status=replace(reply.status, content=content))


def settle(case: Case, letter: Letter, claim: int, outcome: Outcome) -> Answer:
    """
    Write down everything that follows from a message, in the transaction of the case.

    Raises StillRunning when another message has just placed the same order.
    """
    now = case.around.clock.now()
    version = case.speaking.connection.settings.dtd_version
    answer = answer_bytes(_advised(outcome, case.document), case.around, version)
    document_id = journal.write(case.tx, _entry(case, letter, outcome, answer, now))
    attachments.write(case.tx, document_id, case.document.attachments, case.around.vault)
    order_row = order_settling.settled(case, outcome, document_id, now) or outcome.order_row
    session_row = _session(case, outcome.session, outcome.mode, now)
    if order_row is not None or session_row is not None:
        journal.relate(case.tx, document_id, order_id=order_row, session_id=session_row)
    if order_row is not None:
        _safeguarded(case, outcome, order_row, document_id, now)
    if outcome.confirmation is not None:
        _confirmation(case, outcome.confirmation, document_id, order_row, outcome.mode)
    if outcome.follow_up is not None:
        _follow_up(case, outcome.follow_up, document_id, outcome.mode)
    tidings.tell(case, outcome, order_row, now)
    for send in outcome.sends:
        sending = Sending(
            connection_id=case.speaking.connection.id,
            order_id=order_row,
            now=now,
            attachments_of=document_id if _has_files(case, send) else None,
            more_orders=_followed(outcome),
        )
        dispatch(case.tx, send, case.around.vault, sending)
    claims.answer(
        case.tx,
        claim,
        answer=case.around.vault.seal(answer, "answer"),
        document_id=document_id,
        mode=outcome.mode,
    )
    return Answer(body=answer)


def _followed(outcome: Outcome) -> tuple[int, ...]:
    """Name every order that a document follows."""
    lines = outcome.follow_up.lines if outcome.follow_up else ()
    return tuple(sorted({line.order_id for line in lines if line.order_id is not None}))


def _has_files(case: Case, send: Parcel) -> bool:
    """Tell whether attachments go with a document; one of ours has a payloadID of its own."""
    is_forwarded = send.payload_id == case.document.root.get("payloadID")
    return is_forwarded and bool(case.document.attachments)


def _entry(
    case: Case, letter: Letter, outcome: Outcome, answer: bytes, now: datetime
) -> journal.NewEntry:
    document = case.document
    return journal.NewEntry(
        connection_id=case.speaking.connection.id,
        direction="in",
        kind=document.kind.name,
        payload_id=document.envelope.payload_id,
        mode=outcome.mode,
        moment=now,
        source=letter.source,
        status=outcome.reply.status.code,
        body=masked(document.root),
        answer=shown(answer, outcome.session is not None),
        findings=(*document.findings, *outcome.findings),
    )


def shown(answer: bytes, holds_token: bool) -> str:  # noqa: FBT001 - two callers, both plain
    """Give an answer as the journal keeps it: without the token of a start page."""
    text = answer.decode("utf-8")
    if not holds_token:
        return text
    before, found, after = text.partition("/start/")
    return before + found + "********" + after[after.find("<") :] if found else text


def _session(case: Case, opened: OpenSession | None, mode: Mode, now: datetime) -> int | None:
    if opened is None:
        return None
    vault = case.around.vault
    tokens = {
        purpose: vault.digest(vault.derive_token(purpose, opened.subject))
        for purpose in ("start", "shop", "return")
    }
    new = sessions.NewSession(
        connection_id=case.speaking.connection.id,
        mode=mode,
        operation=opened.operation,
        setup_payload_id=case.document.envelope.payload_id,
        language=opened.language,
        buyer_cookie=opened.buyer_cookie,
        return_address=opened.return_address,
        visit=opened.visit,
        start_digest=tokens["start"],
        shop_digest=tokens["shop"],
        return_digest=tokens["return"],
        opened_at=now,
        start_until=now + timedelta(seconds=case.around.start_seconds),
    )
    return sessions.open_(case.tx, new)


def _confirmation(
    case: Case, note: NoteConfirmation, document_id: int, order_row: int | None, mode: Mode
) -> None:
    row = note.order if note.order is not None else order_row
    assert row is not None  # noqa: S101 - a confirmation always has its order
    header = note.said.header
    new = confirmations.NewConfirmation(
        order_id=row,
        mode=mode,
        origin=note.origin,
        type=header.type.value,
        confirm_id=header.confirm_id,
        payload_id=note.payload_id,
        notice_date=header.notice_date,
        comments=" ".join(comment.words for comment in header.comments) or None,
        lines=[_line(item) for item in note.said.items],
        operation=(header.operation or ConfirmationOperation.NEW).value,
        replaces_id=note.replaces,
        about=note.about,
        remarks=note.remarks,
        document_id=document_id,
        moment=case.around.clock.now(),
    )
    confirmations.write(case.tx, new)
    if note.order_state is not None:
        orders.set_state(case.tx, row, note.order_state, header.type.value, payload_id=note.about)


def _safeguarded(
    case: Case, outcome: Outcome, order_row: int, document_id: int, now: datetime
) -> None:
    """Keep what the safeguards noticed, and what waits for a person."""
    payload_id = case.document.envelope.payload_id
    order_flags.write(case.tx, order_row, payload_id, outcome.flags)
    if _ends_order(outcome):
        held_documents.let_go(case.tx, order_row)
    if outcome.kept_back is not None:
        body = serialise(outcome.kept_back, dtd=case.document.kind.dtd)
        document = HeldDocument(
            order_id=order_row,
            payload_id=payload_id,
            document=case.around.vault.seal(body, PURPOSE),
            kept_at=now,
            attachments_of=document_id if case.document.attachments else None,
        )
        held_documents.keep(case.tx, document)


def _ends_order(outcome: Outcome) -> bool:
    """Tell whether an order is over before its supplier heard of it."""
    revised = outcome.order if isinstance(outcome.order, ReviseOrder) else None
    is_cancelled = revised is not None and revised.version.change is Change.DELETE
    return is_cancelled and outcome.kept_back is None and not outcome.sends


def _line(item: ConfirmationItem) -> dict[str, Any]:
    return {
        "line_number": item.line_number,
        "quantity": format(item.quantity, "f"),
        "statuses": [_part(status) for status in item.statuses],
    }


def _part(status: ConfirmationStatus) -> dict[str, str]:
    price = status.unit_price or (status.item_in and status.item_in.item_detail.unit_price)
    said = {"type": status.type.value, "quantity": format(status.quantity, "f")}
    if price:
        said["unit_price"] = format(price.money.amount, "f")
    if status.delivery_date:
        said["delivery_date"] = status.delivery_date
    return said


def _follow_up(case: Case, note: NoteFollowUp, document_id: int, mode: Mode) -> None:
    new = follow_ups.NewFollowUp(
        connection_id=case.speaking.connection.id,
        mode=mode,
        sender=case.speaking.role,
        kind=case.document.kind.name,
        number=note.number,
        operation=note.operation,
        type=note.type,
        payload_id=case.document.envelope.payload_id,
        digest=case.document.payload_digest,
        result=note.result,
        remarks=note.remarks,
        document_id=document_id,
        moment=case.around.clock.now(),
    )
    if note.ends is not None:
        follow_ups.end(case.tx, note.ends)
    if follow_ups.write(case.tx, new, note.lines, stands=note.stands) is None:
        # another one of this number came a moment ago; asked again, it will be found
        raise StillRunning
