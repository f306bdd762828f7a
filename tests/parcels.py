"""Messages with parts, written by hand, so that they can be wrong as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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
