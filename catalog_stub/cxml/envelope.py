"""What stands around every cXML document: who speaks, which document, in which mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest

from lxml import etree

from catalog_stub.cxml.reading import UnreadableDocument, text_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is: a value within a domain, as in a cXML Credential."""

    domain: str
    value: str

    def __str__(self) -> str:
        return f"{self.domain} {self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The part of a request that is the same for every kind of document."""

    payload_id: str
    from_: Identity
    deployment_mode: str
    #: The name of the element in Request, such as `OrderRequest`.
    kind: str
    #: That element itself.
    content: etree._Element


def read_envelope(root: etree._Element) -> Envelope:
    """Return the envelope of a request; raises `UnreadableDocument` if a part is missing."""
    payload_id = root.get("payloadID", "").strip()
    if not payload_id:
        raise UnreadableDocument("The document has no payloadID.")
    request = root.find("Request")
    if request is None or len(request) == 0:
        raise UnreadableDocument("The document holds no Request.")
    return Envelope(
        payload_id=payload_id,
        from_=_identity(root, "Header/From/Credential"),
        deployment_mode=request.get("deploymentMode", "production"),
        kind=str(request[0].tag),
        content=request[0],
    )


def _identity(root: etree._Element, path: str) -> Identity:
    credential = root.find(path)
    if credential is None:
        raise UnreadableDocument("The Header names no From.")
    return Identity(
        domain=credential.get("domain", ""), value=text_at(credential, "Identity") or ""
    )


def knows_secret(root: etree._Element, secret: str) -> bool:
    """Tell whether the Sender gives this SharedSecret, compared in constant time."""
    return any(compare_digest(given.encode(), secret.encode()) for given in _given_secrets(root))


def _given_secrets(root: etree._Element) -> Iterator[str]:
    for element in root.iterfind("Header/Sender/Credential/SharedSecret"):
        yield "".join(str(part) for part in element.itertext()).strip()
