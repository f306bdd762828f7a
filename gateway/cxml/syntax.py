"""What the parser found wrong with a document's markup, in our words."""

from __future__ import annotations

from typing import Final

from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding, finding
from gateway.cxml.phrases import phrase

_TYPES: Final = etree.ErrorTypes

_ENDS: Final = phrase("it ends before its last element is closed")
_OUTSIDE: Final = phrase("something stands outside its first element, or it ends too early")
_TAG: Final = phrase("a tag is not written correctly")
_ATTRIBUTE: Final = phrase('an attribute is not written as name="value"')
_REFERENCE: Final = phrase("an '&' is not followed by the name or number of a character and ';'")
_NAME: Final = phrase("a name is missing after '<' or '&'; as characters write &lt; and &amp;")
_COMMENT: Final = phrase("a comment is not closed, or holds '--'")
_INSTRUCTION: Final = phrase("a processing instruction is not written correctly")
_EXCESS: Final = phrase("elements are nested far too deeply, or a name is far too long")
_UNREADABLE: Final = phrase("its markup cannot be read")
_PREFIX: Final = phrase("a namespace prefix is used that is not declared, or declared wrongly")

# lxml's constants are plain numbers, though its stubs make them an enumeration.
_REASONS: Final[dict[object, str]] = {
    _TYPES.ERR_DOCUMENT_EMPTY: phrase("it has no element"),
    _TYPES.ERR_DOCUMENT_START: phrase("it has no element"),
    _TYPES.ERR_DOCUMENT_END: _OUTSIDE,
    _TYPES.ERR_TAG_NOT_FINISHED: _ENDS,
    _TYPES.ERR_TAG_NAME_MISMATCH: phrase("a closing tag does not match the tag that is open"),
    _TYPES.ERR_NAME_REQUIRED: _NAME,
    _TYPES.ERR_GT_REQUIRED: _TAG,
    _TYPES.ERR_LTSLASH_REQUIRED: _TAG,
    _TYPES.ERR_SPACE_REQUIRED: _TAG,
    _TYPES.ERR_EQUAL_REQUIRED: _ATTRIBUTE,
    _TYPES.ERR_ATTRIBUTE_NOT_STARTED: _ATTRIBUTE,
    _TYPES.ERR_ATTRIBUTE_NOT_FINISHED: _ATTRIBUTE,
    _TYPES.ERR_ATTRIBUTE_WITHOUT_VALUE: _ATTRIBUTE,
    _TYPES.ERR_LT_IN_ATTRIBUTE: phrase("an attribute's value holds '<'; write &lt;"),
    _TYPES.ERR_ATTRIBUTE_REDEFINED: phrase("an element has the same attribute twice"),
    _TYPES.NS_ERR_ATTRIBUTE_REDEFINED: phrase("an element has the same attribute twice"),
    _TYPES.NS_ERR_UNDEFINED_NAMESPACE: _PREFIX,
    _TYPES.NS_ERR_XML_NAMESPACE: _PREFIX,
    _TYPES.NS_ERR_QNAME: _PREFIX,
    _TYPES.NS_ERR_EMPTY: _PREFIX,
    _TYPES.NS_ERR_COLON: _PREFIX,
    _TYPES.ERR_ENTITYREF_NO_NAME: _NAME,
    _TYPES.ERR_ENTITYREF_SEMICOL_MISSING: _REFERENCE,
    _TYPES.ERR_INVALID_DEC_CHARREF: _REFERENCE,
    _TYPES.ERR_INVALID_HEX_CHARREF: _REFERENCE,
    _TYPES.ERR_INVALID_CHARREF: _REFERENCE,
    _TYPES.ERR_COMMENT_NOT_FINISHED: _COMMENT,
    _TYPES.ERR_HYPHEN_IN_COMMENT: _COMMENT,
    _TYPES.ERR_PI_NOT_STARTED: _INSTRUCTION,
    _TYPES.ERR_PI_NOT_FINISHED: _INSTRUCTION,
    _TYPES.ERR_RESERVED_XML_NAME: phrase("an XML declaration stands after the beginning"),
    _TYPES.ERR_CDATA_NOT_FINISHED: phrase("a CDATA section is not closed"),
    110: _EXCESS,  # XML_ERR_NAME_TOO_LONG and
    114: _EXCESS,  # XML_ERR_RESOURCE_LIMIT, which lxml has no names for
    _TYPES.ERR_MISPLACED_CDATA_END: phrase("']]>' stands in text"),
}
_CODES: Final[dict[object, Code]] = {
    _TYPES.ERR_INVALID_CHAR: Code.CHARACTER_REFUSED,
    _TYPES.ERR_UNDECLARED_ENTITY: Code.ENTITY_UNDEFINED,
    _TYPES.WAR_UNDECLARED_ENTITY: Code.ENTITY_UNDEFINED,
}


def reason_of(error: etree.XMLSyntaxError) -> Finding:
    """Say what is wrong with the markup and where, never in the parser's words."""
    line = error.lineno if error.lineno and error.lineno > 0 else None
    if error.code in _CODES:
        return finding(_CODES[error.code], line=line)
    reason = _REASONS.get(error.code, _UNREADABLE)
    return finding(Code.NOT_WELL_FORMED, line=line, reason=reason)
