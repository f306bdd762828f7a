"""The classes of the families beside the official DTDs and our schemas, element by element."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from gateway.cxml.binding import Attr, Plan, Slot, plans_by_tag
from gateway.cxml.documents import read
from gateway.cxml.finding_codes import Code
from gateway.cxml.kinds import KINDS
from gateway.cxml.vocabulary import vocabulary
from tests.canonical import DEFAULTS
from tests.dtd_documents import FOLDER, Declared, grammar_of
from tests.needs import missing

REPOSITORY = Path(__file__).resolve().parents[3]
DTDS = ("cXML", "Fulfill", "InvoiceDetail")
PLANS = plans_by_tag()
WITH_CHILDREN = sorted(tag for tag, plan in PLANS.items() if plan.ranks and plan.content is None)
#: of the envelope itself, which every DTD declares for its own kinds
ENVELOPE = {"cXML", "Request", "Message", "Response"}
#: since the first of the versions that are still declared, and the newest
VERSIONS = (
    "1.1.010",
    "1.2.008",
    "1.2.011",
    "1.2.014",
    "1.2.020",
    "1.2.024",
    "1.2.035",
    "1.2.050",
    "1.2.056",
    "1.2.063",
    "1.2.069",
    "1.2.071",
)
#: DTD words that the classes take in a wider sense, or that no class needs
LENIENT = {("Payment", "PaymentToken"): "the DTD forgets it by declaring an entity twice"}


@pytest.fixture(scope="module", autouse=True)
def official() -> Path:
    """The official DTDs."""
    return FOLDER if FOLDER.is_dir() else missing("the official DTDs")


def declared(tag: str) -> Declared:
    """Find an element in the first DTD that declares it."""
    return next(grammar_of(name).elements[tag] for name in DTDS if tag in grammar_of(name).elements)


def names_in(content: object) -> Iterator[str]:
    """Name the elements of a content model, in its order."""
    if content is None:
        return
    if content.type == "element":  # type: ignore[attr-defined]  # its class has no public name
        yield str(content.name)  # type: ignore[attr-defined]
    yield from names_in(content.left)  # type: ignore[attr-defined]
    yield from names_in(content.right)  # type: ignore[attr-defined]


def attribute_slots() -> Iterator[tuple[str, str, Slot]]:
    """Every field of every class that is an attribute."""
    for tag, plan in sorted(PLANS.items()):
        for slot in plan.slots:
            if isinstance(slot.place, Attr):
                yield tag, slot.place.name, slot


@pytest.mark.parametrize("tag", sorted(set(WITH_CHILDREN) - ENVELOPE))
def test_children_are_those_of_the_standard(tag: str) -> None:
    """A class lists the children that the DTD gives its element: all of them, and no others."""
    ours = {name for name in PLANS[tag].ranks if (tag, name) not in LENIENT}

    assert set(names_in(declared(tag).content)) == ours


@pytest.mark.parametrize("tag", sorted(PLANS))
def test_attributes_are_those_of_the_standard(tag: str) -> None:
    """No class reads an attribute that the DTD does not know."""
    known = {str(found.name) for found in declared(tag).attributes}
    ours = {name.removeprefix("xml:") for at, name, _ in attribute_slots() if at == tag}

    assert set() == ours - known


@pytest.mark.parametrize(
    ("tag", "name", "words"),
    [(tag, name, slot.words) for tag, name, slot in attribute_slots() if slot.words],
)
def test_words_are_those_of_the_standard(tag: str, name: str, words: type[StrEnum]) -> None:
    """An enumeration of ours has the DTD's words, in its spelling."""
    found = next(each for each in declared(tag).attributes if each.name == name)

    assert {str(word) for word in found.values()} == {word.value for word in words}


def test_flags_are_those_of_the_standard() -> None:
    """What is read as yes or nothing can be nothing else."""
    types = vocabulary().types
    flags = {(tag, name) for tag, name, slot in attribute_slots() if slot.kind is bool}

    assert set() == {place for place in flags if types[place] != "Yes"}
    assert len(flags) > 20


def test_dates_are_dates_in_our_schemas_too() -> None:
    """A field is checked as a date where the schemas have one, and nowhere else."""
    types = vocabulary().types
    texts = [(tag, name, slot) for tag, name, slot in attribute_slots() if slot.kind is str]
    checked = {(tag, name) for tag, name, slot in texts if slot.doubt} - {("cXML", "payloadID")}
    typed = {(tag, name) for tag, name, _ in texts if types.get((tag, name)) == "Moment"}

    assert typed == checked | {
        ("CredentialMac", "creationDate"),
        ("CredentialMac", "expirationDate"),
    }


def test_defaults_are_those_of_the_standard() -> None:
    """What a class assumes of an absent word is what the DTD assumes, or what it leaves open."""
    assumed = {
        (tag, name): str(slot.default)
        for tag, name, slot in attribute_slots()
        if slot.words and slot.default is not None and not slot.needed
    }
    stated = {
        place: str(found.default_value)
        for place in assumed
        for found in declared(place[0]).attributes
        if found.name == place[1] and found.default_value is not None
    }

    assert assumed == DEFAULTS
    assert {**assumed, **stated} == assumed


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["order-accounting", "setup-create", "profile-request"])
def test_older_versions_are_understood_alike(version: str, name: str) -> None:
    """Which version a DOCTYPE names changes nothing of what is read."""
    body = (REPOSITORY / "fixtures" / "good" / f"{name}.xml").read_bytes()
    declared_now = read(body, "text/xml")

    document = read(body.replace(b"1.2.069/cXML.dtd", f"{version}/cXML.dtd".encode()), "text/xml")

    assert declared_now.envelope == document.envelope
    assert () == document.errors
    assert Code.DOCTYPE_MISSING not in {found.code for found in document.findings}


def test_every_kind_has_a_class() -> None:
    """Whatever kind is known is read further, but for answers, which have none of their own."""
    assert {"Response"} == {kind.name for kind in KINDS.values() if kind.cls is None}


def test_no_two_classes_stand_for_one_element() -> None:
    """An element means one thing, wherever it stands."""
    plans: list[Plan] = list(PLANS.values())

    assert len({plan.cls for plan in plans}) == len({plan.tag for plan in plans}) == len(plans)
