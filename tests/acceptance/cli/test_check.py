"""`gateway check`: documents judged without a database and without a key."""

from __future__ import annotations

import io
import json
import sys
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from gateway.cli import run
from tests.parcels import parcel

GOOD = "fixtures/good/order-one-line.xml"
COMMA = "fixtures/bad/quantity-comma.xml"
SETUP = "fixtures/dialects/coupa/setup.xml"
BAD = "fixtures/bad/order-id-missing.xml"
CONTENT = (Path(__file__).resolve().parents[3] / GOOD).read_bytes()
KEYS = ["file", "kind", "understood", "findings"]
FINDING_KEYS = ["severity", "code", "line", "path", "message", "advice"]
LONG = b'<cXML payloadID="1@a" timestamp="2026-11-21T12:00:00+00:00"><Header>%b</Header></cXML>'
SECRET = (
    b"<Sender><Credential domain='DUNS'><SharedSecret>hush</SharedSecret></Credential></Sender>"
)


@pytest.fixture(autouse=True)
def nothing_but_files(monkeypatch: pytest.MonkeyPatch, repository: Path) -> None:
    """No database can be opened, and names are those of the repository."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    monkeypatch.chdir(repository)


def test_good_document_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """A document that would be taken is told in one line, with exit status 0."""
    status = run(["check", GOOD])

    assert 0 == status
    assert f"✓ {GOOD}: OrderRequest\n" == capsys.readouterr().out


def test_bad_document_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """The line is shown and marked, with what is wrong and what to do."""
    status = run(["check", BAD])

    shown = capsys.readouterr().out
    marked = [line for line in shown.splitlines() if line.startswith("  >")]
    assert 1 == status
    assert f"✗ {BAD}: OrderRequest, 1 error" in shown
    assert "<OrderRequestHeader" in marked[0]
    assert "orderID" in shown
    assert "    → " in shown


def test_json_is_a_list_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get one list with an object a file, in the order that was asked for."""
    status = run(["check", "--json", GOOD, BAD])

    judged = json.loads(capsys.readouterr().out)
    assert 1 == status
    assert [KEYS, KEYS] == [list(each) for each in judged]
    assert [[GOOD, True], [BAD, True]] == [[each["file"], each["understood"]] for each in judged]
    assert [] == judged[0]["findings"]
    assert FINDING_KEYS == list(judged[1]["findings"][0])
    assert {"error"} == {each["severity"] for each in judged[1]["findings"]}


def test_what_is_no_cxml_is_not_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is no cXML has no kind, and a finding that says why."""
    file = tmp_path / "page.xml"
    file.write_text("<html><body>It works!</body></html>")

    status = run(["check", "--json", str(file)])

    (judged,) = json.loads(capsys.readouterr().out)
    assert 1 == status
    assert (None, False) == (judged["kind"], judged["understood"])
    assert ["GW-208"] == [each["code"] for each in judged["findings"]]


def test_folder_stands_for_the_documents_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Every good fixture is found in its folder, and is good."""
    status = run(["check", "fixtures/good"])

    last = capsys.readouterr().out.splitlines()[-1]
    assert 0 == status
    assert last.endswith("good, 0 to put right.")


def test_dash_stands_for_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document can come through a pipe."""
    document = io.TextIOWrapper(io.BytesIO(CONTENT))
    monkeypatch.setattr(sys, "stdin", document)

    status = run(["check", "-"])

    assert 0 == status
    assert "✓ -: OrderRequest\n" == capsys.readouterr().out


def test_strict_takes_no_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is only advised fails where --strict is given, as on a strict connection."""
    file = tmp_path / "plain.xml"
    lines = Path(GOOD).read_text().splitlines()
    file.write_text("\n".join(line for line in lines if "DOCTYPE" not in line))

    statuses = [run(["check", str(file)]), run(["check", "--strict", str(file)])]

    assert [0, 1] == statuses
    assert "GW-152" in capsys.readouterr().out


