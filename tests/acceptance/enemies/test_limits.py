"""Every limit of the front door, over HTTP: one below it, at it, and one above it."""

from __future__ import annotations

import gzip
import io
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from lxml import etree
from pydantic import SecretStr

from gateway.app import build, listener
from gateway.cxml.limits import Limits
from gateway.settings import Settings
from gateway.web.wire import server_config
from tests import letters
from tests.front import loaded
from tests.parcels import File, naming, with_files
from tests.serving import running

BODY, MESSAGE = 200_000, 300_000
DEPTH, NODES, ATTRIBUTES, TEXT = 12, 150, 9, 400
HEADERS, HEADER_BYTES, ADDRESS, RATIO = 12, 600, 60, 50
#: what unpacks to less is never an attack
PLAIN = 100_000
Request = Callable[[int], bytes]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, nobodys_settings: None) -> Iterator[int]:
    """The port of a listening gateway with limits that are quickly reached."""
    file = tmp_path_factory.mktemp("limits") / "gateway.db"
    settings = Settings(
        database_url=f"sqlite:///{file}",
        secret_key=SecretStr("a key for tests only, long enough to be one"),
        max_body_bytes=BODY,
        max_message_bytes=MESSAGE,
        max_depth=DEPTH,
        max_nodes=NODES,
        max_attributes=ATTRIBUTES,
        max_text_bytes=TEXT,
        max_headers=HEADERS,
        max_header_bytes=HEADER_BYTES,
        max_address_bytes=ADDRESS,
        max_gzip_ratio=RATIO,
    )
    gateway = build(settings)
    loaded(gateway.around, letters.parties())
    config = server_config(gateway.web, settings, drain_seconds=1)
    with listener("127.0.0.1", 0) as listening, running(config, listening):
        yield int(listening.getsockname()[1])
    gateway.close()


