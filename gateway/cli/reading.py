"""Reads a document for a person: through the front door, with every schema fault explained."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, field, replace

from lxml import etree

from gateway.clock import SystemClock
from gateway.cxml import documents
from gateway.cxml.documents import Document
from gateway.cxml.explanation import explain
from gateway.cxml.finding_codes import PLATFORMS
from gateway.cxml.findings import Code, Finding, Severity, finding, in_language
from gateway.cxml.kinds import KINDS
from gateway.cxml.limits import DEFAULT_LIMITS, Limits
from gateway.cxml.refusal import Oversized, Unreadable
from gateway.cxml.saved import Saved, opened
from gateway.errors import NotAcceptable
from gateway.rules.dialects import dialect_findings
from gateway.rules.parties import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was made of one file; `source` is its text and `root` its tree, for excerpts."""

    file: str
    source: str = field(repr=False)
    root: etree._Element | None = field(default=None, repr=False)
    kind: str | None = None
    understood: bool = False
    attachments: int = 0
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings for which the document would be refused."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    def passes(self, *, strict: bool) -> bool:
        """
        Tell whether the document would be taken; where `strict`, without advice as well.

        What only hurts on platforms fails nothing.
        """
        held = [f for f in self.findings if not f.code.startswith(PLATFORMS)]
        return self.understood and not (held if strict else self.errors)

    def in_language(self, language: str) -> Reading:
        """Say in another language what was found."""
        return replace(self, findings=tuple(in_language(each, language) for each in self.findings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """
    How documents are read for a person.

    `patience` is how long the explanation of one document's schema faults may take, in seconds;
    with a `dialect`, what that system would say is told too.
    """

    patience: float
    limits: Limits = DEFAULT_LIMITS
    dialect: Dialect = Dialect.GENERIC

    def read(self, name: str, content: bytes) -> Reading:
        """Read one file; what cannot be read at all is a finding too."""
        saved = Saved(document=content)
        try:
            saved = opened(content, self.limits)
            document = self._document(saved)
        except NotAcceptable as fault:
            return Reading(
                file=name,
                source=_text(saved.document),
                findings=(*saved.findings, _reason(fault)),
            )
        kind = document.kind
        return Reading(
            file=name,
            source=_text(saved.document),
            root=document.root,
            kind=kind.name if kind.name in KINDS else None,
            understood=kind.cls is not None or kind is KINDS["Response"],
            attachments=len(document.attachments),
            findings=self._findings(document, saved),
        )

    def _document(self, saved: Saved) -> Document:
        if saved.parcel is not None:
            return documents.read_parcel(saved.parcel, self.limits)
        return documents.read(saved.document, saved.content_type, self.limits)

    def _findings(self, document: Document, saved: Saved) -> tuple[Finding, ...]:
        clock = SystemClock()
        deadline = clock.monotonic() + self.patience
        explained = explain(
            document.root, Severity.ADVICE, enough=lambda: clock.monotonic() > deadline
        )
        known = {(noticed.code, noticed.path) for noticed in document.findings}
        more = (each for each in explained if (each.code, each.path) not in known)
        habits = dialect_findings(document.root, self.dialect)
        return _once((*saved.findings, *document.findings, *more, *habits))


def _text(document: bytes) -> str:
    """Show a document as text, whatever it is."""
    if document.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return document.decode("utf-16", "replace")
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError:
        return document.decode("cp1252", "replace")


def _once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Leave out an advice that only repeats an error, and put all in the order of the lines."""
    refused = {(f.code, f.path) for f in findings if f.severity is Severity.ERROR}
    # the schema calls a value wrong that an error calls wrong with better words
    values = {path for _, path in refused if "/@" in path}
    refused |= {(Code.ELEMENT_VALUE, path) for _, path in refused if path}
    kept = (
        noticed
        for noticed in findings
        if noticed.severity is Severity.ERROR
        or not (noticed.path in values or (noticed.code, noticed.path) in refused)
    )
    return tuple(sorted(dict.fromkeys(kept), key=lambda each: each.line or 0))


def _reason(fault: NotAcceptable) -> Finding:
    if isinstance(fault, Unreadable | Oversized):
        return fault.finding
    return finding(Code.ROOT, line=1)
