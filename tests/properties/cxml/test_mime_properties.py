"""Messages with parts: what is put in comes out, and nothing else than a refusal beside it."""

from __future__ import annotations

from base64 import encodebytes
from email import message_from_bytes
from quopri import encodestring

from hypothesis import given
from hypothesis import strategies as st

from gateway.cxml.forms import carried, form_fields
from gateway.cxml.mime import Parcel, message_of, parts_of
from gateway.cxml.refusal import Unreadable
from gateway.cxml.saved import Saved, opened
from gateway.errors import Refused
from tests.parcels import BOUNDARY, parcel

BODIES = st.binary(max_size=300).filter(lambda body: f"--{BOUNDARY}".encode() not in body)
PIECES = st.sampled_from(
    [
        b"--b\r\n",
        b"--b--\r\n",
        b"--b\n",
        b"--b",
        b"--",
        b"Content-Type: text/xml\r\n",
        b"Content-Type: multipart/related; boundary=b\r\n",
        b"Content-ID: <a>\r\n",
        b"Content-ID: \r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Disposition: attachment; filename*=undefined''%41\r\n",
        b'Content-Disposition: attachment; filename="../../a\\\r\n',
        b"POST /cxml HTTP/1.1\r\n",
        b"cxml-base64=",
        b"cXML-urlencoded=%3CcXML/%3E",
        b"&",
        b"%",
        b"\r\n",
        b"\n",
        b" ",
        b"<cXML/>",
        b"\xff\x00",
    ]
)
CONTENT_TYPES = st.sampled_from(
    [
        "multipart/related; boundary=b",
        'multipart/mixed; boundary="b"; start="<a>"',
        "multipart/related",
        "multipart/related; boundary=",
        "multipart/related; boundary*=undefined''b",
        "multipart/form-data; boundary=b; boundary=c",
    ]
)


@given(
    bodies=st.lists(BODIES, max_size=5),
    line=st.sampled_from([b"\r\n", b"\n"]),
    wrap=st.sampled_from(["", "binary", "base64", "quoted-printable"]),
)
def test_parts_come_out_as_they_went_in(bodies: list[bytes], line: bytes, wrap: str) -> None:
    """Every byte of every part, in any transfer encoding, under lines of either kind."""
    coded = {"base64": encodebytes, "quoted-printable": encodestring}.get(wrap, bytes)
    parts = [
        (f"Content-ID: <{number}>\nContent-Transfer-Encoding: {wrap}", coded(body))
        for number, body in enumerate(bodies)
    ]

    taken = parts_of(*parcel([("Content-Type: text/xml", b"<cXML/>"), *parts], line))

    assert b"<cXML/>" == taken.document.body
    assert bodies == [part.body for part in taken.attachments]
    assert [str(each) for each in range(len(bodies))] == [p.content_id for p in taken.attachments]


@given(
    bodies=st.lists(BODIES, max_size=4),
    name=st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), max_size=40),
    line=st.sampled_from([b"\r\n", b"\n"]),
    wrap=st.sampled_from(["binary", "base64", "quoted-printable"]),
)
def test_files_are_carried_on_byte_for_byte(
    bodies: list[bytes], name: str, line: bytes, wrap: str
) -> None:
    """Whoever takes the next message apart finds the same parts, written in the same way."""
    coded = {"base64": encodebytes, "quoted-printable": encodestring}.get(wrap, bytes)
    head = f"Content-Description: {name}\nContent-Transfer-Encoding: {wrap}"
    parts = [(f"{head}\nContent-ID: <{number}>", coded(body)) for number, body in enumerate(bodies)]
    taken = parts_of(*parcel([("Content-Type: text/xml", b"<cXML/>"), *parts], line))

    body, content_type = message_of(
        b"<cXML>\n--b</cXML>", [part.sent for part in taken.attachments]
    )
    again = parts_of(body, content_type)

    assert b"<cXML>\n--b</cXML>" == again.document.body
    assert taken.attachments == again.attachments
    assert [part.sent for part in taken.attachments] == [part.sent for part in again.attachments]
    assert bodies == [part.body for part in again.attachments]


@given(bodies=st.lists(st.binary(max_size=100), min_size=1, max_size=4))
def test_a_library_of_mail_reads_what_is_carried_on(bodies: list[bytes]) -> None:
    """Another reader, which is not ours, finds every file as it was put in."""
    parts = [
        (f"Content-ID: <{number}>\nContent-Transfer-Encoding: base64", encodebytes(body))
        for number, body in enumerate(bodies)
    ]
    taken = parts_of(*parcel([("Content-Type: text/xml", b"<cXML/>"), *parts]))

    body, content_type = message_of(b"<cXML/>", [part.sent for part in taken.attachments])
    read = message_from_bytes(b"Content-Type: %b\r\n\r\n%b" % (content_type.encode(), body))

    document, *files = [part for part in read.walk() if not part.is_multipart()]
    assert read.get_param("start") == document["content-id"]
    assert b"<cXML/>" == document.get_payload(decode=True)
    assert bodies == [file.get_payload(decode=True) for file in files]
    assert [] == read.defects


@given(name=st.text(max_size=300))
def test_name_of_a_file_is_never_a_path(name: str) -> None:
    """Whatever a sender calls a file, its name leads nowhere and hides nothing."""
    head = f'Content-Disposition: attachment; filename="{name}"'.replace("\n", " ")
    try:
        taken = parts_of(*parcel([("Content-Type: text/xml", b"<a/>"), (head, b"")]))
    except Unreadable:
        return

    shown = taken.attachments[0].name or "-"
    assert not {"/", "\\", "\0", "\n"} & set(shown)
    assert shown not in {".", ".."}
    assert len(shown) <= 200


def answer(content: bytes, content_type: str | None) -> Parcel | Saved | Refused:
    """Take something apart, or say why not."""
    try:
        return parts_of(content, content_type) if content_type else opened(content)
    except Refused as refusal:
        return refusal


@given(pieces=st.lists(PIECES, max_size=14), content_type=CONTENT_TYPES | st.none())
def test_any_pieces_of_a_message_get_an_answer(
    pieces: list[bytes], content_type: str | None
) -> None:
    """No heap of boundaries and headers fails in any other way than by a refusal."""
    answered = answer(b"".join(pieces), content_type)

    assert isinstance(answered, Parcel | Saved | Unreadable)


@given(content=st.binary(max_size=200), content_type=CONTENT_TYPES | st.none())
def test_any_bytes_get_an_answer(content: bytes, content_type: str | None) -> None:
    """No bytes fail in any other way than by a refusal."""
    assert isinstance(answer(content, content_type), Parcel | Saved | Unreadable)


@given(body=st.binary(max_size=200))
def test_base64_of_a_form_comes_out_as_it_went_in(body: bytes) -> None:
    """However lines are broken, and even where a plus was lost, the document is whole."""
    written = encodebytes(body).replace(b"=", b"%3D").replace(b"\n", b"%0D%0A")

    assert body == carried(form_fields(b"a=b&cXML-Base64=" + written)).document
