"""The table of everything that can be noticed in a document: what it weighs, how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.cxml.finding_codes import Code, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What one code says in one language; `message` may name `{element}` and the like."""

    title: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the table of findings; a further language is a further field."""

    severity: Severity
    en: Wording


def _row(severity: Severity, title: str, message: str, advice: str) -> Entry:
    return Entry(severity=severity, en=Wording(title=title, message=message, advice=advice))


def _error(title: str, message: str, advice: str) -> Entry:
    return _row(Severity.ERROR, title, message, advice)


def _advice(title: str, message: str, advice: str) -> Entry:
    return _row(Severity.ADVICE, title, message, advice)


TABLE: Final[dict[Code, Entry]] = {
    Code.BODY_EMPTY: _error(
        "No document",
        "The body is empty.",
        "Send one cXML document as the body of the request.",
    ),
    Code.NOT_XML: _error(
        "Not XML",
        "The body does not begin with '<', so it is not an XML document.",
        "Send the cXML document itself as the body, without anything before it.",
    ),
    Code.ENCODING_REFUSED: _error(
        "Encoding not taken",
        "The document is in an encoding that is not taken here.",
        "Send UTF-8 (best), US-ASCII, ISO-8859-1, windows-1252, or UTF-16 with a byte order mark.",
    ),
    Code.ENCODING_CONTRADICTED: _error(
        "Encodings disagree",
        "The {first} and the {second} name different encodings.",
        "Let the byte order mark, the charset parameter and the XML declaration name one encoding.",
    ),
    Code.BYTES_NOT_IN_ENCODING: _error(
        "Bytes outside the encoding",
        "The document holds bytes that are not {encoding}.",
        "Write the document in the encoding that it declares; UTF-8 when it declares none.",
    ),
    Code.CHARACTER_REFUSED: _error(
        "Character not allowed",
        "The document holds a character that XML does not allow.",
        "Remove control characters such as NUL before sending.",
    ),
    Code.NOT_WELL_FORMED: _error(
        "Not well-formed",
        "The document is not well-formed XML: {reason}.",
        "Correct the markup near this line; build documents with an XML library.",
    ),
    Code.XML_VERSION: _error(
        "XML version",
        "The document declares an XML version other than 1.0.",
        "Declare XML version 1.0.",
    ),
    Code.DOCTYPE_SUBSET: _error(
        "DOCTYPE with declarations",
        "The DOCTYPE carries declarations of its own, in square brackets.",
        "Send a DOCTYPE that only names the cXML DTD, or none.",
    ),
    Code.DOCTYPE_TWICE: _error(
        "Second DOCTYPE",
        "The document has more than one DOCTYPE, or one after its first element.",
        "Send one DOCTYPE at most, before the cXML element.",
    ),
    Code.DOCTYPE_NAME: _error(
        "DOCTYPE of something else",
        "The DOCTYPE does not name cXML.",
        "Begin the DOCTYPE with '<!DOCTYPE cXML SYSTEM', spelled exactly so.",
    ),
    Code.DOCTYPE_MALFORMED: _error(
        "DOCTYPE not readable",
        "The DOCTYPE cannot be read.",
        'Write it as <!DOCTYPE cXML SYSTEM "address of the DTD">, or leave it out.',
    ),
    Code.ENTITY_UNDEFINED: _error(
        "Entity not known",
        "The document uses an entity other than the five that XML itself defines.",
        "Write the character itself, or a numeric reference such as &#233;.",
    ),
    Code.BODY_TOO_LARGE: _error(
        "Document too large",
        "The document is larger than {limit} bytes.",
        "Split it, or ask for a higher limit.",
    ),
    Code.TOO_DEEP: _error(
        "Nested too deeply",
        "Elements are nested more than {limit} deep.",
        "Send a cXML document; none needs such depth.",
    ),
    Code.TOO_MANY_NODES: _error(
        "Too many parts",
        "The document has more than {limit} elements and attributes.",
        "Split the document, or ask for a higher limit.",
    ),
    Code.TOO_MANY_ATTRIBUTES: _error(
        "Too many attributes",
        "An element has more than {limit} attributes.",
        "Send only the attributes of cXML.",
    ),
    Code.TEXT_BEYOND_LIMIT: _error(
        "Text too long",
        "An attribute or a text is longer than {limit} bytes.",
        "Shorten it, or send it as an attachment by address.",
    ),
    Code.ATTACHMENTS: _error(
        "Attachments not taken",
        "A document of this kind is not carried on, so no file can travel with it.",
        "Send it alone, as text/xml.",
    ),
    Code.ATTACHMENT_TOO_LARGE: _error(
        "Attachment too large",
        "An attachment is larger than {limit} bytes.",
        "Send a smaller file, or name it by an https address in AttachmentReference.",
    ),
    Code.TOO_MANY_PARTS: _error(
        "Too many attachments",
        "The message has more than {limit} parts.",
        "Send fewer attachments, or pack them into one file.",
    ),
    Code.MIME_BROKEN: _error(
        "Message cannot be taken apart",
        "The body is a multipart message that cannot be taken apart: {reason}.",
        "Build it with a MIME library, as multipart/related with the document first (RFC 2387).",
    ),
    Code.CONTENT_ID_TWICE: _error(
        "Content-ID twice",
        "Two parts of the message have the same Content-ID.",
        "Give every attachment a Content-ID of its own.",
    ),
    Code.FORM_BROKEN: _error(
        "Form without a document",
        "The form has no field that carries a document, or it cannot be read.",
        "Post the document as Base64 in the field cxml-base64, or as it is in cxml-urlencoded.",
    ),
    Code.SPACE_BEFORE_DECLARATION: _advice(
        "White space before the document",
        "There is white space before the XML declaration.",
        "Let the document begin with its first byte.",
    ),
    Code.CONTENT_TYPE: _advice(
        "Odd content type",
        "The body is XML, but its Content-Type says something else.",
        "Send Content-Type: text/xml; charset=UTF-8.",
    ),
    Code.DOCTYPE_MISSING: _advice(
        "No DOCTYPE",
        "The document has no DOCTYPE.",
        "Name the version of cXML in a DOCTYPE.",
    ),
    Code.ATTACHMENT_UNNAMED: _advice(
        "Attachment not named",
        "The message carries a file that the document does not name.",
        "Name it in Comments/Attachment/URL as cid: and its Content-ID.",
    ),
    Code.FORM_NOT_ASCII: _advice(
        "Form beyond US-ASCII",
        "The field cxml-urlencoded holds characters beyond US-ASCII; many systems misread them.",
        "Write them as numeric references such as &#233;, or send the field cxml-base64 instead.",
    ),
    Code.FORM_ENCODED_TWICE: _advice(
        "Form encoded twice",
        "The document in the form was URL-encoded twice.",
        "Escape it for HTML only; the browser does the URL encoding.",
    ),
    Code.ELEMENT_MISSING: _error(
        "Element missing",
        "{parent} lacks {expected}.",
        "Add what is missing.",
    ),
    Code.ELEMENT_UNEXPECTED: _advice(
        "Element out of place",
        "{element} is not expected here; expected: {expected}.",
        "Put the elements into the order that the cXML DTD gives.",
    ),
    Code.ELEMENT_UNKNOWN: _advice(
        "Element not known",
        "{element} is not an element of cXML.",
        "Use Extrinsic for values that cXML has no element for.",
    ),
    Code.ELEMENT_REPEATED: _error(
        "Element repeated",
        "{element} stands here more than once.",
        "Send it once.",
    ),
    Code.ATTRIBUTE_MISSING: _error(
        "Attribute missing",
        "{element} lacks its attribute {attribute}.",
        "Add the attribute.",
    ),
    Code.ATTRIBUTE_UNKNOWN: _advice(
        "Attribute not known",
        "In cXML, {element} has no attribute {attribute}.",
        "Leave the attribute out.",
    ),
    Code.TEXT_UNEXPECTED: _advice(
        "Text out of place",
        "{element} holds text beside its elements.",
        "Put the text into an element of its own.",
    ),
    Code.ROOT: _error(
        "Not a cXML document",
        "The first element is not cXML.",
        "Send a document whose first element is cXML, spelled exactly so, without a namespace.",
    ),
    Code.ATTACHMENT_MISSING: _error(
        "Attachment missing",
        "The document names a file by cid:, and no part of the message has that Content-ID.",
        "Send the file as a part with this Content-ID, in angle brackets there and without here.",
    ),
    Code.ATTRIBUTE_VALUE: _error(
        "Attribute not acceptable",
        "The value of {attribute} in {element} cannot be accepted.",
        "Send {expected}.",
    ),
    Code.ELEMENT_VALUE: _error(
        "Value not acceptable",
        "The value of {element} cannot be accepted.",
        "Send {expected}.",
    ),
    Code.NUMBER: _error(
        "Not a number",
        "{field} is not a number.",
        "Send digits with at most one point, such as 12.50; no exponent, no thousands separator.",
    ),
    Code.DATE: _error(
        "Not a date",
        "{field} is not a date.",
        "Send ISO 8601, such as 2026-11-21T20:45:00+00:00.",
    ),
    Code.CURRENCY: _error(
        "Not a currency",
        "{field} is not a currency.",
        "Send the three capital letters of ISO 4217, such as EUR.",
    ),
    Code.ENUMERATION: _error(
        "Not one of the values",
        "{field} is not one of its values.",
        "Send one of: {expected}.",
    ),
    Code.ENUMERATION_CASE: _advice(
        "Capital letters differ",
        "{field} is spelled with other capital letters than cXML does.",
        "Send one of: {expected}, spelled exactly so.",
    ),
    Code.TEXT_TOO_LONG: _error(
        "Too long",
        "{field} is longer than {limit} characters.",
        "Shorten it.",
    ),
    Code.LANGUAGE_MISSING: _advice(
        "Language missing",
        "{element} lacks xml:lang.",
        'Say the language of the text, such as xml:lang="en".',
    ),
    Code.LANGUAGE: _advice(
        "Not a language",
        "{field} is not a language.",
        "Send a language tag such as en or en-US.",
    ),
    Code.TIMESTAMP_Z: _advice(
        "Zone written as Z",
        "{field} says Z where cXML wants the zone in figures.",
        "Write +00:00 in place of Z.",
    ),
    Code.TIMESTAMP_WITHOUT_ZONE: _advice(
        "Zone missing",
        "{field} does not say its time zone; UTC is assumed.",
        "Add the zone, such as +00:00.",
    ),
    Code.VALUE_EMPTY: _error(
        "Empty",
        "{field} is empty.",
        "Send a value.",
    ),
    Code.ADDRESS: _error(
        "Not an address",
        "{field} is not an address that can be used.",
        "Send a whole address that begins with https://.",
    ),
    Code.SEVERAL_CREDENTIALS: _advice(
        "Several credentials",
        "{element} has several credentials.",
        "Send one credential where you can.",
    ),
    Code.PAYLOAD_ID_MISSING: _error(
        "payloadID missing",
        "The document has no payloadID, so it cannot be told from another one.",
        "Give each document a payloadID of its own, and repeat it only when sending again.",
    ),
    Code.PAYLOAD_ID_SHAPE: _advice(
        "payloadID of odd shape",
        "The payloadID does not look like time.process.random@host.",
        "Make payloadIDs unique in the world, by time, chance and your host name.",
    ),
    Code.HEADER_MISSING: _error(
        "No header",
        "The document has no Header, so nobody can tell who speaks to whom.",
        "Send From, To and Sender in a Header.",
    ),
    Code.KIND_UNKNOWN: _error(
        "Kind not known",
        "The document is of a kind that is not known here.",
        "Ask for the Profile to see which kinds are taken.",
    ),
    Code.DEPLOYMENT_MODE: _error(
        "deploymentMode",
        "deploymentMode is neither test nor production.",
        "Send test or production, in small letters, or leave it out.",
    ),
    Code.READ_BY_SHOPPER: _advice(
        "Secret in a message",
        "The document travels through the shopper's browser and holds a SharedSecret.",
        "Leave the SharedSecret out: everybody at that browser can read it.",
    ),
    Code.UNIT: _advice(
        "Unit not known",
        "{field} is not a unit of measure of UN/CEFACT.",
        "Send a code of Recommendation 20, such as EA or KGM. For an unknown unit Coupa refuses the"
        " whole cart, and JAGGAER books EA without a word.",
    ),
    Code.DECIMALS: _advice(
        "More than four decimals",
        "{field} has more than four decimals.",
        "Round it to four: JAGGAER keeps no more.",
    ),
    Code.PART_CHARACTERS: _advice(
        "Troublesome character",
        "{field} holds a question mark or a brace.",
        "Use other characters: Ariba refuses items with these.",
    ),
    Code.PART_LONG: _advice(
        "Long part number",
        "{field} is longer than 100 characters.",
        "Shorten it: Ariba takes 100 at most, and Oracle iProcurement may keep no more than 25.",
    ),
    Code.DESCRIPTION_LONG: _advice(
        "Long description",
        "{field} is longer than 255 characters.",
        "Put what matters first: Ariba shows 255 characters on the order, JAGGAER keeps 256, and"
        " SAP catalogues (OCI) keep 40.",
    ),
    Code.DESCRIPTION_CUT: _advice(
        "Description that is cut",
        "{field} is longer than 2000 bytes.",
        "Shorten it: Ariba keeps 2000 bytes and cuts off the rest.",
    ),
    Code.DESCRIPTION_LINES: _advice(
        "Line break in a description",
        "{field} holds a line break.",
        "Write it in one line: Dynamics 365 stumbles over line breaks.",
    ),
    Code.SHORT_NAME_LONG: _advice(
        "Long short name",
        "The ShortName is longer than 50 characters.",
        "Shorten it: cXML gives it 50 characters at most, and advises 30.",
    ),
    Code.UNSPSC: _advice(
        "Odd UNSPSC code",
        "{field} is not a UNSPSC code of eight digits.",
        "Send eight digits and nothing else: JAGGAER takes no other form.",
    ),
    Code.DIALECT: _advice(
        "Habit of a system",
        "{system}: {habit}.",
        "{remedy}.",
    ),
}
