"""How cases are found and expectations are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import Misconfigured
from gateway.rehearsal.cases import find_scenes
from gateway.rehearsal.expectation import Expectation, read_expectation
from gateway.rehearsal.fill import Part


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    """A small tree of fixtures."""
    (tmp_path / "parties.toml").write_text("")
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "setup.xml").write_bytes(b"<setup/>")
    (tmp_path / "good" / "setup.expect.toml").write_text("status = 200\n")
    scenario = tmp_path / "scenarios" / "twice"
    scenario.mkdir(parents=True)
    (scenario / "scenario.toml").write_text('about = "twice"\nneeds = "active"\n')
    (scenario / "1-order.xml").write_bytes(b"<order/>")
    (scenario / "2-again.expect.toml").write_text('document = "1-order.xml"\n')
    return tmp_path


def test_folder_is_searched_for_scenes(fixtures: Path) -> None:
    """Single documents and scenarios are found, each under its name below the parties file."""
    alone, scenario = find_scenes([fixtures])

    assert ("good/setup", False) == (alone.name, alone.needs_active)
    assert ("scenarios/twice", True) == (scenario.name, scenario.needs_active)
    assert ["scenarios/twice/1-order", "scenarios/twice/2-again"] == [
        case.name for case in scenario.cases
    ]
    assert [b"<order/>", b"<order/>"] == [case.document for case in scenario.cases]


def test_step_brings_its_whole_scenario(fixtures: Path) -> None:
    """A step is never played without the ones before it, and nothing is played twice."""
    step = fixtures / "scenarios" / "twice" / "2-again.expect.toml"

    scenes = find_scenes([step, fixtures / "scenarios"])

    assert [["1-order", "2-again"]] == [[case.step for case in scene.cases] for scene in scenes]


def test_document_without_expectation_is_to_be_taken(fixtures: Path) -> None:
    """A recorded message needs nothing beside it."""
    lone = fixtures / "recorded.xml"
    lone.write_bytes(b"<recorded/>")

    (scene,) = find_scenes([lone])

    assert Expectation() == scene.cases[0].expected
    assert "recorded" == scene.name


@pytest.mark.parametrize("name", ["missing", "missing.xml", "good/setup.txt"])
def test_path_without_a_case_is_refused(fixtures: Path, name: str) -> None:
    """A path that holds nothing to replay is a mistake, not a success."""
    with pytest.raises(Misconfigured, match="nothing to replay"):
        find_scenes([fixtures / name])


def test_expectation_without_document_is_refused(fixtures: Path) -> None:
    """An expectation that lost its document is a mistake."""
    (fixtures / "good" / "setup.xml").unlink()

    with pytest.raises(Misconfigured, match=r"setup\.expect\.toml has no document setup\.xml"):
        find_scenes([fixtures / "good"])


def test_scenario_needs_test_or_active(fixtures: Path) -> None:
    """A state that no connection has is a mistake."""
    (fixtures / "scenarios" / "twice" / "scenario.toml").write_text('needs = "calm"')

    with pytest.raises(Misconfigured, match="needs is either test or active"):
        find_scenes([fixtures])


def test_every_key_of_an_expectation_is_read(tmp_path: Path) -> None:
    """Lists and single values are understood."""
    file = tmp_path / "a.expect.toml"
    file.write_text('status = [200, 201]\nhttp = 413\nsays = ["a"]\nas_written = ["secret"]\n')

    assert Expectation(
        status=(200, 201), http=(413,), says=("a",), as_written=frozenset({Part.SECRET})
    ) == read_expectation(file)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("stauts = 200", "nothing is called stauts"),
        ('status = "200"', "status: a number belongs here"),
        ("status = []", "status: a number belongs here"),
        ("status = true", "status: a number belongs here"),
        ("says = 5", "says: a list of texts belongs here"),
        ("about = 5", "about: a text belongs here"),
        ('as_written = ["mood"]', "as_written: 'mood' is not a valid Part"),
        ("status =", "is not TOML"),
    ],
)
def test_faulty_expectation_is_refused_by_name(tmp_path: Path, line: str, fault: str) -> None:
    """A slip in an expectation never passes as a success."""
    file = tmp_path / "a.expect.toml"
    file.write_text(line)

    with pytest.raises(Misconfigured, match=fault):
        read_expectation(file)


def test_message_with_files_is_a_case_and_only_its_document_is_filled(fixtures: Path) -> None:
    """What stands around the document is sent as it lies there, under the message's own type."""
    around = b'--b\nContent-ID: <a>\n\n%b\n--b\n\n\xff\x00"payloadID"\n--b--'
    head = b"Content-Type: multipart/related;\n boundary=b\n\n"
    message = fixtures / "good" / "order.mime"
    message.write_bytes(head + around % b"<cXML payloadID='1'/><x/></cXML>")

    (case,) = find_scenes([message])[0].cases

    assert b"<cXML payloadID='1'/><x/></cXML>" == case.document
    assert "multipart/related; boundary=b" == case.wrapping.content_type
    assert around % b"<other/>" == case.wrapping.around(b"<other/>")
    assert "good/order" in [scene.name for scene in find_scenes([fixtures])]


def test_message_whose_document_is_not_to_be_seen_is_sent_as_it_is(fixtures: Path) -> None:
    """A document in Base64 is not taken apart."""
    message = fixtures / "good" / "order.http"
    message.write_bytes(b"POST /cxml HTTP/1.1\nContent-Type: multipart/mixed\n\n--b\n\nPGNYTUw=\n")

    (case,) = find_scenes([message])[0].cases

    assert b"--b\n\nPGNYTUw=\n" == case.wrapping.around(case.document)
    assert "good/order" not in [scene.name for scene in find_scenes([fixtures])]
