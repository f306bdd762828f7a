"""Every fault of a document, for a person who waits: slower than the grammar, and thorough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice, takewhile
from typing import Any, Final, cast

import xmlschema
from lxml import etree
from xmlschema import XMLSchemaChildrenValidationError, XMLSchemaValidationError

from gateway.cxml.excerpts import excerpt_of, is_large
from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.findings import MOST_FINDINGS, Finding
from gateway.cxml.grammar import check
from gateway.cxml.names import expected_names, plain_name
from gateway.cxml.places import (
    NO_ELEMENTS,
    Place,
    attribute_missing,
    attribute_unknown,
    value_finding,
)
from gateway.cxml.vocabulary import ROOT_MODULE, schema_folder, vocabulary

#: about an attribute, at the beginning of what xmlschema says
_MISSING: Final = re.compile(r"missing required attribute '([^'\s]+)'$")
_UNKNOWN: Final = re.compile(r"'([^'\s]+)' attribute not allowed for element$")
_VALUE: Final = re.compile(r"attribute ([^\s=]+)=['\"]")


@cache
def _schema() -> xmlschema.XMLSchema:
    # Half a second the first time, which is why nothing but a waiting person leads here.
    return xmlschema.XMLSchema(schema_folder() / ROOT_MODULE)


def _never() -> bool:
    return False


def explain(
    root: etree._Element, severity: Severity, *, enough: Callable[[], bool] = _never
) -> tuple[Finding, ...]:
    """
    Tell everything that a document does against the schemas, in the order of its lines.

    `root` is the first element of a document that came through the front door. The grammar tells
    what was expected, but passes over what follows a misplaced element; this looks there too.
    `enough` is asked at every element and ends the search when it says so: it holds the reader's
    patience. Each of the two tells `MOST_FINDINGS` at most.
    """
    told = {(noticed.code, noticed.path): noticed for noticed in check(root, severity)}
    shown = excerpt_of(root) if told and is_large(root) else root
    if told and shown is not None:
        for noticed in islice(_findings(shown, severity, enough), MOST_FINDINGS):
            told.setdefault((noticed.code, noticed.path), noticed)
    return tuple(sorted(told.values(), key=lambda noticed: noticed.line or 0))


def _findings(
    root: etree._Element, severity: Severity, enough: Callable[[], bool]
) -> Iterator[Finding]:
    # xmlschema reads trees of lxml as well, though its types do not say so.
    errors = _schema().iter_errors(
        cast("Any", root),
        use_location_hints=False,
        validation_hook=lambda _node, _declared: enough(),
    )
    for error in takewhile(lambda _error: not enough(), errors):
        yield _finding(error, severity)


def _finding(error: XMLSchemaValidationError, severity: Severity) -> Finding:
    node: Any = error.elem  # of lxml, as the root is
    place = Place(
        element=plain_name(str(node.tag)),
        line=node.sourceline,
        path=node.getroottree().getpath(node),
        severity=severity,
    )
    if isinstance(error, XMLSchemaChildrenValidationError):
        return _child(error, node, place)
    return _other(error.reason or "", place)


def _child(error: XMLSchemaChildrenValidationError, node: etree._Element, place: Place) -> Finding:
    expected = expected_names(error.expected_tags)
    if error.invalid_tag is None:
        return place.finding(Code.ELEMENT_MISSING, parent=place.element, expected=expected)
    child = node[error.index]
    here = replace(
        place,
        element=plain_name(error.invalid_tag),
        line=child.sourceline,
        path=node.getroottree().getpath(child),
    )
    if here.element not in vocabulary().elements:
        return here.finding(Code.ELEMENT_UNKNOWN)
    return here.finding(Code.ELEMENT_UNEXPECTED, expected=expected)


def _other(reason: str, place: Place) -> Finding:
    if missing := _MISSING.match(reason):
        return attribute_missing(place, plain_name(missing.group(1)))
    if unknown := _UNKNOWN.match(reason):
        return attribute_unknown(place, plain_name(unknown.group(1)))
    if value := _VALUE.match(reason):
        return value_finding(place, plain_name(value.group(1)))
    if reason.startswith("character data"):
        return place.finding(Code.TEXT_UNEXPECTED)
    if reason.endswith("is not an element of the schema"):
        return place.finding(Code.ROOT)
    if reason.endswith("can't have child elements"):
        return place.finding(Code.ELEMENT_VALUE, expected=NO_ELEMENTS)
    return value_finding(place, "")
