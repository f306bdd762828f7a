"""The stable names of everything that can be noticed in a document, and how much it weighs."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How much a finding weighs."""

    #: The document is refused for it.
    ERROR = "error"
    #: The document is understood all the same, but somebody should look.
    ADVICE = "advice"


#: how the codes begin of what is right and hurts on platforms: nobody is refused for it
PLATFORMS: Final = "GW-5"


class Code(StrEnum):
    """
    The stable name of each thing that can be noticed.

    1 bytes, 2 structure, 3 values, 4 who and what, 5 right, but hurts on one platform or another.
    """

    BODY_EMPTY = "GW-101"
    NOT_XML = "GW-102"
    ENCODING_REFUSED = "GW-103"
    ENCODING_CONTRADICTED = "GW-104"
    BYTES_NOT_IN_ENCODING = "GW-105"
    CHARACTER_REFUSED = "GW-106"
    NOT_WELL_FORMED = "GW-107"
    XML_VERSION = "GW-108"
    DOCTYPE_SUBSET = "GW-109"
    DOCTYPE_TWICE = "GW-110"
    DOCTYPE_NAME = "GW-111"
    DOCTYPE_MALFORMED = "GW-112"
    ENTITY_UNDEFINED = "GW-113"
    BODY_TOO_LARGE = "GW-114"
    TOO_DEEP = "GW-115"
    TOO_MANY_NODES = "GW-116"
    TOO_MANY_ATTRIBUTES = "GW-117"
    TEXT_BEYOND_LIMIT = "GW-118"
    ATTACHMENTS = "GW-119"
    ATTACHMENT_TOO_LARGE = "GW-120"
    TOO_MANY_PARTS = "GW-121"
    MIME_BROKEN = "GW-122"
    CONTENT_ID_TWICE = "GW-123"
    FORM_BROKEN = "GW-124"
    SPACE_BEFORE_DECLARATION = "GW-150"
    CONTENT_TYPE = "GW-151"
    DOCTYPE_MISSING = "GW-152"
    ATTACHMENT_UNNAMED = "GW-153"
    FORM_NOT_ASCII = "GW-154"
    FORM_ENCODED_TWICE = "GW-155"
    ELEMENT_MISSING = "GW-201"
    ELEMENT_UNEXPECTED = "GW-202"
    ELEMENT_UNKNOWN = "GW-203"
    ELEMENT_REPEATED = "GW-204"
    ATTRIBUTE_MISSING = "GW-205"
    ATTRIBUTE_UNKNOWN = "GW-206"
    TEXT_UNEXPECTED = "GW-207"
    ROOT = "GW-208"
    ATTACHMENT_MISSING = "GW-209"
    ATTRIBUTE_VALUE = "GW-301"
    ELEMENT_VALUE = "GW-302"
    NUMBER = "GW-303"
    DATE = "GW-304"
    CURRENCY = "GW-305"
    ENUMERATION = "GW-306"
    ENUMERATION_CASE = "GW-307"
    TEXT_TOO_LONG = "GW-308"
    LANGUAGE_MISSING = "GW-309"
    LANGUAGE = "GW-310"
    TIMESTAMP_Z = "GW-311"
    TIMESTAMP_WITHOUT_ZONE = "GW-312"
    VALUE_EMPTY = "GW-313"
    ADDRESS = "GW-314"
    SEVERAL_CREDENTIALS = "GW-401"
    PAYLOAD_ID_MISSING = "GW-402"
    PAYLOAD_ID_SHAPE = "GW-403"
    HEADER_MISSING = "GW-404"
    KIND_UNKNOWN = "GW-406"
    DEPLOYMENT_MODE = "GW-407"
    READ_BY_SHOPPER = "GW-408"
    UNIT = "GW-501"
    DECIMALS = "GW-502"
    PART_CHARACTERS = "GW-503"
    PART_LONG = "GW-504"
    DESCRIPTION_LONG = "GW-505"
    DESCRIPTION_CUT = "GW-506"
    DESCRIPTION_LINES = "GW-507"
    SHORT_NAME_LONG = "GW-508"
    UNSPSC = "GW-509"
    DIALECT = "GW-590"
