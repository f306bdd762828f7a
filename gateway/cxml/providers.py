"""The setup of a provider's service, known by name; what it holds is not looked into."""

from __future__ import annotations

from typing import Annotated

from gateway.cxml.binding import Inner, Rest, element


@element("ProviderSetupRequest")
class ProviderSetupRequest:
    """A person is to be sent to a provider's site."""

    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


@element("ProviderSetupResponse")
class ProviderSetupResponse:
    """The site is open."""

    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


@element("ProviderDoneMessage")
class ProviderDoneMessage:
    """The person has come back."""

    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None
