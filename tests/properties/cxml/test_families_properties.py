"""Every class of every family: written and read back the same, by whatever text is split."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.binding import plans_by_tag
from gateway.cxml.documents import Document, read
from gateway.cxml.finding_codes import Severity
from gateway.cxml.kinds import KINDS
from gateway.cxml.reading import Notes
from gateway.cxml.reading import read as read_element
from gateway.cxml.writing import write
from gateway.errors import Refused
from tests.canonical import canonical
from tests.strategies import models


def comes_through(path: Path) -> bool:
    """Tell whether a fixture is a document at all."""
    try:
        read(path.read_bytes())
    except Refused:
        return False
    return True


FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
READABLE = sorted(
    path
    for folder in ("good", "dialects", "advice", "scenarios")
    for path in (FIXTURES / folder).rglob("*.xml")
    if b"\0" not in path.read_bytes()
)
#: every fixture that comes through the door, in whatever encoding
UNDERSTOOD = sorted(path for path in FIXTURES.rglob("*.xml") if comes_through(path))
CLASSES = [plan.cls for _, plan in sorted(plans_by_tag().items())]
KIND_CLASSES = [kind.cls for kind in KINDS.values() if kind.cls is not None]
#: what may stand around or beside a character and says nothing
PIECES = ["<!---->{}", "{}<!-- a > b -->", "<?target words?>{}", "<![CDATA[{}]]>", "<![CDATA[]]>{}"]
WRAPPINGS = st.sampled_from(PIECES)
_OPEN, _SHUT = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}(.){_SHUT}", re.DOTALL)
#: written otherwise than they were read
OTHERWISE = {
    "order-regular": "a word is written as the standard spells it",
    "2-wrong-quantity": "a quantity that is no number is an error, and no value",
}


def over_the_wire(value: object) -> etree._Element:
    """Write a value, and parse the bytes again."""
    return etree.fromstring(etree.tostring(write(value), encoding="utf-8"))


@cache
def understood(path: Path) -> Document:
    """Read a fixture as it is."""
    return read(path.read_bytes())


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@given(drawn=st.data())
@settings(max_examples=5)
def test_every_class_is_read_back_as_it_was_written(cls: type, drawn: st.DataObject) -> None:
    """Reading undoes writing, for every element that has a class."""
    value = drawn.draw(models(cls))
    notes = Notes()

    back: object = read_element(cls, over_the_wire(value), notes)

    assert value == back
    assert [] == [found for found in notes.found if found.severity is Severity.ERROR]


@pytest.mark.parametrize("cls", KIND_CLASSES, ids=lambda cls: cls.__name__)
@given(drawn=st.data())
@settings(max_examples=20)
def test_every_kind_is_read_back_as_it_was_written(cls: type, drawn: st.DataObject) -> None:
    """Reading undoes writing, for every kind of document."""
    value = drawn.draw(models(cls))

    assert value == read_element(cls, over_the_wire(value), Notes())


@pytest.mark.parametrize("path", READABLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nothing_of_a_fixture_is_lost(path: Path) -> None:
    """What passes through the classes says the same on the other side."""
    document = understood(path)

    kept = canonical(document.root) == canonical(over_the_wire(document.envelope))

    assert (path.stem not in OTHERWISE) == kept


@given(path=st.sampled_from(READABLE), wrappings=st.lists(WRAPPINGS, min_size=1, max_size=9))
@settings(max_examples=300)
def test_no_field_is_the_first_piece_of_its_text(path: Path, wrappings: list[str]) -> None:
    """Comments, CDATA and processing instructions inside a text leave it whole, in every field."""
    plain = understood(path)

    split = read(split_everywhere(plain.root, wrappings), "text/xml")

    assert plain.envelope == split.envelope
    # on whichever line: a document without its DOCTYPE is shorter
    assert [(e.code, e.path) for e in plain.errors] == [(e.code, e.path) for e in split.errors]


@pytest.mark.parametrize("path", UNDERSTOOD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_field_of_any_fixture_is_the_first_piece_of_its_text(path: Path) -> None:
    """Of every fixture that can be parsed, bad ones too, every text may be in pieces."""
    plain = understood(path)

    split = read(split_everywhere(plain.root, PIECES), "text/xml")

    assert plain.envelope == split.envelope
    assert [(e.code, e.path) for e in plain.errors] == [(e.code, e.path) for e in split.errors]


def split_everywhere(root: etree._Element, wrappings: list[str]) -> bytes:
    """Wrap the middle character of every text of a document, each by the next of the wrappings."""
    marked = deepcopy(root)
    for node in marked.iter("*"):
        node.text, node.tail = _marked(node.text), _marked(node.tail)
    turn = cycle(wrappings)
    text = etree.tostring(marked, encoding="unicode")
    return _MARKED.sub(lambda found: next(turn).format(found.group(1)), text).encode()


def _marked(text: str | None) -> str | None:
    middle = len(text or "") // 2
    if not text or not text.strip() or text[middle] in "&<>":
        return text
    return f"{text[:middle]}{_OPEN}{text[middle]}{_SHUT}{text[middle + 1 :]}"
