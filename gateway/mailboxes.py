"""Mail addresses: which are well formed, and to which domain they belong."""

from __future__ import annotations

import re
from typing import Final

LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
LONGEST_LOCAL_PART: Final = 64

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)", re.ASCII)
_DOMAIN: Final = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})+", re.ASCII)


def is_address(text: str) -> bool:
    """Tell whether this is one plain address: ASCII, not quoted, no name, no comment, no list."""
    if len(text) > LONGEST_ADDRESS:
        return False
    found = _ADDRESS.fullmatch(text)
    return found is not None and len(found[1]) <= LONGEST_LOCAL_PART


def is_domain(text: str) -> bool:
    """Tell whether this is a domain, or `*.` and a domain for everything below it."""
    return len(text) <= LONGEST_ADDRESS and _DOMAIN.fullmatch(text) is not None


def is_in(address: str, domains: tuple[str, ...]) -> bool:
    """Tell whether a well-formed address belongs to one of these domains; case does not count."""
    own = address.rpartition("@")[2].lower()
    return any(
        own.endswith(domain[1:].lower()) if domain.startswith("*.") else own == domain.lower()
        for domain in domains
    )
