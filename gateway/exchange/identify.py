"""Who speaks, for whom, to whom, and is the secret right: from a header to a connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from gateway.cxml.documents import Document
from gateway.cxml.header import Credential, Header
from gateway.cxml.kinds import Speaker
from gateway.errors import Forbidden, Refused, Unauthorized
from gateway.exchange import mac
from gateway.exchange.surroundings import Surroundings
from gateway.rules.parties import IdentitySettings, Role
from gateway.store import credentials
from gateway.store.connections import Connection
from gateway.store.credentials import Credential as Held
from gateway.store.credentials import Pair
from gateway.store.directory import Edition
from gateway.store.parties import Party


class Reason(StrEnum):
    """Why somebody knocked in vain."""

    #: no credential of this domain and identity is known
    UNKNOWN_IDENTITY = "unknown identity"
    #: the identity is known, its secret is another
    WRONG_SECRET = "wrong secret"  # noqa: S105 - a reason, not a secret
    #: From is not somebody that this sender may speak for
    FOREIGN_FROM = "From is somebody else"
    #: no connection leads to the addressee
    UNKNOWN_TO = "To is not connected"
    #: the sender's side does not send this kind of document
    WRONG_ROLE = "wrong role"
    #: the credential is not for this kind of document
    WRONG_KIND = "not for this kind"
    #: several connections fit
    AMBIGUOUS = "several connections"
    #: too many failures
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """Who speaks: the connection, the side, and the credential that proved it; None: a key did."""

    connection: Connection
    role: Role
    credential_id: int | None
    #: where it was read; believed once its version was found in the database
    edition: Edition


class Stranger(Exception):
    """Nobody could be identified, and why; the answer tells less than this does."""

    def __init__(self, reason: Reason, refusal: Refused) -> None:
        super().__init__(reason)
        self.reason = reason
        self.refusal = refusal


#: one text for an unknown identity, a wrong secret and a foreign From: nobody may tell them apart
UNKNOWN_TEXT: Final = (
    "The Sender credential is not known here, or its secret is not right, or it may not speak for"
    " this From. Compare domain, Identity and SharedSecret with what was agreed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """One side of one connection that a proven credential may speak for."""

    speaking: Speaking
    held: Held


class Known(Protocol):
    """Whom to ask who is who: the database, or what is remembered of it."""

    @property
    def edition(self) -> Edition:
        """Where the answers are kept."""
        ...

    def named(self, pairs: Sequence[Pair], now: datetime) -> list[Held]:
        """Find the credentials of identities that are in force."""
        ...

    def connections_of(self, credential: Held) -> list[Connection]:
        """List the connections that a credential may speak on."""
        ...


def identify(document: Document, header: Header, around: Surroundings, known: Known) -> Speaking:
    """
    Find out who speaks; `header` is the document's, read without errors.

    Raises Stranger, which holds the refusal to answer and the reason to note.
    """
    claims = [claim for held in _proven(header, around, known) for claim in _claims(held, known)]
    claims = _from_known(claims, header)
    claims = _to_known(claims, header)
    claims = _of_right_role(claims, document)
    claims = _for_this_kind(claims, document)
    return _the_one(claims)


def _unauthorized(reason: Reason) -> Stranger:
    return Stranger(reason, Unauthorized(UNKNOWN_TEXT))


def _forbidden(reason: Reason, text: str) -> Stranger:
    return Stranger(reason, Forbidden(text))


# ── is the secret right ───────────────────────────────────────────────────────────────────────


def _proven(header: Header, around: Surroundings, known: Known) -> list[Held]:
    """Give every stored credential that the Sender's proofs are right for."""
    offered = [c for c in header.sender.credentials if c.shared_secret or c.credential_mac]
    now = around.clock.now()
    named = known.named([c.key for c in offered], now)
    proofs = [_matching(credential, header, named, around, now) for credential in offered]
    if not offered or not all(proofs):
        raise _unauthorized(Reason.WRONG_SECRET if named else Reason.UNKNOWN_IDENTITY)
    return [held for proof in proofs for held in proof]


def _matching(
    credential: Credential,
    header: Header,
    named: Sequence[Held],
    around: Surroundings,
    now: datetime,
) -> list[Held]:
    if credential.credential_mac is not None:
        return _vouched(credential, header, around, now)
    mine = [held for held in named if held.key == credential.key]
    secret = credential.shared_secret or ""
    right = [held for held in mine if _same(held.secret, secret, around)]
    if not mine:
        # as much work as for a known identity, so that time does not tell them apart
        _same(around.vault.decoy, secret, around)
    return right