def answered(port: int, request: bytes) -> tuple[int, int]:
    """Send a request as it is; gives the status of HTTP and that of cXML."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(request)
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    codes = re.search(rb"HTTP/1\.1 (\d+) .*<Status code=\"(\d+)\"", answer, re.DOTALL)
    assert codes, answer
    return int(codes[1]), int(codes[2])


def posted(body: bytes, *headers: tuple[str, str], query: str = "") -> bytes:
    """Write a request with as few headers as there can be: three."""
    written = [("Host", "a"), ("Connection", "close"), ("Content-Length", f"{len(body)}"), *headers]
    lines = "".join(f"{name}: {value}\r\n" for name, value in written)
    return f"POST /cxml{query} HTTP/1.1\r\n{lines}\r\n".encode() + body


def document(inside: str = "") -> bytes:
    """Write a setup request with something in an Extrinsic, which lies at depth 4."""
    end = b"</PunchOutSetupRequest>"
    extrinsic = f'<Extrinsic name="x">{inside}</Extrinsic>'.encode()
    return letters.setup().bytes().replace(end, extrinsic + end)


def nodes_of(body: bytes) -> int:
    """Count elements and attributes."""
    return sum(1 + len(node.attrib) for node in etree.fromstring(body).iter())


def of_bytes(size: int) -> bytes:
    """Post a document of this size."""
    return posted(document().ljust(size))


def of_message(size: int) -> bytes:
    """Post an order with a file, document and file being of this size together."""
    order = naming(letters.order(f"PO-{size}"), File().content_id)
    bare = len(with_files(order, File(content=b""))[0])
    body, content_type = with_files(order, File(content=bytes(size - bare)))
    return posted(body, ("Content-Type", content_type))


def of_depth(depth: int) -> bytes:
    """Post a document of this depth."""
    return posted(document("<a>" * (depth - 4) + "</a>" * (depth - 4)))


def of_nodes(count: int) -> bytes:
    """Post a document of so many elements and attributes."""
    return posted(document("<a/>" * (count - nodes_of(document()))))


def of_attributes(count: int) -> bytes:
    """Post a document with so many attributes on one element."""
    attributes = " ".join(f"b{each}=''" for each in range(count))
    return posted(document(f"<a {attributes}/>"))


def of_text(size: int) -> bytes:
    """Post a document with a text of so many bytes, two to a character."""
    return posted(document("é" * (size // 2) + "x" * (size % 2)))


def of_value(size: int) -> bytes:
    """Post a document with an attribute of so many bytes."""
    return posted(document(f'<a b="{"x" * size}"/>'))


def of_headers(count: int) -> bytes:
    """Post a document under so many headers."""
    return posted(document(), *[("x", "")] * (count - 3))


def of_header_bytes(size: int) -> bytes:
    """Post a document under headers of this size, names and values together."""
    body = document()
    bare = len("HostaConnectioncloseContent-Length") + len(f"{len(body)}")
    return posted(body, ("x", "y" * (size - bare - 1)))


def of_address(size: int) -> bytes:
    """Post a document to an address of this length, path and query together."""
    return posted(document(), query="?" + "a" * (size - len("/cxml")))


def of_unpacked(size: int) -> bytes:
    """Post what unpacks to this size; packed it has a fiftieth of PLAIN."""
    plain = document().ljust(size)  # each document has ids of its own, and packs differently
    bare = len(packed(plain, name=""))
    body = packed(plain, name="n" * (PLAIN // RATIO - bare - 1))
    return posted(body, ("Content-Encoding", "gzip"))


def packed(body: bytes, *, name: str) -> bytes:
    """Pack with gzip under the name of a file, which makes it longer."""
    into = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", fileobj=into, mtime=0) as file:
        file.write(body)
    return into.getvalue()


TRIED = [
    ("max_body_bytes", of_bytes, BODY, (413, 406)),
    ("max_message_bytes", of_message, MESSAGE, (413, 406)),
    ("max_depth", of_depth, DEPTH, (200, 406)),
    ("max_nodes", of_nodes, NODES, (200, 406)),
    ("max_attributes", of_attributes, ATTRIBUTES, (200, 406)),
    ("max_text_bytes", of_text, TEXT, (200, 406)),
    ("max_text_bytes", of_value, TEXT, (200, 406)),
    ("max_headers", of_headers, HEADERS, (431, 400)),
    ("max_header_bytes", of_header_bytes, HEADER_BYTES, (431, 400)),
    ("max_address_bytes", of_address, ADDRESS, (414, 400)),
    ("max_gzip_ratio", of_unpacked, PLAIN, (413, 406)),
]
#: tried one below, at it and one above in other tests: of the carrier, and of messages with parts
TRIED_ELSEWHERE = {
    "max_answer_bytes",
    "max_parts",
    "max_part_header_bytes",
    "max_attachment_bytes",
}


def test_every_limit_is_tried() -> None:
    """No limit can be set that nobody has reached."""
    limits = {name for name in Settings.model_fields if name.startswith("max_")}

    assert limits == {name for name, *_ in TRIED} | TRIED_ELSEWHERE
    assert {field.name for field in fields(Limits)} <= limits


@pytest.mark.parametrize("beyond", [-1, 0, 1])
@pytest.mark.parametrize(("setting", "request_of", "limit", "refusal"), TRIED)
def test_a_request_at_a_limit_is_taken_and_one_above_it_refused(
    port: int, setting: str, request_of: Request, limit: int, refusal: tuple[int, int], beyond: int
) -> None:
    """What is set is what is allowed, to the last byte, header, element and attribute."""
    expected = refusal if beyond > 0 else (200, 200)

    assert expected == answered(port, request_of(limit + beyond))


def test_a_document_in_chunks_is_measured_too(port: int) -> None:
    """A body that does not say its length is counted as it comes."""
    body = document().ljust(BODY + 1)
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(piece), piece)
        for piece in (body[at : at + 50_000] for at in range(0, len(body), 50_000))
    )
    head = b"POST /cxml HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert (413, 406) == answered(port, head + chunks + b"0\r\n\r\n")
