"""Tells whose bearer key a request shows, and slows down whoever guesses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from gateway.web.door import Door

Holder = TypeVar("Holder")
NO_KEY: Final = "The bearer key is missing or not right."


def source_of(request: Request) -> str:
    """Give the address that a request comes from."""
    return request.client.host if request.client else "unknown"


def holder(
    request: Request, door: Door, counted_as: str, find: Callable[[str], Holder | None]
) -> Holder:
    """
    Tell whose key is shown; `find` looks it up by its digest.

    Raises HTTPException 401 where it is nobody's, Throttled where too many such came.
    """
    around, source = door.around, source_of(request)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    around.throttle.check(counted_as, source)
    if scheme.lower() == "bearer" and key.strip():
        found = find(around.vault.digest(key.strip()))
        if found is not None:
            return found
        around.throttle.failed(counted_as, source)
    raise HTTPException(401, NO_KEY, headers={"WWW-Authenticate": "Bearer"})
