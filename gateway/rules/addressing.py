"""Addresses a document for its next leg: who it comes from, who it goes to, who carries it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from lxml import etree

from gateway.cxml.envelope import CXML, DeploymentMode, Request
from gateway.cxml.header import Credential, From, Header, Sender, To
from gateway.cxml.straighten import put_right
from gateway.cxml.versions import NEWEST, fit
from gateway.cxml.writing import write
from gateway.rules.parties import IdentitySettings, Mode, Role

USER_AGENT: Final = "cXML PunchOut gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of a document's way; the secret is put in when it is sent, never before."""

    from_: IdentitySettings
    to: IdentitySettings
    sender: IdentitySettings
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The identities under which the two sides of a connection are known to each other."""

    buyer: IdentitySettings
    supplier: IdentitySettings


def leg(names: Names, sender: IdentitySettings, *, towards: Role, mode: Mode) -> Leg:
    """Name the parties of a leg towards one side; `sender` is our own identity there."""
    if towards is Role.SUPPLIER:
        return Leg(from_=names.buyer, to=names.supplier, sender=sender, mode=mode)
    return Leg(from_=names.supplier, to=names.buyer, sender=sender, mode=mode)


def header(on: Leg) -> Header:
    """Make the header of a leg."""
    return Header(
        from_=From(credentials=(_credential(on.from_),)),
        to=To(credentials=(_credential(on.to),)),
        sender=Sender(credentials=(_credential(on.sender),), user_agent=USER_AGENT),
    )


def _credential(identity: IdentitySettings) -> Credential:
    return Credential(domain=identity.domain, identity=identity.value)


def mark(mode: Mode) -> DeploymentMode:
    """Tell how a document says its mode."""
    return DeploymentMode.TEST if mode is Mode.TEST else DeploymentMode.PRODUCTION


def readdress(root: etree._Element, on: Leg, *, odd: bool) -> etree._Element:
    """
    Make a copy of a document for its next leg.

    Header and deploymentMode are new. In an `odd` document, one that was understood with an advice,
    elements are put into the standard's order. All else, payloadID included, stays as it was.
    """
    copy = deepcopy(root)
    old = copy.find("Header")
    new = write(header(on))
    if old is not None:
        new.extend([part for part in old if part.tag in ("Path", "OriginalDocument")])
        copy.remove(old)
    copy.insert(0, new)
    request = copy.find("Request")
    if request is not None:
        request.set("deploymentMode", mark(on.mode))
    if odd:
        put_right(copy)
    return copy


def refer(root: etree._Element, seen: Sequence[str]) -> None:
    """
    Let a change of an order refer to a version that its receiver has seen.

    To the latest of them, if it refers to none; `seen` are their payloadIDs, the latest last.
    """
    named = root.find("Request/OrderRequest/OrderRequestHeader/DocumentReference")
    if named is not None and seen and named.get("payloadID") not in seen:
        named.set("payloadID", seen[-1])


def originate(
    body: object, on: Leg, *, payload_id: str, timestamp: str, version: str = NEWEST
) -> etree._Element:
    """Make a request of our own, without what a version of cXML does not know."""
    root = write(
        CXML(
            payload_id=payload_id,
            timestamp=timestamp,
            lang="en",
            header=header(on),
            request=Request(deployment_mode=mark(on.mode), body=body),  # type: ignore[arg-type]
        )
    )
    return fit(root, version)
