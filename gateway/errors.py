"""The one error tree: what went wrong, the cXML answer to it, and whether trying again can help.

GatewayError
├── Refused                      theirs: the document or request cannot be taken as it is
│   ├── NotAcceptable            406  not XML, not cXML, or beyond a limit
│   │   └── TooLarge             406  body over the limit (HTTP 413)
│   ├── BadRequest               400  read, but a value cannot be accepted
│   ├── Unauthorized             401  nobody we know, or not their secret
│   ├── Forbidden                403  known, but not allowed to do this
│   ├── Conflict                 409  contradicts what we already hold
│   ├── PreconditionFailed       412  names a session or cart that cannot be reopened
│   ├── ExpectationFailed        417  names a document or order that we do not hold
│   └── NotOffered               450  a kind or operation that we do not offer
├── TryLater                     560  ours and passing: the same can succeed later (HTTP 503)
│   ├── StillRunning             560  the same request is being worked on right now
│   ├── StoreUnavailable         560  the database is away, locked or full
│   └── Throttled                560  too many attempts from this source (HTTP 429)
├── GatewayFault                 500  ours: a defect (HTTP 500)
├── Unreachable                  theirs later: an address that we carry documents to does not answer
│   ├── ForbiddenAddress         an address that we never connect to
│   └── Undeliverable            a mail that its mail server will never take
└── Misconfigured                the operator's: a setting or a parties file that cannot work
"""

from __future__ import annotations

from typing import ClassVar


class GatewayError(Exception):
    """Something went wrong in the gateway."""

    code: ClassVar[int] = 500
    slug: ClassVar[str] = "gateway-error"
    http_status: ClassVar[int] = 200
    again: ClassVar[bool] = False

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())

    @property
    def message(self) -> str:
        """What went wrong, in words for the other side: no values of theirs, no paths."""
        return str(self.args[0])


class Refused(GatewayError):
    """The request cannot be taken as it is."""

    code = 400
    slug = "refused"


class NotAcceptable(Refused):
    """The document is not cXML that can be read."""

    code = 406
    slug = "not-acceptable"


class TooLarge(NotAcceptable):
    """The document is larger than the limit."""

    slug = "too-large"
    http_status = 413


class BadRequest(Refused):
    """The document was read, but a value in it cannot be accepted."""

    code = 400
    slug = "bad-request"


class Unauthorized(Refused):
    """The Sender credential is not known here, or its secret is not right."""

    code = 401
    slug = "unauthorized"


class Forbidden(Refused):
    """The sender is known, but may not do this."""

    code = 403
    slug = "forbidden"


class Conflict(Refused):
    """The document contradicts one that was received before."""

    code = 409
    slug = "conflict"


class PreconditionFailed(Refused):
    """The cart that the request names cannot be opened again."""

    code = 412
    slug = "precondition-failed"


class ExpectationFailed(Refused):
    """The document that the request refers to is not known here."""

    code = 417
    slug = "expectation-failed"


class NotOffered(Refused):
    """This kind of request or operation is not offered here."""

    code = 450
    slug = "not-offered"


class TryLater(GatewayError):
    """The gateway cannot take the request right now; please send it again unchanged."""

    code = 560
    slug = "try-later"
    http_status = 503
    again = True


class StillRunning(TryLater):
    """The same request is still being worked on; please send it again in a moment."""

    slug = "still-running"


class StoreUnavailable(TryLater):
    """The gateway cannot store anything right now; please send the request again unchanged."""

    slug = "store-unavailable"


class Throttled(TryLater):
    """Too many attempts from this source; please wait before the next one."""

    slug = "throttled"
    http_status = 429


class GatewayFault(GatewayError):
    """The gateway made a mistake; its operators can find the details in their log."""

    code = 500
    slug = "gateway-fault"
    http_status = 500
    again = True


class Unreachable(GatewayError):
    """The address does not answer."""

    code = 550
    slug = "unreachable"
    again = True


class ForbiddenAddress(Unreachable):
    """The address is one that the gateway never connects to."""

    slug = "forbidden-address"
    again = False


class Undeliverable(Unreachable):
    """The mail server will never take this mail."""

    slug = "undeliverable"
    again = False


class Misconfigured(GatewayError):
    """A setting or a line of the parties file cannot work."""

    slug = "misconfigured"
