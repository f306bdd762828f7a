"""The schemas, applied: what a document does against the standard, in our words."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Final

from lxml import etree

from gateway.cxml.excerpts import first_faults, is_large
from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.findings import MOST_FINDINGS, Finding
from gateway.cxml.names import expected_names, plain_name
from gateway.cxml.places import (
    NO_ELEMENTS,
    Place,
    attribute_missing,
    attribute_unknown,
    value_finding,
)
from gateway.cxml.vocabulary import ROOT_MODULE, schema_folder, vocabulary

__all__ = ["check", "compiled", "schema_folder"]

# libxml2 says what it found in a sentence; names stand in quotes at its beginning, where nothing
# that the sender chose but names can be, and names hold neither quotes nor spaces.
_ABOUT: Final = re.compile(r"Element '([^'\s]*)'(?:, attribute '([^'\s]*)')?: ")
_ATTRIBUTE_MISSING: Final = re.compile(r"The attribute '([^'\s]*)' is required but missing\.$")
_EXPECTED: Final = re.compile(r"Expected is (?:one of )?\( ([^()]*) \)\.$")
_CHILD_MISSING: Final = "Missing child element(s)."

_SPARE: Final[deque[etree.XMLSchema]] = deque()


def compiled() -> etree.XMLSchema:
    """Compile the schemas; this takes about ten milliseconds."""
    return etree.XMLSchema(file=str(schema_folder() / ROOT_MODULE))


@contextmanager
def _schema() -> Iterator[etree.XMLSchema]:
    # A compiled schema keeps the errors of its last validation, so no two threads may use one at
    # the same time; there are never more of them than threads that were checking at once.
    try:
        schema = _SPARE.pop()
    except IndexError:
        schema = compiled()
    try:
        yield schema
    finally:
        _SPARE.append(schema)


def check(root: etree._Element, severity: Severity) -> tuple[Finding, ...]:
    """
    Hold a whole document against the schemas; every finding has the severity that is asked for.

    `root` is the first element of its document. A valid order of ten lines gives nothing and costs
    some hundredths of a millisecond. At most `MOST_FINDINGS` are told.
    """
    found = (_finding(fault, severity) for fault in _faults(root))
    return tuple(dict.fromkeys(found))


def _faults(root: etree._Element) -> list[etree._LogEntry]:
    with _schema() as schema:
        if is_large(root):
            return first_faults(root, schema, MOST_FINDINGS)
        if schema.validate(root):
            return []
        return list(islice(schema.error_log, MOST_FINDINGS))


def _finding(error: etree._LogEntry, severity: Severity) -> Finding:
    about = _ABOUT.match(error.message)
    element, attribute = about.groups("") if about else ("", "")
    place = Place(
        element=plain_name(element),
        line=error.line if error.line > 0 else None,
        path=error.path or "",
        severity=severity,
    )
    said = error.message[about.end() if about else 0 :]
    say = _SAYINGS.get(error.type)
    return say(place, said) if say else _at_attribute(error.type, place, plain_name(attribute))


def _at_attribute(number: int, place: Place, attribute: str) -> Finding:
    if number in _ATTRIBUTE_UNKNOWN:
        return attribute_unknown(place, attribute)
    return value_finding(place, attribute)


def _child(place: Place, said: str) -> Finding:
    found = _EXPECTED.search(said)
    expected = expected_names(found.group(1).split(", ") if found else ())
    if said.startswith(_CHILD_MISSING):
        return place.finding(Code.ELEMENT_MISSING, parent=place.element, expected=expected)
    if place.element not in vocabulary().elements:
        return place.finding(Code.ELEMENT_UNKNOWN)
    return place.finding(Code.ELEMENT_UNEXPECTED, expected=expected)


def _attribute_missing(place: Place, said: str) -> Finding:
    found = _ATTRIBUTE_MISSING.search(said)
    return attribute_missing(place, plain_name(found.group(1)) if found else "")


def _content(place: Place, said: str) -> Finding:
    if said.startswith("Character content"):
        return place.finding(Code.TEXT_UNEXPECTED)
    return place.finding(Code.ELEMENT_VALUE, expected=NO_ELEMENTS)


def _root(place: Place, _said: str) -> Finding:
    return place.finding(Code.ROOT)


# By the numbers of libxml2's xmlerror.h; whatever is in neither is about a value.
#: CVC_TYPE_3_1_1, CVC_COMPLEX_TYPE_3_2_1 and CVC_COMPLEX_TYPE_3_2_2
_ATTRIBUTE_UNKNOWN: Final = frozenset({1827, 1866, 1867})
_SAYINGS: Final[Mapping[int, Callable[[Place, str], Finding]]] = {
    1828: _content,  # CVC_TYPE_3_1_2
    1841: _content,  # CVC_COMPLEX_TYPE_2_1
    1842: _content,  # CVC_COMPLEX_TYPE_2_2
    1843: _content,  # CVC_COMPLEX_TYPE_2_3
    1845: _root,  # CVC_ELT_1
    1868: _attribute_missing,  # CVC_COMPLEX_TYPE_4
    1871: _child,  # ELEMENT_CONTENT
}
