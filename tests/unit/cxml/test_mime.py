"""Messages with attachments, taken apart without guessing."""

from __future__ import annotations

from base64 import b64encode

import pytest
from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.limits import Limits
from gateway.cxml.mime import Part, attachment_findings, is_multipart, parts_of
from gateway.cxml.refusal import Unreadable
from tests.parcels import parcel

DOCUMENT = ("Content-Type: text/xml\nContent-ID: <doc>", b"<cXML/>")
DRAWING = ("Content-Type: image/png\nContent-ID: <a@b>", b"\x89PNG\r\n\0")
COMMENTS = "<Comments>See <Attachment><URL>{}</URL></Attachment></Comments>"


def refusal(parts: list[tuple[str, bytes]], limits: Limits = Limits()) -> str:  # noqa: B008 - frozen
    """Tell why a message cannot be taken apart."""
    with pytest.raises(Unreadable) as refused:
        parts_of(*parcel(parts), limits)
    return refused.value.finding.code


def named(url: str, *parts: Part) -> list[tuple[str, str]]:
    """Tell what is found about a document that names one file, and the files beside it."""
    root = etree.fromstring(COMMENTS.format(url))
    found = attachment_findings(root, parts)
    return [(noticed.code, noticed.path) for noticed in found]


def test_document_and_files_are_told_apart() -> None:
    """The first part that is XML is the document, wherever it stands."""
    taken = parts_of(*parcel([DRAWING, DOCUMENT]))

    drawing = Part(content_type="image/png", content_id="a@b", body=b"\x89PNG\r\n\0")
    assert b"<cXML/>" == taken.document.body
    assert (drawing,) == taken.attachments


def test_start_says_which_part_is_the_document() -> None:
    """Of several parts of XML, `start` names the one; it may be none of XML's types."""
    body, content_type = parcel([("Content-Type: text/xml\nContent-ID: <x>", b"<a/>"), DRAWING])

    taken = parts_of(body, f'{content_type}; start="<a@b>"')

    assert "image/png" == taken.document.media_type


def test_start_that_names_no_part_is_refused() -> None:
    """Which part is the document is not guessed."""
    body, content_type = parcel([DOCUMENT])

    with pytest.raises(Unreadable, match=Code.MIME_BROKEN):
        parts_of(body, f'{content_type}; start="<nobody>"')


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('filename="plan.pdf"', "plan.pdf"),
        ('filename="../../etc/passwd"', "passwd"),
        (r'filename="C:\\temp\\plan.pdf"', "plan.pdf"),
        ("filename*=UTF-8''pl%C3%A4n%0A.pdf", "plän.pdf"),
        ('filename=".."', ".."),
        ("filename*=undefined''plan", None),
        ("filename*=unicode_escape''a%5Cud800b", "ab"),
        ("", None),
    ],
)
def test_name_of_a_file_is_what_can_be_shown(said: str, kept: str | None) -> None:
    """Folders and signs that nobody sees are left out of a name."""
    head = f"Content-Disposition: attachment; {said}"

    taken = parts_of(*parcel([DOCUMENT, (head, b"")]))

    assert kept == taken.attachments[0].name


def test_base64_may_be_in_lines() -> None:
    """A transfer encoding is undone, however its lines are broken."""
    head = "Content-Transfer-Encoding: Base64"

    taken = parts_of(*parcel([DOCUMENT, (head, b"AAEC\r\n AwQF\r\n")]))

    assert bytes(range(6)) == taken.attachments[0].body


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [DRAWING],
        [DOCUMENT, ("Content-Transfer-Encoding: base64", b"not Base64!")],
        [DOCUMENT, ("Content-Transfer-Encoding: x-uuencode", b"")],
        [DOCUMENT, ("Content-Type: multipart/mixed; boundary=c", b"--c--")],
        [DOCUMENT, ("Content-ID: <a>\nContent-ID: <b>", b"")],
    ],
    ids=["empty", "no document", "no base64", "unknown encoding", "nested", "header twice"],
)
def test_what_is_unclear_is_refused(parts: list[tuple[str, bytes]]) -> None:
    """A message that could mean two things, or nothing, means nothing."""
    assert Code.MIME_BROKEN == refusal(parts)


def test_two_parts_of_one_content_id_are_refused() -> None:
    """Angle brackets and spaces make no difference."""
    again = ("Content-ID:   a@b ", b"")

    assert Code.CONTENT_ID_TWICE == refusal([DOCUMENT, DRAWING, again])


