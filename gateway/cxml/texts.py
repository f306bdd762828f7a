"""Texts for people and free pairs of name and value."""

from __future__ import annotations

from typing import Annotated

from gateway.cxml.binding import Attr, Content, Inner, Rest, element


@element("ShortName")
class ShortName:
    """A name of at most 50 characters for narrow places."""

    text: Annotated[str, Content()] = ""


@element("Description")
class Description:
    """What something is, in one language; kept as XML because it may hold a ShortName."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


@element("Comments")
class Comments:
    """Words between people; kept as XML because they may hold attachments."""

    lang: Annotated[str | None, Attr("xml:lang")] = None
    type: Annotated[str | None, Attr("type")] = None
    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


@element("Extrinsic")
class Extrinsic:
    """A named value beyond the standard; may hold elements (Coupa's forms do)."""

    name: Annotated[str, Attr("name")]
    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


@element("URL")
class URL:
    """An address."""

    address: Annotated[str, Content()]
    name: Annotated[str | None, Attr("name")] = None
    rest: Rest | None = None
