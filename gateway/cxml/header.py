"""The header: who sends, to whom, through whom, and how they prove it."""

from __future__ import annotations

from typing import Annotated

from gateway.cxml.binding import Alone, Attr, Child, Content, Rest, element
from gateway.cxml.finding_codes import Code
from gateway.cxml.platforms import NeverByBrowser
from gateway.cxml.values import Length


@element("CredentialMac")
class CredentialMac:
    """A proof that a third party vouches for the sender, good between its two dates."""

    type: Annotated[str, Attr("type")]
    algorithm: Annotated[str, Attr("algorithm")]
    creation_date: Annotated[str, Attr("creationDate")]
    expiration_date: Annotated[str, Attr("expirationDate")]
    value: Annotated[str, Content()]


@element("Credential", children="Identity SharedSecret DigitalSignature CredentialMac")
class Credential:
    """An identity within a domain, with a proof where it stands in Sender."""

    domain: Annotated[str, Attr("domain"), Length(1, 128)]
    type: Annotated[str | None, Attr("type")] = None
    identity: Annotated[str, Child("Identity"), Length(1, 256)]
    shared_secret: Annotated[str | None, Child("SharedSecret"), NeverByBrowser()] = None
    credential_mac: CredentialMac | None = None
    rest: Rest | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The pair as it is compared: the domain without case, the identity exactly."""
        return (self.domain.lower(), self.identity)


@element("From", children="Credential Correspondent")
class From:
    """Where the document comes from; several credentials name the same organisation."""

    credentials: Annotated[tuple[Credential, ...], Alone(Code.SEVERAL_CREDENTIALS)]
    rest: Rest | None = None


@element("To", children="Credential Correspondent")
class To:
    """Where the document goes."""

    credentials: Annotated[tuple[Credential, ...], Alone(Code.SEVERAL_CREDENTIALS)]
    rest: Rest | None = None


@element("Sender", children="Credential UserAgent")
class Sender:
    """Who opened the line, and the only place where that is proven."""

    credentials: Annotated[tuple[Credential, ...], Alone(Code.SEVERAL_CREDENTIALS)]
    user_agent: Annotated[str | None, Child("UserAgent")] = None
    rest: Rest | None = None


@element("Header", children="From To Sender Path OriginalDocument")
class Header:
    """Who speaks to whom."""

    from_: From
    to: To
    sender: Sender
    rest: Rest | None = None
