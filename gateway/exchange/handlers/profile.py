"""ProfileRequest: tells what is taken here, and where."""

from __future__ import annotations

from typing import Final

from gateway.clock import timestamp
from gateway.cxml.kinds import KINDS, Speaker
from gateway.cxml.profile import Option, ProfileResponse, Transaction
from gateway.cxml.responses import Response, status
from gateway.cxml.texts import URL
from gateway.exchange.outcome import Case, Outcome

#: options of a transaction, as procurement systems look for them (protocol sheet 1.10)
OPTIONS: Final[dict[str, tuple[Option, ...]]] = {
    "PunchOutSetupRequest": (
        Option(name="operationAllowed", value="create inspect edit"),
        Option(name="Direct.AuthenticationMethod.CredentialMac", value="Yes"),
    ),
    "OrderRequest": (Option(name="attachments", value="No"), Option(name="changes", value="Yes")),
}
OFFERED: Final = (
    "ProfileRequest",
    "PunchOutSetupRequest",
    "OrderRequest",
    "ConfirmationRequest",
    "ShipNoticeRequest",
    "InvoiceDetailRequest",
    "StatusUpdateRequest",
    "ReceiptRequest",
    "OrderStatusRequest",
)


def tell_profile(case: Case) -> Outcome:
    """List the kinds of document that the asking side may send."""
    address = f"{case.around.public_url}/cxml"
    mine = (Speaker.EITHER, Speaker(case.speaking.role.value))
    transactions = tuple(
        Transaction(request_name=name, url=URL(address=address), options=OPTIONS.get(name, ()))
        for name in OFFERED
        if KINDS[name].speaker in mine
    )
    profile = ProfileResponse(
        effective_date=timestamp(case.around.clock.now()), transactions=transactions
    )
    return Outcome(reply=Response(status=status(200), body=profile), mode=case.mode)
