"""Texts for people and free pairs of name and value."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from lxml import etree

from gateway.cxml.binding import Attr, Content, Inner, Rest, element
from gateway.cxml.inner import whole_text
from gateway.cxml.platforms import Shown
from gateway.cxml.reading import Notes, read
from gateway.cxml.safety import fragment


@element("ShortName")
class ShortName:
    """A name of at most 50 characters for narrow places."""

    text: Annotated[str, Content()] = ""


@element("Description")
class Description:
    """What something is, in one language; kept as XML because it may hold a ShortName."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    inner: Annotated[str, Inner(), Shown()] = ""
    rest: Rest | None = None


@element("URL")
class URL:
    """An address."""

    address: Annotated[str, Content()]
    name: Annotated[str | None, Attr("name")] = None
    rest: Rest | None = None


class Visibility(StrEnum):
    """Who may see an attachment."""

    #: the buyer's own people only
    INTERNAL = "internal"


@element("Attachment")
class Attachment:
    """A file that belongs to a text; its address is `cid:` where it travels with the document."""

    url: URL
    visibility: Annotated[Visibility | None, Attr("visibility")] = None
    rest: Rest | None = None


@element("Comments")
class Comments:
    """Words between people; kept as XML because they may hold attachments."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    type: Annotated[str | None, Attr("type")] = None
    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that are named among the words."""
        if "<Attachment" not in self.inner:
            return ()
        found = fragment(self.inner).iterchildren("Attachment")
        return tuple(read(Attachment, node, Notes()) for node in found)

    @property
    def words(self) -> str:
        """The words alone, without the addresses of attachments."""
        node = fragment(self.inner)
        etree.strip_elements(node, "Attachment", with_tail=False)
        return whole_text(node).strip()


@element("Extrinsic")
class Extrinsic:
    """A named value beyond the standard; may hold elements (Coupa's forms do)."""

    name: Annotated[str, Attr("name")]
    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None
