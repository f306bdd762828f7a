"""Large documents: validated without paying for each of their faults."""

from __future__ import annotations

from collections import Counter
from typing import Final

from lxml import etree

from gateway.cxml.safety import new_parser

# With every fault libxml2 tells a path, and to find it counts the elements before; a hundred
# thousand faults side by side would keep it busy for minutes.

#: elements and attributes up to which a document is validated in one go, and children of one
#: element; together they bound it to half a second and 30 MiB, should nothing in it be right
MOST_NODES: Final = 25_000
MOST_CHILDREN: Final = 1_500
_IS_LARGE: Final = etree.XPath(
    f"count(/descendant::*) + count(/descendant::*/@*) > {MOST_NODES}"
    f" or boolean(//*[{MOST_CHILDREN + 1}])"
)
#: so many children of one name are kept in an excerpt; the second where the first is too many
_KEPT: Final = (100, 10)
#: libxml2 keeps the line of an element in two bytes
_LAST_LINE: Final = 65_535
_CHUNK: Final = 16_384


def is_large(root: etree._Element) -> bool:
    """Tell whether a document has more than `MOST_NODES`, or `MOST_CHILDREN` in one element."""
    return bool(_IS_LARGE(root))


def first_faults(root: etree._Element, schema: etree.XMLSchema, most: int) -> list[etree._LogEntry]:
    """
    Find the first faults of a large document, at least one unless it is valid.

    Their lines and paths are true where the same fault is among the first children of a name; else
    a fault has neither.
    """
    faults = _faults_in_a_stream(root, schema, most)
    if not faults:
        return []
    excerpt = excerpt_of(root)
    if excerpt is None or schema.validate(excerpt):
        return faults
    return list(schema.error_log)[:most]


def excerpt_of(root: etree._Element) -> etree._Element | None:
    """
    Copy the first children of each name, in every element; None where that is still large.

    Lines and paths stay true. What a document may repeat it may repeat without limit, so the rest
    changes no rule.
    """
    excerpts = (_excerpt(root, kept) for kept in _KEPT)
    return next((excerpt for excerpt in excerpts if not is_large(excerpt)), None)


def _faults_in_a_stream(
    root: etree._Element, schema: etree.XMLSchema, most: int
) -> list[etree._LogEntry]:
    parser = new_parser(schema)
    written = etree.tostring(root, encoding="utf-8")
    try:
        for start in range(0, len(written), _CHUNK):
            parser.feed(written[start : start + _CHUNK])
            if len(parser.feed_error_log) >= most:
                break
        else:
            parser.close()
    except etree.XMLSyntaxError:
        # How lxml says at the end that the schema was not obeyed; the log has the faults.
        pass
    return list(parser.feed_error_log)[:most]


def _excerpt(node: etree._Element, kept: int) -> etree._Element:
    copy = etree.Element(node.tag, node.attrib, node.nsmap)
    copy.text = node.text
    copy.sourceline = min(node.sourceline or 0, _LAST_LINE)  # type: ignore[misc] # it can be set
    seen: Counter[object] = Counter()
    for child in node:
        seen[child.tag] += 1
        if seen[child.tag] <= kept:
            child_copy = _excerpt(child, kept)
            child_copy.tail = child.tail
            copy.append(child_copy)
    return copy
