"""Reads the body of a request: whole, bounded, and unpacked where it is gzip."""

from __future__ import annotations

import zlib
from typing import Final

from starlette.requests import ClientDisconnect, Request

from gateway.errors import BadRequest, NotAcceptable, TooLarge
from gateway.settings import Settings
from gateway.web.door import Guest

#: below this many bytes the ratio says nothing
RATIO_FROM: Final = 65_536
_GZIP: Final = zlib.MAX_WBITS | 16
_STEP: Final = 65_536


async def whole_body(request: Request, settings: Settings, *, most: int, guest: Guest) -> bytes:
    """
    Read the body, packed or unpacked, of at most `most` bytes.

    Raises TooLarge beyond that, NotAcceptable for an encoding other than gzip or for broken gzip,
    BadRequest when the sender goes away before the end, TryLater when the guest finds no place.
    """
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", ""):
        raise NotAcceptable(
            "Content-Encoding is neither identity nor gzip. Send the document as it is."
        )
    announced = _announced(request)
    if announced > most:
        raise too_large(most)
    guest.grown(announced)
    packed = await _read(request, most, guest)
    if coding != "gzip":
        return packed
    guest.grown(min(most, len(packed) * settings.max_gzip_ratio))
    return unpacked(packed, most=most, most_ratio=settings.max_gzip_ratio)


def too_large(most: int) -> TooLarge:
    """Make the refusal of a body beyond the limit."""
    return TooLarge(f"The document is larger than {most} bytes, the limit of this gateway.")


def unpacked(packed: bytes, *, most: int, most_ratio: int) -> bytes:
    """
    Unpack gzip of one or several members, step by step, so that a bomb is dropped unexploded.

    Raises TooLarge beyond `most` bytes or `most_ratio` times the size, NotAcceptable for anything
    but gzip.
    """
    pieces: list[bytes] = []
    size, rest = 0, packed
    while rest:
        member = zlib.decompressobj(_GZIP)
        while not member.eof:
            piece = _step(member, rest)
            size += len(piece)
            if size > most or size > max(RATIO_FROM, most_ratio * len(packed)):
                raise too_large(most)
            pieces.append(piece)
            rest = member.unconsumed_tail
            if not piece and not rest and not member.eof:
                raise NotAcceptable("The gzip body ends in the middle.")
        rest = member.unused_data
    return b"".join(pieces)


def _step(member: zlib._Decompress, rest: bytes) -> bytes:
    try:
        return member.decompress(rest, _STEP)
    except zlib.error as exc:
        raise NotAcceptable("Content-Encoding says gzip, but the body is not gzip.") from exc


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _read(request: Request, most: int, guest: Guest) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise too_large(most)
            guest.grown(len(body))
    except ClientDisconnect as exc:
        raise BadRequest("The body ended before it was whole.") from exc
    return bytes(body)