@pytest.mark.parametrize("cut", [1, 20, 40, 120])
def test_message_that_was_cut_off_is_refused(cut: int) -> None:
    """Without its last boundary a message may have lost a file."""
    body, content_type = parcel([DOCUMENT, DRAWING])
    whole = body.removesuffix(b"\r\nnor here")

    with pytest.raises(Unreadable, match=Code.MIME_BROKEN):
        parts_of(whole[:-cut], content_type)


@pytest.mark.parametrize("boundary", ["", "boundary=", "boundary=é", f"boundary={'b' * 71}"])
def test_boundary_that_is_none_is_refused(boundary: str) -> None:
    """A boundary has 1 to 70 characters of a short list (RFC 2046)."""
    with pytest.raises(Unreadable, match=Code.MIME_BROKEN):
        parts_of(b"--\r\n\r\n\r\n----", f"multipart/related; {boundary}")


@pytest.mark.parametrize("count", [4, 5])
def test_as_many_parts_as_are_allowed_are_taken(count: int) -> None:
    """The document counts as one of them."""
    body, content_type = parcel([DOCUMENT] + [("", b"")] * (count - 1))

    taken = parts_of(body, content_type, Limits(max_parts=5))

    assert count - 1 == len(taken.attachments)


@pytest.mark.parametrize("count", [6, 7, 1_000])
def test_too_many_parts_are_refused(count: int) -> None:
    """One part too many is refused, and nobody counts on."""
    parts = [DOCUMENT] + [("", b"")] * (count - 1)

    assert Code.TOO_MANY_PARTS == refusal(parts, Limits(max_parts=5))


@pytest.mark.parametrize("size", [49, 50])
def test_headers_up_to_the_limit_are_taken(size: int) -> None:
    """Headers are counted without the empty line behind them."""
    head = "Content-ID: ".ljust(size, "x")

    taken = parts_of(*parcel([DOCUMENT, (head, b"")]), Limits(max_part_header_bytes=50))

    assert size == len(head)
    assert "x" * (size - 12) == taken.attachments[0].content_id


def test_headers_over_the_limit_are_refused() -> None:
    """One byte too many is refused."""
    head = "Content-ID: ".ljust(51, "x")

    assert Code.MIME_BROKEN == refusal([DOCUMENT, (head, b"")], Limits(max_part_header_bytes=50))


@pytest.mark.parametrize("size", [29, 30])
def test_attachment_up_to_the_limit_is_taken(size: int) -> None:
    """A file is measured as it is, not as it was written for the way."""
    coded = ("Content-Transfer-Encoding: base64", b64encode(bytes(size)))

    taken = parts_of(*parcel([DOCUMENT, coded]), Limits(max_attachment_bytes=30))

    assert bytes(size) == taken.attachments[0].body


def test_attachment_over_the_limit_is_refused() -> None:
    """One byte too many is refused; the document has a limit of its own."""
    large = ("Content-Type: text/xml", b"<a>" + b"." * 100 + b"</a>")

    taken = parts_of(*parcel([large]), Limits(max_attachment_bytes=30))

    assert large[1] == taken.document.body
    assert Code.ATTACHMENT_TOO_LARGE == refusal(
        [DOCUMENT, ("", bytes(31))], Limits(max_attachment_bytes=30)
    )


@pytest.mark.parametrize("url", ["cid:a@b", " CID: a@b ", "cid:a%40b", "cid:%3Ca@b%3E"])
def test_file_is_found_by_its_content_id(url: str) -> None:
    """Brackets, white space and escapes around a Content-ID make no difference."""
    assert [] == named(url, Part(content_type="image/png", content_id="a@b", body=b""))


def test_file_that_is_not_there_is_missed() -> None:
    """The element that names it is told; a file that nobody names is an advice."""
    other = Part(content_type="image/png", content_id="c", body=b"")

    expected = [
        (Code.ATTACHMENT_MISSING, "/Comments/Attachment/URL"),
        (Code.ATTACHMENT_UNNAMED, ""),
    ]
    assert expected == named("cid:a@b", other)


def test_other_addresses_name_no_part() -> None:
    """A file may lie elsewhere."""
    assert [] == named("https://buyer.example/plan.pdf")


@pytest.mark.parametrize(
    ("content_type", "has_parts"),
    [(" Multipart/Related; boundary=a", True), ("text/xml; x=multipart/related", False)],
)
def test_parts_are_known_by_the_content_type(content_type: str, *, has_parts: bool) -> None:
    """The type decides, not what stands behind it."""
    assert has_parts == is_multipart(content_type)
