"""The errors of the front door, each with the finding that says where and why."""

from __future__ import annotations

from gateway.cxml.findings import Finding, sentence
from gateway.errors import NotAcceptable, TooLarge


class Unreadable(NotAcceptable):
    """The document is not cXML that can be read."""

    def __init__(self, noticed: Finding) -> None:
        super().__init__(sentence(noticed))
        self.finding = noticed


class Oversized(TooLarge):
    """The document is larger than the limit."""

    def __init__(self, noticed: Finding) -> None:
        super().__init__(sentence(noticed))
        self.finding = noticed
