"""Filling touches what it is for, and not one byte beside it, in any document."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.rehearsal.fill import Edit, Filling, Part, apply, fill
from gateway.rehearsal.lettering import read_letters
from gateway.rehearsal.parties import Casting, Parties
from gateway.rehearsal.scan import Span, elements, words

NOBODY = Casting(written=Parties(), target=Parties(), roles={})
MARK = "q9Zq9Zq9"
NAMES_ONLY = Filling(
    mark=MARK,
    timestamp="",
    casting=NOBODY,
    as_written=frozenset(Part) - {Part.PAYLOAD_ID, Part.ORDER_ID},
)
AS_WRITTEN = Filling(mark=MARK, timestamp="now", casting=NOBODY, as_written=frozenset(Part))

#: pieces of markup, whole and broken, that any document could be made of
PIECES = st.sampled_from(
    [
        "<cXML payloadID='1@b'>",
        "</cXML>",
        "<Request>",
        "<Request",
        "</Request>",
        '<a orderID="7"/>',
        "<a orderID='7' orderID='8'>",
        '<a orderID="',
        "<!--",
        "-->",
        "--",
        "<![CDATA[",
        "]]>",
        "<?pi",
        "?>",
        "<!DOCTYPE cXML [",
        "]>",
        '"',
        "'",
        "<",
        ">",
        "&lt;",
        "é",
        "\U0001f58a",
        "\n",
        "deploymentMode='production'",
    ]
)
SOUP = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=25).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])

LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Z")), max_size=8
)


@st.composite
def trees(draw: st.DrawFn) -> etree._Element:
    """Draw a well-formed document with names at several places, comments and values."""
    root = etree.Element("cXML", payloadID=draw(LETTERS))
    for _ in range(draw(st.integers(0, 6))):
        parent = draw(st.sampled_from([root, *root.iter("a")]))
        child = etree.SubElement(parent, "a", orderID=draw(LETTERS), other=draw(LETTERS))
        child.text = draw(LETTERS)
        child.append(etree.Comment(" orderID='7' <a orderID='7'/> "))
    return root


def names_of(document: bytes) -> Iterator[tuple[str, str]]:
    """List every name in a document, and its text, in the order of the document."""
    for element in etree.fromstring(document).iter("cXML", "a"):
        yield from (item for item in element.attrib.items() if item[0] != "other")


def marked(name: str, value: str) -> str:
    """Say what a name should become."""
    if not value.strip():
        return value
    if name == "orderID":
        return f"{value}-{MARK}"
    before, at, host = value.rpartition("@")
    return f"{before}.{MARK}{at}{host}" if at else f"{value}.{MARK}"


@given(st.binary(max_size=200))
def test_any_bytes_as_written_stay_the_same(document: bytes) -> None:
    """Whatever a document is made of, nothing happens that was not asked for."""
    assert document == fill(document, AS_WRITTEN)


@given(SOUP, ENCODINGS)
def test_broken_markup_as_written_stays_the_same(text: str, encoding: str) -> None:
    """Markup in any state of repair comes back as it was."""
    document = text.encode(encoding)

    assert document == fill(document, AS_WRITTEN)


@given(SOUP, ENCODINGS)
def test_filling_only_ever_adds_the_mark(text: str, encoding: str) -> None:
    """Taken out again, the marks leave the document that was there before."""
    document = text.encode(encoding)
    filled = fill(document, NAMES_ONLY)

    written = filled.decode(encoding)

    assert text == written.replace(f".{MARK}", "").replace(f"-{MARK}", "")


@given(trees())
def test_every_name_is_marked_and_nothing_else(tree: etree._Element) -> None:
    """A parser sees each name fresh, and everything else as before."""
    document = etree.tostring(tree, encoding="utf-8", xml_declaration=True)

    filled = fill(document, NAMES_ONLY)

    assert [marked(*each) for each in names_of(document)] == [
        value for _, value in names_of(filled)
    ]


@given(trees())
def test_scan_finds_what_a_parser_finds(tree: etree._Element) -> None:
    """Names, attributes and contents stand where the scan says."""
    text = etree.tostring(tree, encoding="unicode")

    found = [
        (
            element.path[-1],
            len(element.path),
            words(element.inside.of(text)) if element.inside else "",
        )
        for element in elements(text)
    ]

    assert [
        (each.tag, len(list(each.iterancestors())) + 1, "".join(each.itertext("cXML", "a")).strip())
        for each in tree.iter("cXML", "a")
    ] == found


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.text(max_size=3))))
def test_edits_are_independent_of_their_order(text: str, inserts: list[tuple[int, str]]) -> None:
    """Edits at different places can be given in any order."""
    edits = [Edit(Span(place, place), piece) for place, piece in dict(inserts).items()]

    assert apply(text, edits) == apply(text, edits[::-1])


@given(st.binary(max_size=100))
def test_letters_give_their_bytes_back(body: bytes) -> None:
    """A document that can be read can be written again, byte for byte."""
    lettering = read_letters(body)

    assert lettering is None or body == lettering.bytes_of(lettering.text)