def _same(sealed: bytes, secret: str, around: Surroundings) -> bool:
    return around.vault.same(around.vault.open(sealed, "credential"), secret)


def _vouched(
    credential: Credential, header: Header, around: Surroundings, now: datetime
) -> list[Held]:
    """Check a CredentialMac against every secret that a network and we share."""
    proof = credential.credential_mac
    if proof is None or not mac.is_in_force(proof, now):
        return []
    offered = [mac.vouched(from_, credential, proof) for from_ in header.from_.credentials]
    with around.database.reading() as tx:
        hubs = credentials.of_networks(tx, now)
    return [
        held
        for held in hubs
        for over in offered
        if around.vault.same(
            mac.made(over, around.vault.open(held.secret, "credential")), proof.value
        )
    ]


# ── for whom, to whom ─────────────────────────────────────────────────────────────────────────


def _claims(held: Held, known: Known) -> list[_Claim]:
    return [
        _Claim(
            held=held,
            speaking=Speaking(
                connection=connection,
                role=_side(held, connection),
                credential_id=held.id,
                edition=known.edition,
            ),
        )
        for connection in known.connections_of(held)
    ]


def _side(held: Held, connection: Connection) -> Role:
    """A connection's or a network's credential speaks for the buyer, a party's for that party."""
    return Role.SUPPLIER if held.party_id == connection.supplier.id else Role.BUYER


def _keys(identities: Iterable[IdentitySettings]) -> set[tuple[str, str]]:
    return {identity.key for identity in identities}


def _from_known(claims: list[_Claim], header: Header) -> list[_Claim]:
    said = {credential.key for credential in header.from_.credentials}
    kept = [claim for claim in claims if said & _names_of(claim)]
    if not kept:
        raise _unauthorized(Reason.FOREIGN_FROM)
    return kept


def _names_of(claim: _Claim) -> set[tuple[str, str]]:
    """The identities that a speaker may put into From."""
    speaking, held = claim.speaking, claim.held
    connection = speaking.connection
    party = connection.supplier if speaking.role is Role.SUPPLIER else connection.buyer
    names = _keys(party.identities)
    if held.connection_id is not None:
        # some buyers write the supplier's identity, or another of the connection's, everywhere
        names |= {held.key}
    return names


def _to_known(claims: list[_Claim], header: Header) -> list[_Claim]:
    said = {credential.key for credential in header.to.credentials}
    kept = [claim for claim in claims if said & _keys(_addressee(claim.speaking).identities)]
    if not kept:
        raise _forbidden(
            Reason.UNKNOWN_TO,
            "No connection leads from this sender to the organisation named in To."
            " Compare the domain and Identity in Header/To with what was agreed.",
        )
    return kept


def _addressee(speaking: Speaking) -> Party:
    connection = speaking.connection
    return connection.buyer if speaking.role is Role.SUPPLIER else connection.supplier


def _of_right_role(claims: list[_Claim], document: Document) -> list[_Claim]:
    speaker = document.kind.speaker
    kept = [c for c in claims if speaker in (Speaker.EITHER, Speaker(c.speaking.role.value))]
    if not kept:
        raise _forbidden(
            Reason.WRONG_ROLE,
            f"{document.kind.name} is sent by the {speaker.value}, not by this sender.",
        )
    return kept


def _for_this_kind(claims: list[_Claim], document: Document) -> list[_Claim]:
    kept = [c for c in claims if c.held.kinds is None or document.kind.name in c.held.kinds]
    if not kept:
        raise _forbidden(
            Reason.WRONG_KIND,
            f"This credential is not agreed for {document.kind.name}; send it under another.",
        )
    return kept


def _the_one(claims: list[_Claim]) -> Speaking:
    """A connection's own credential tells the connections of one pair apart."""
    own = [claim for claim in claims if claim.held.connection_id is not None]
    fitting = {claim.speaking.connection.id: claim.speaking for claim in own or claims}
    if len(fitting) > 1:
        raise _forbidden(
            Reason.AMBIGUOUS,
            "Several connections fit this sender and addressee."
            " Use the credential that belongs to one of them.",
        )
    return next(iter(fitting.values()))
