"""The front door against the collection of hostile documents beside the repository."""

from __future__ import annotations

import base64
import csv
import json
from pathlib import Path
from typing import Final

import pytest

from gateway.cxml.safety import Parsed, parse
from gateway.errors import NotAcceptable

#: the classes that are about reading, not about what was read
CLASSES: Final = frozenset(
    {
        "00-control",
        "01-entity-bomb",
        "02-external",
        "03-dtd-poison",
        "04-encoding",
        "05-structure",
    }
)
#: well-formed and within the limits, so refused further in: each with what is wrong with it
FURTHER_IN: Final = {
    "04-encoding/enc-bidi-identity.xml": "an identity that nobody has",
    "04-encoding/enc-arabic-qty.xml": "a quantity in other digits",
    "04-encoding/enc-nel-amount.xml": "an amount with a strange space",
    "05-structure/ns-prefixed-request.xml": "an element of another namespace",
    "05-structure/root-lowercase.xml": "another first element",
    "05-structure/split-comment-identity.xml": "an identity that nobody has",
    "05-structure/split-comment-from.xml": "an identity that nobody has",
    "05-structure/split-element-identity.xml": "an element inside a value",
}


def _rows(shared: Path, expect: str) -> list[str]:
    with (shared / "attacks" / "INDEX.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = [row for row in rows if row["class"] in CLASSES and row["expect"] == expect]
    return [row["file"] for row in wanted if row["file"] not in FURTHER_IN]


def _body(shared: Path, file: str) -> bytes:
    raw = (shared / "attacks" / file).read_bytes()
    return _expanded(json.loads(raw)["parts"]) if file.endswith(".gen.json") else raw


def _expanded(parts: list[list[str | int]]) -> bytes:
    return b"".join(_part(part) for part in parts)


def _part(part: list[str | int]) -> bytes:
    written = base64.b64decode(str(part[-1 if part[0] != "rep" else 1]))
    if part[0] == "rep":
        return written * int(part[2])
    if part[0] == "seq":
        text = written.decode()
        return "".join(
            text.replace("%d", str(number)) for number in range(1, int(part[1]) + 1)
        ).encode()
    return written


def _answer(body: bytes) -> Parsed | NotAcceptable:
    try:
        return parse(body, "text/xml")
    except NotAcceptable as refusal:
        return refusal


@pytest.mark.timeout(60)
def test_controls_are_taken(shared: Path) -> None:
    """Honest documents pass, up to the largest order."""
    files = _rows(shared, "accept")

    refused = [file for file in files if not isinstance(_answer(_body(shared, file)), Parsed)]

    assert [] == refused
    assert len(files) > 10


@pytest.mark.timeout(60)
def test_attacks_are_refused(shared: Path) -> None:
    """What must be refused for its form is refused at the door."""
    files = _rows(shared, "reject")

    taken = [file for file in files if isinstance(_answer(_body(shared, file)), Parsed)]

    assert [] == taken
    assert len(files) > 50


@pytest.mark.timeout(60)
def test_undecided_documents_get_an_answer(shared: Path) -> None:
    """What may be taken or refused does neither harm nor fail in any other way."""
    files = _rows(shared, "accept_or_reject")

    answers = [_answer(_body(shared, file)) for file in files]

    assert len(answers) > 10
    assert all(isinstance(answer, Parsed | NotAcceptable) for answer in answers)


def test_what_passes_reads_whole(shared: Path) -> None:
    """An identity in pieces is read as one, so that nobody passes as somebody else."""
    body = _body(shared, "05-structure/split-comment-identity.xml")

    identities = [node.text for node in parse(body).root.iter("Identity")]

    assert "AN01000000001.evil" in identities
