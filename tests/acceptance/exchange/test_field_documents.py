"""Documents from the field, posted by whom they say they are from."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from gateway.cxml.documents import read
from gateway.cxml.responses import Status
from gateway.cxml.vocabulary import vocabulary
from gateway.errors import Refused
from tests import letters, postgres
from tests.corpus import NO_KIND, rows
from tests.desk import opened_desk
from tests.field_parties import parties_of

#: so many are answered 200 at least; of the others most are answers, or carts without a secret
TAKEN: Final = 35
#: posted on both databases
USUAL: Final = ("ProfileRequest", "PunchOutSetupRequest", "OrderRequest")
_WORD: Final = re.compile(r"[A-Za-z]+")
_TAG: Final = re.compile(r"<([A-Za-z]+)")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that knows nobody, to be copied."""
    file = tmp_path_factory.mktemp("field") / "empty.db"
    with opened_desk(f"sqlite:///{file}"):
        return file


def test_every_document_of_the_field_is_taken_or_told_why(
    shared: Path, empty: Path, tmp_path: Path
) -> None:
    """From somebody who is known, each is answered 200, or refused with the element named."""
    names = [row["file"] for row in rows(shared) if row["file"] not in NO_KIND]

    answers = answered([shared / "corpus" / name for name in names], empty, tmp_path)

    assert {} == unnamed(answers, shared / "corpus")
    assert [answer.code for answer in answers.values()].count(200) >= TAKEN


def test_documents_of_no_kind_are_told_why(shared: Path, empty: Path, tmp_path: Path) -> None:
    """What is no document of ours is refused with the element named too."""
    answers = answered([shared / "corpus" / name for name in NO_KIND], empty, tmp_path)

    assert {} == unnamed(answers, shared / "corpus")
    assert 200 not in {answer.code for answer in answers.values()}


@pytest.mark.postgres
def test_one_of_each_usual_kind_is_answered_alike_by_postgresql(
    shared: Path, empty: Path, tmp_path: Path, postgres_server: str
) -> None:
    """Which database remembers changes nothing of an answer."""
    kinds = {row["message_type"]: row["file"] for row in rows(shared)}
    files = [shared / "corpus" / kinds[name] for name in USUAL]
    expected = {name: said.code for name, said in answered(files, empty, tmp_path).items()}

    found: dict[str, Status] = {}
    for parties, group in by_parties(files):
        with postgres.fresh_database(postgres_server) as url:
            found |= posted(group, parties, url)

    assert expected == {name: said.code for name, said in found.items()}


def answered(files: Iterable[Path], empty: Path, folder: Path) -> dict[str, Status]:
    """Post documents, each to a gateway that knows its parties and nobody else."""
    answers: dict[str, Status] = {}
    for number, (parties, group) in enumerate(by_parties(files)):
        database = folder / f"{number}.db"
        shutil.copyfile(empty, database)
        answers |= posted(group, parties, f"sqlite:///{database}")
    return answers


def by_parties(files: Iterable[Path]) -> list[tuple[str, list[Path]]]:
    """Put documents of the same parties together, but none beside another of its payloadID."""
    found: dict[tuple[str, int], list[Path]] = {}
    named: Counter[tuple[str, str]] = Counter()
    for file in files:
        parties, payload_id = _about(file.read_bytes())
        found.setdefault((parties, named[parties, payload_id]), []).append(file)
        named[parties, payload_id] += 1
    return [(parties, group) for (parties, _), group in found.items()]


def posted(files: Iterable[Path], parties: str, url: str) -> dict[str, Status]:
    """Post documents to a gateway that knows some parties, each from another place."""
    with opened_desk(url) as desk:
        desk.load(parties)
        return {
            file.name: desk.status(file.read_bytes(), source=f"192.0.2.{place}")
            for place, file in enumerate(files)
        }


def _about(body: bytes) -> tuple[str, str]:
    """Give the parties file of a document and its payloadID, as far as it can be read."""
    try:
        document = read(body)
    except Refused:
        return letters.parties(), ""
    return parties_of(document), document.root.get("payloadID", "")


def unnamed(answers: dict[str, Status], folder: Path) -> dict[str, str]:
    """
    Give the refusals that name neither an element nor the DOCTYPE that was refused.

    What is named is an element of the standard, or one of the document.
    """
    return {
        name: answer.content
        for name, answer in answers.items()
        if answer.code != 200 and not set(_WORD.findall(answer.content)) & _names(folder / name)
    }


def _names(file: Path) -> set[str]:
    own = set(_TAG.findall(file.read_text("utf-8", "replace")))
    return own | vocabulary().elements | {"DOCTYPE"}
