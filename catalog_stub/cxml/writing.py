"""Write what the shop says: answers to requests, and confirmations of orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from lxml import etree
from lxml.builder import E

from catalog_stub.cxml.envelope import Identity
from catalog_stub.moments import payload_id, stamp

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMAS = "http://xml.cXML.org/schemas/cXML/1.2.071"
#: The statuses of cXML that HTTP does not have.
_OWN_PHRASES = {450: "Not Implemented", 550: "Unable to reach cXML server", 560: "Temporary error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a cXML Response says: a number, and a sentence for people."""

    code: int
    reason: str = ""

    @property
    def phrase(self) -> str:
        """The canonical words for the number."""
        if self.code in _OWN_PHRASES:
            return _OWN_PHRASES[self.code]
        known = {status.value: status.phrase for status in HTTPStatus}
        return known.get(self.code, "Error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who writes to whom, with which secret and how seriously."""

    supplier: Identity
    buyer: Identity
    secret: str
    deployment_mode: str


def to_bytes(root: etree._Element, dtd: str) -> bytes:
    """Return a document as UTF-8 with the DOCTYPE of `dtd`, such as `cXML` or `Fulfill`."""
    return etree.tostring(
        root,
        xml_declaration=True,
        encoding="UTF-8",
        pretty_print=True,
        doctype=f'<!DOCTYPE cXML SYSTEM "{_SCHEMAS}/{dtd}.dtd">',
    )


def write_response(status: Status, at: datetime, *content: etree._Element) -> bytes:
    """Return a cXML Response with this status."""
    said = E.Status(status.reason, code=str(status.code), text=status.phrase)
    said.set(LANGUAGE, "en")
    return to_bytes(_root(payload_id(at), at, E.Response(said, *content)), "cXML")


def profile(requests: Sequence[str], url: str, at: datetime) -> etree._Element:
    """Return a ProfileResponse that offers these requests at one address."""
    offers = [E.Transaction(E.URL(url), requestName=name) for name in requests]
    return E.ProfileResponse(*offers, effectiveDate=stamp(at))


def write_request(
    letterhead: Letterhead,
    content: etree._Element,
    document_id: str,
    at: datetime,
    dtd: str = "Fulfill",
) -> bytes:
    """Return a cXML request from the supplier to a buyer."""
    sender = _credential(letterhead.supplier)
    sender.append(E.SharedSecret(letterhead.secret))
    header = E.Header(
        E.From(_credential(letterhead.supplier)),
        E.To(_credential(letterhead.buyer)),
        E.Sender(sender, E.UserAgent("Catalogue stub")),
    )
    request = E.Request(content, deploymentMode=letterhead.deployment_mode)
    return to_bytes(_root(document_id, at, header, request), dtd)


def _root(document_id: str, at: datetime, *content: etree._Element) -> etree._Element:
    root = E.cXML(*content, payloadID=document_id, timestamp=stamp(at), version="1.2.071")
    root.set(LANGUAGE, "en")
    return root


def _credential(identity: Identity) -> etree._Element:
    return E.Credential(E.Identity(identity.value), domain=identity.domain)
