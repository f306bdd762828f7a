"""Messages with parts, written by hand, so that they can be wrong as well."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.cxml.orders import OrderRequest
from gateway.cxml.texts import Comments
from tests import letters

BOUNDARY: Final = "part-of-a-test"


def parcel(parts: Sequence[tuple[str, bytes]], line: bytes = b"\r\n") -> tuple[bytes, str]:
    """Write parts, each its headers and its body; gives the body and its Content-Type."""
    mark = f"--{BOUNDARY}".encode()
    pieces = [b"read nothing here"]
    for head, body in parts:
        written = head.encode().replace(b"\n", line)
        pieces.append(line.join([mark, *([written] if written else []), b"", body]))
    content = line.join([*pieces, mark + b"--", b"nor here"])
    return content, f'multipart/related; boundary="{BOUNDARY}"; type="text/xml"'


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that travels with a document of a test."""

    content: bytes = bytes(range(256))
    content_id: str = "plan@buyer.example"
    name: str = "plan.pdf"
    encoding: str = "binary"

    @property
    def part(self) -> tuple[str, bytes]:
        """The file as a part."""
        head = (
            f'Content-Type: application/pdf; name="{self.name}"\nContent-ID: <{self.content_id}>\n'
            f"Content-Transfer-Encoding: {self.encoding}"
        )
        is_base64 = self.encoding == "base64"
        return head, encodebytes(self.content) if is_base64 else self.content


def naming(order: letters.Post, *names: str) -> letters.Post:
    """Let an order name files among its comments, each by its Content-ID."""
    assert isinstance(order.body, OrderRequest)
    words = "".join(f"<Attachment><URL>cid:{name}</URL></Attachment>" for name in names)
    header = replace(order.body.header, comments=(Comments(lang="en", inner=f"See {words}"),))
    return order.but(body=replace(order.body, header=header))


def with_files(document: letters.Post, *files: File) -> tuple[bytes, str]:
    """Write a document and its files; gives the body and its Content-Type."""
    root = ("Content-Type: text/xml; charset=UTF-8\nContent-ID: <document>", document.bytes())
    return parcel([root, *(file.part for file in files)])
