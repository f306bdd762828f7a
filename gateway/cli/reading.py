"""Reads a document for a person: through the front door, with every schema fault explained."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from gateway.clock import SystemClock
from gateway.cxml import documents
from gateway.cxml.documents import Document
from gateway.cxml.explanation import explain
from gateway.cxml.findings import Code, Finding, Severity, finding
from gateway.cxml.kinds import KINDS
from gateway.cxml.refusal import Oversized, Unreadable
from gateway.errors import NotAcceptable


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was made of one file; `source` is its text and `root` its tree, for excerpts."""

    file: str
    source: str = field(repr=False)
    root: etree._Element | None = field(default=None, repr=False)
    kind: str | None = None
    understood: bool = False
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings for which the document would be refused."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    def passes(self, *, strict: bool) -> bool:
        """Tell whether the document would be taken; a strict connection takes no advice either."""
        return self.understood and not (self.findings if strict else self.errors)


def read_body(name: str, body: bytes, *, patience: float) -> Reading:
    """
    Read one document; what cannot be read at all is a finding too.

    `patience` is how long the explanation of schema faults may take, in seconds.
    """
    source = body.decode("utf-8", "replace")
    try:
        document = documents.read(body)
    except NotAcceptable as fault:
        return Reading(file=name, source=source, findings=(_reason(fault),))
    kind = document.kind
    return Reading(
        file=name,
        source=source,
        root=document.root,
        kind=kind.name if kind.name in KINDS else None,
        understood=kind.cls is not None or kind is KINDS["Response"],
        findings=_findings(document, patience),
    )


def _findings(document: Document, patience: float) -> tuple[Finding, ...]:
    clock = SystemClock()
    deadline = clock.monotonic() + patience
    explained = explain(document.root, Severity.ADVICE, enough=lambda: clock.monotonic() > deadline)
    known = {(noticed.code, noticed.path) for noticed in document.findings}
    more = (each for each in explained if (each.code, each.path) not in known)
    return _once((*document.findings, *more))


def _once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Leave out an advice that only repeats an error, and put all in the order of the lines."""
    refused = {(f.code, f.path) for f in findings if f.severity is Severity.ERROR}
    kept = (f for f in findings if f.severity is Severity.ERROR or (f.code, f.path) not in refused)
    return tuple(sorted(dict.fromkeys(kept), key=lambda each: each.line or 0))


def _reason(fault: NotAcceptable) -> Finding:
    if isinstance(fault, Unreadable | Oversized):
        return fault.finding
    return finding(Code.ROOT, line=1)
