"""Where something is noticed, and the findings that both readers of the schemas make there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.findings import Finding
from gateway.cxml.findings import finding as make_finding
from gateway.cxml.phrases import phrase
from gateway.cxml.vocabulary import vocabulary

_CODES: Final = {
    "Number": Code.NUMBER,
    "Amount": Code.NUMBER,
    "Moment": Code.DATE,
    "CurrencyCode": Code.CURRENCY,
    "Language": Code.LANGUAGE,
    "xml:lang": Code.LANGUAGE,
    "NonEmpty": Code.VALUE_EMPTY,
    "PayloadID": Code.VALUE_EMPTY,
    "WebAddress": Code.ADDRESS,
    "DeploymentMode": Code.DEPLOYMENT_MODE,
}
NO_ELEMENTS: Final = phrase("it without elements inside")
_EXPECTED: Final = {
    "Quantity": phrase("digits with at most one point, not below zero, such as 2 or 0.5"),
    "Count": phrase("a whole number that is not below zero"),
    "xs:integer": phrase("a whole number"),
    "CountryCode": phrase("the two capital letters of ISO 3166-1, such as DE"),
    "StatusCode": phrase("three digits, such as 200"),
    "xs:NMTOKEN": phrase("one word without spaces"),
    "xs:NCName": phrase("one word without spaces"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An element of a document by name, line and path, and how much a finding there weighs."""

    element: str
    line: int | None
    path: str
    severity: Severity

    def finding(self, code: Code, *, attribute: str = "", **values: str) -> Finding:
        """Make a finding about the element, or about its attribute where one is named."""
        return make_finding(
            code,
            line=self.line,
            path=f"{self.path}/@{attribute}" if attribute else self.path,
            severity=self.severity,
            element=self.element,
            attribute=attribute,
            **values,
        )


def attribute_missing(place: Place, name: str) -> Finding:
    """Say that an attribute is not there; for some of them there is a code of their own."""
    if name == "xml:lang":
        return place.finding(Code.LANGUAGE_MISSING)
    if (place.element, name) == ("cXML", "payloadID"):
        return place.finding(Code.PAYLOAD_ID_MISSING)
    return make_finding(
        Code.ATTRIBUTE_MISSING,
        line=place.line,
        path=place.path,
        severity=place.severity,
        element=place.element,
        attribute=name,
    )


def attribute_unknown(place: Place, name: str) -> Finding:
    """Say that cXML has no such attribute there."""
    return place.finding(Code.ATTRIBUTE_UNKNOWN, attribute=name)


def value_finding(place: Place, attribute: str) -> Finding:
    """Say that the text of an element, or of its attribute unless that is empty, is not right."""
    field = f"{place.element}/@{attribute}" if attribute else place.element
    # xml:lang comes with types that many elements share.
    declared = vocabulary().types.get((place.element, attribute), attribute)
    words = vocabulary().words.get((place.element, attribute))
    if declared in _CODES:
        return place.finding(_CODES[declared], attribute=attribute, field=field)
    if words:
        expected = ", ".join(words)
        return place.finding(Code.ENUMERATION, attribute=attribute, field=field, expected=expected)
    code = Code.ATTRIBUTE_VALUE if attribute else Code.ELEMENT_VALUE
    expected = _EXPECTED.get(declared, phrase("a value of the type that cXML gives it"))
    return place.finding(code, attribute=attribute, expected=expected)
