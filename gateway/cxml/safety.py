"""The front door for documents: the only parser of the project, and what is refused before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from gateway.cxml.caps import check_counts, check_tree
from gateway.cxml.decoding import decode
from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding, finding
from gateway.cxml.limits import DEFAULT_LIMITS, Limits
from gateway.cxml.prolog import Prolog, without_doctype
from gateway.cxml.refusal import Oversized, Unreadable
from gateway.cxml.syntax import reason_of

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Oversized",
    "Parsed",
    "Unreadable",
    "check_size",
    "new_parser",
    "parse",
]

#: ours, in front of every document: what the sender declared has been obeyed already
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8"?>'
_DTD_VERSION: Final = re.compile(
    r"/cXML/(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)/[A-Za-z]+\.dtd$", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document that came through the door; `dtd_system_id` is what its DOCTYPE named, if any."""

    root: etree._Element
    findings: tuple[Finding, ...]
    dtd_system_id: str | None

    @property
    def dtd_version(self) -> str | None:
        """The version of cXML that the DOCTYPE named, such as 1.2.071."""
        found = _DTD_VERSION.search(self.dtd_system_id or "")
        return found.group(1) if found else None


def parse(body: bytes, content_type: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Parsed:
    """
    Parse a document that anybody may have sent.

    `content_type` is the header's value; None where there was no HTTP, as for a file. Raises
    Oversized (a TooLarge) for a body over the limit and Unreadable (a NotAcceptable) for anything
    else that is not XML within the limits; both carry their finding.
    """
    check_size(body, limits.max_body_bytes)
    decoded = decode(body, content_type)
    prolog = without_doctype(decoded.text, decoded.lines_before)
    markup = _DECLARATION + b"\n" * decoded.lines_before + prolog.text.encode()
    check_counts(markup, limits)
    root = _root(markup)
    check_tree(root, markup, limits)
    return Parsed(
        root=root,
        findings=decoded.findings + _doctype_findings(prolog),
        dtd_system_id=prolog.system_id,
    )


def check_size(body: bytes, most: int) -> None:
    """Refuse a body of more bytes; raises Oversized."""
    if len(body) > most:
        raise Oversized(finding(Code.BODY_TOO_LARGE, limit=f"{most}"))


def _root(markup: bytes) -> etree._Element:
    try:
        root = etree.fromstring(markup, new_parser())
    except etree.XMLSyntaxError as error:
        raise Unreadable(reason_of(error)) from error
    # Neither can be here: there is no DOCTYPE left. Should the two readings of the prolog ever
    # differ, this is where it ends.
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(finding(Code.DOCTYPE_TWICE))
    if next(root.iter(etree.Entity), None) is not None:
        raise Unreadable(finding(Code.ENTITY_UNDEFINED))
    return root


def new_parser(schema: etree.XMLSchema | None = None) -> etree.XMLParser:
    """Make a parser that opens nothing, resolves nothing and repairs nothing."""
    # A new one each time costs some 3 microseconds; no two threads could share one.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        schema=schema,
    )


def _doctype_findings(prolog: Prolog) -> tuple[Finding, ...]:
    return () if prolog.has_doctype else (finding(Code.DOCTYPE_MISSING, line=1),)


def fragment(inner: str) -> etree._Element:
    """
    Parse the inside of an element, as `inner.inner_xml` wrote it, under a root named `x`.

    Raises lxml.etree.XMLSyntaxError when it is not the inside of an element.
    """
    return etree.fromstring(f"<x>{inner}</x>", new_parser())
