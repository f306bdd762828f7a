"""Documents, read from bytes and written to bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

from lxml import etree

from gateway.cxml import grammar
from gateway.cxml.envelope import CXML, DeploymentMode
from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding, Severity, sentence
from gateway.cxml.kinds import KINDS, UNKNOWN, Kind
from gateway.cxml.limits import DEFAULT_LIMITS, Limits
from gateway.cxml.masking import muted
from gateway.cxml.mime import Parcel, Part, attachment_findings, is_multipart, parts_of
from gateway.cxml.phrases import phrase
from gateway.cxml.reading import Notes
from gateway.cxml.reading import read as read_element
from gateway.cxml.safety import check_size, parse
from gateway.cxml.versions import NEWEST, declared, fit
from gateway.cxml.writing import write as write_element
from gateway.errors import BadRequest, NotAcceptable, NotOffered, Refused

DTD_ADDRESS: Final = "http://xml.cxml.org/schemas/cXML/{version}/{dtd}.dtd"

#: read all the same, but the value cannot be accepted: 400 where a fault of structure is 406
_VALUE_CODES: Final = frozenset(
    {
        Code.ELEMENT_VALUE,
        Code.NUMBER,
        Code.DATE,
        Code.CURRENCY,
        Code.TEXT_TOO_LONG,
        Code.VALUE_EMPTY,
        Code.ADDRESS,
        Code.ATTACHMENT_MISSING,
    }
)
# White space between elements is no content: whoever writes a document anew may set it otherwise.
# Canonical XML has no < in values, so that these meet nothing but tags; what is alone in an
# element stays.
_BEFORE_START: Final = re.compile(rb">[ \t\n]+(?=<[^/])")
_BEFORE_END: Final = re.compile(rb"(</[^>]*>)[ \t\n]+(?=</)")
#: so many findings are told in an answer; the journal has them all
TOLD: Final = 5


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document as far as it was understood; `errors` says why it cannot be used."""

    kind: Kind
    envelope: CXML
    root: etree._Element
    findings: tuple[Finding, ...]
    #: those of the findings that the schema has; a strict connection refuses for them
    doubts: tuple[Finding, ...] = ()
    #: the files that travel with it
    attachments: tuple[Part, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings for which the document is refused."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """The findings that are told, but refuse nothing."""
        return tuple(f for f in self.findings if f.severity is Severity.ADVICE)

    @property
    def deployment_mode(self) -> DeploymentMode | None:
        """What the document says of itself."""
        carried = self.envelope.request or self.envelope.message
        return carried.deployment_mode if carried else None

    def digest(self) -> str:
        """Make the fingerprint of the content: canonical XML without secrets and timestamp.

        The files that travel with it are content too, however they were encoded.
        """
        about = sorted((name, value) for name, value in self.root.items() if name != "timestamp")
        digest = sha256(json.dumps(about).encode())
        with muted(self.root):
            for node in self.root.iterchildren("*"):
                is_carried = node.tag == "Request"
                made = self.payload_digest if is_carried else _fingerprint(node, ())
                digest.update(made.encode())
        return digest.hexdigest()

    @cached_property
    def payload_digest(self) -> str:
        """The fingerprint of what is carried alone, whoever sent it, under whatever id."""
        carried = self.root.find("Request")
        with muted(self.root):
            return _fingerprint(self.root if carried is None else carried, self.attachments)


def _fingerprint(node: etree._Element, attachments: Sequence[Part]) -> str:
    try:
        canonical = etree.tostring(node, method="c14n")
    except etree.C14NError:
        # the first version has no place for a relative namespace; the second is slow, and has
        canonical = etree.tostring(node, method="c14n2")
    digest = sha256(_BEFORE_END.sub(rb"\1", _BEFORE_START.sub(b">", canonical)))
    for part in attachments:
        about = f"\0{part.content_id or ''}\0{part.content_type}\0{part.name or ''}\0"
        digest.update(about.encode() + sha256(part.body).digest())
    return digest.hexdigest()


def read(body: bytes, content_type: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Document:
    """
    Read a document through the one front door, with the files that travel with it.

    A document with errors is returned too, so that its sender can be known before it is refused.
    Raises NotAcceptable or TooLarge when it is not cXML at all.
    """
    if content_type is None or not is_multipart(content_type):
        return _read(body, content_type, (), limits)
    check_size(body, limits.max_message_bytes)
    return read_parcel(parts_of(body, content_type, limits), limits)


def read_parcel(parcel: Parcel, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a document that was taken out of a multipart message; raises what `read` raises."""
    document = parcel.document
    return _read(document.body, document.content_type, parcel.attachments, limits)


def _read(
    body: bytes, content_type: str | None, attachments: tuple[Part, ...], limits: Limits
) -> Document:
    parsed = parse(body, content_type, limits)
    root = parsed.root
    notes = Notes()
    if root.tag != "cXML":
        notes.add(Code.ROOT, root, element="cXML")
        raise NotAcceptable(sentence(notes.noted[0].finding()))
    envelope = read_element(CXML, root, notes)
    kind = _kind_of(root, notes)
    found = notes.found
    told = {(noted.code, noted.path) for noted in found}
    doubts = grammar.check(root, Severity.ADVICE)
    unsaid = (doubt for doubt in doubts if (doubt.code, doubt.path) not in told)
    carried = attachment_findings(root, attachments)
    return Document(
        kind=kind,
        envelope=envelope,
        root=root,
        findings=(*parsed.findings, *carried, *found, *unsaid),
        doubts=tuple(doubts),
        attachments=attachments,
    )


def _kind_of(root: etree._Element, notes: Notes) -> Kind:
    carried = root.find("Request")
    if carried is None:
        carried = root.find("Message")
    if carried is None:
        if root.find("Response") is not None:
            return KINDS["Response"]
        notes.add(Code.ELEMENT_MISSING, root, parent="cXML", expected="Request")
        return UNKNOWN
    if root.find("Header") is None:
        notes.add(Code.HEADER_MISSING, root)
    payload = _payload(carried)
    if payload is None:
        notes.add(
            Code.ELEMENT_MISSING, carried, parent=str(carried.tag), expected=phrase("a payload")
        )
        return UNKNOWN
    kind = KINDS.get(str(payload.tag), UNKNOWN)
    if kind is UNKNOWN:
        notes.add(Code.KIND_UNKNOWN, payload)
    return kind


def _payload(carried: etree._Element) -> etree._Element | None:
    return next((child for child in carried if child.tag != "Status"), None)


def refusal(errors: tuple[Finding, ...]) -> Refused:
    """Make the error that says why a document is refused; it names the first few findings."""
    told = " ".join(sentence(error) for error in errors[:TOLD])
    if len(errors) > TOLD:
        told += f" And {len(errors) - TOLD} more."
    if any(error.code == Code.KIND_UNKNOWN for error in errors):
        return NotOffered(told)
    if all(error.code in _VALUE_CODES for error in errors):
        return BadRequest(told)
    return NotAcceptable(told)


def write(
    envelope: CXML, *, dtd: str = "cXML", version: str = NEWEST, encoding: str = "UTF-8"
) -> bytes:
    """Write a document of ours for a version of cXML, with declaration and DOCTYPE."""
    root = fit(write_element(envelope), version)
    return serialise(root, dtd=dtd, version=version, encoding=encoding)


def serialise(
    root: etree._Element, *, dtd: str = "cXML", version: str = NEWEST, encoding: str = "UTF-8"
) -> bytes:
    """
    Write a tree as a document; `dtd` and `version` name the grammar in its DOCTYPE.

    A newer version is named where the document holds what the wanted one does not know.
    Characters beyond the encoding become numeric references.
    """
    address = DTD_ADDRESS.format(version=declared(root, version), dtd=dtd)
    return etree.tostring(
        root,
        encoding=encoding,
        xml_declaration=True,
        doctype=f'<!DOCTYPE cXML SYSTEM "{address}">',
    )