def test_strict_takes_what_only_hurts_on_platforms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No connection refuses for a unit that some system does not know."""
    file = tmp_path / "box.xml"
    file.write_text(Path(GOOD).read_text().replace(">EA<", ">BOX<"))

    status = run(["check", "--strict", str(file)])

    assert 0 == status
    assert "GW-501" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "expected", "around"),
    [
        ("en", "is not a number.", "error GW-"),
        ("fr", "n'est pas un nombre.", "erreur GW-"),
        ("de", "ist keine Zahl.", "Fehler GW-"),
    ],
)
def test_findings_are_told_in_the_language_that_is_asked_for(
    language: str, expected: str, around: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """For a person, with the words around them, and for a program."""
    shown = run(["check", "--language", language, COMMA])
    told = run(["check", "--language", language, "--json", COMMA])

    printed = capsys.readouterr().out
    assert [1, 1] == [shown, told]
    assert 2 == printed.count(expected)
    assert 1 == printed.count(around)


def test_a_language_that_nobody_speaks_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The error names what can be chosen, in plain words."""
    status = run(["check", "--language", "xx", COMMA])

    told = " ".join(capsys.readouterr().err.split())
    assert 2 == status
    assert "Invalid value for '--language': 'xx' is not one of 'en', 'fr', 'de'." in told


def test_missing_file_is_one_plain_message(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is named on standard error."""
    status = run(["check", "no-such-file.xml"])

    printed = capsys.readouterr()
    assert 2 == status
    assert "✗ no-such-file.xml cannot be read: No such file or directory.\n" == printed.err


def test_file_that_is_missing_hides_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    """What can be read is read; the exit status tells that something could not."""
    status = run(["check", "--json", "no-such-file.xml", GOOD])

    printed = capsys.readouterr()
    assert 2 == status
    assert [GOOD] == [each["file"] for each in json.loads(printed.out)]
    assert "no-such-file.xml" in printed.err


def test_folder_without_documents_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing looked at is no success."""
    (tmp_path / "notes.txt").write_text("nothing")

    status = run(["check", str(tmp_path)])

    assert 2 == status
    assert "holds no *.cxml" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrapped",
    [
        b"cXML-urlencoded=" + quote_plus(CONTENT).encode(),
        b"cxml-base64=" + b64encode(CONTENT),
        parcel([("Content-Type: text/xml", CONTENT)])[0].partition(b"here\r\n")[2],
    ],
    ids=["form", "Base64", "multipart"],
)
def test_document_is_found_in_what_carries_it(
    wrapped: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A form as a browser posts it, or a message with parts, is as good as the document itself."""
    file = tmp_path / "saved.http"
    file.write_bytes(wrapped)

    status = run(["check", str(tmp_path)])

    assert 0 == status
    assert f"✓ {file}: OrderRequest\n" == capsys.readouterr().out


def test_attachments_are_held_against_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that nobody names is told, and the files are counted."""
    file = tmp_path / "order.mime"
    parts = [("Content-Type: text/xml", CONTENT), ("Content-ID: <a>", b"x")]
    body, content_type = parcel(parts)
    file.write_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)

    status = run(["check", str(file)])

    shown = capsys.readouterr().out
    assert 0 == status
    assert "OrderRequest with 1 attachment, 1 advice" in shown
    assert "GW-153" in shown


def test_system_that_is_named_has_its_say(capsys: pytest.CaptureFixture[str]) -> None:
    """What Amazon would want is told where it is asked for, and fails nothing."""
    statuses = [run(["check", SETUP]), run(["check", "--dialect", "amazon", SETUP])]

    shown = capsys.readouterr().out
    assert [0, 0] == statuses
    assert 1 == shown.count("Amazon Business: ")


def test_system_that_nobody_knows_is_a_fault_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """The systems that are known are named."""
    status = run(["check", "--dialect", "punchit", SETUP])

    assert 2 == status
    assert "jaggaer" in capsys.readouterr().err


@pytest.mark.parametrize("codec", ["utf-16", "cp1252"])
def test_excerpt_is_readable_in_any_encoding(
    codec: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line is shown as its author wrote it."""
    name = {"cp1252": "windows-1252"}.get(codec, codec)
    file = tmp_path / "odd.xml"
    file.write_bytes(f"<?xml version='1.0' encoding='{name}'?>\n<cXML note='é'/>".encode(codec))

    run(["check", str(file)])

    assert ">    2 │ <cXML note='é'/>" in capsys.readouterr().out


def test_document_in_one_line_shows_the_element_that_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a document is one long line, the element itself is shown, without its secret."""
    file = tmp_path / "long.xml"
    file.write_bytes(LONG % (b"<From/>" * 30 + SECRET))

    run(["check", str(file)])

    shown = capsys.readouterr().out
    assert ">    1 │ … <Credential domain=" in shown
    assert "hush" not in shown


def test_no_color_is_honoured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With NO_COLOR nothing is coloured, not even where colour is forced."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    run(["check", BAD])
    coloured = capsys.readouterr().out

    monkeypatch.setenv("NO_COLOR", "1")
    run(["check", BAD])

    assert "\x1b[" in coloured
    assert "\x1b[3" not in capsys.readouterr().out
