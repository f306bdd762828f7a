"""PunchOutSetupRequest: opens a visit and answers the page where the browser goes in."""

from __future__ import annotations

from typing import Final

from gateway.cxml.punchout import (
    Operation,
    PunchOutSetupRequest,
    PunchOutSetupResponse,
    StartPage,
)
from gateway.cxml.responses import Response, status
from gateway.cxml.texts import URL
from gateway.errors import BadRequest, NotOffered, PreconditionFailed
from gateway.exchange.carts import shelf
from gateway.exchange.handlers.visit import visit_of, wanted
from gateway.exchange.outcome import Case, OpenSession, Outcome
from gateway.rules.parties import BuyerSettings, Mode, SupplierSettings
from gateway.rules.return_hosts import judge

NO_WAY_HOME: Final = "BrowserFormPost is missing, so the cart cannot be brought home."


def open_visit(case: Case) -> Outcome:
    """
    Open a visit for `create`, `edit` or `inspect`.

    Raises NotOffered for `source` and for a supplier without a shop, PreconditionFailed where a
    cart shall be opened again that nobody can rebuild, BadRequest for a return address that is not
    the buyer's.
    """
    request = case.document.envelope.request
    setup = request.body if request else None
    if not isinstance(setup, PunchOutSetupRequest):
        raise BadRequest
    _offered(setup, case)
    address, advice = _way_home(setup, case)
    visit = visit_of(setup, shelf(case, wanted(setup)))
    subject = f"{case.speaking.connection.id}:{case.document.envelope.payload_id}"
    token = case.around.vault.derive_token("start", subject)
    start = StartPage(url=URL(address=f"{case.around.public_url}/start/{token}"))
    return Outcome(
        reply=Response(status=status(200, advice), body=PunchOutSetupResponse(start_page=start)),
        mode=case.mode,
        session=OpenSession(
            subject=subject,
            operation=setup.operation.value,
            language=case.document.envelope.lang,
            buyer_cookie=setup.buyer_cookie.inner,
            return_address=address,
            visit=visit,
        ),
    )


def _offered(setup: PunchOutSetupRequest, case: Case) -> None:
    if setup.operation is Operation.SOURCE:
        raise NotOffered(
            "The operation source (request for quotation) is not offered here."
            " Send create, edit or inspect."
        )
    shop = case.speaking.connection.supplier.settings
    assert isinstance(shop, SupplierSettings)  # noqa: S101 - told to the type checker
    if not (shop.shop_url or (case.mode is Mode.TEST and shop.test_shop_url)):
        raise NotOffered("This supplier has no PunchOut catalogue.")
    if setup.operation is not Operation.CREATE and not setup.items:
        raise PreconditionFailed(
            f"The operation {setup.operation} names no ItemOut, so the cart cannot be opened"
            " again. Send the lines of the cart as ItemOut."
        )


def _way_home(setup: PunchOutSetupRequest, case: Case) -> tuple[str | None, str]:
    """Give the checked return address, and an advice to tell."""
    if setup.browser_form_post is None:
        return None, NO_WAY_HOME
    address = setup.browser_form_post.url.address
    buyer = case.speaking.connection.buyer.settings
    assert isinstance(buyer, BuyerSettings)  # noqa: S101 - told to the type checker
    judgement = judge(
        address,
        buyer.return_hosts,
        test=case.mode is Mode.TEST,
        own_url=case.around.public_url,
    )
    if not judgement.allowed:
        raise BadRequest(f"BrowserFormPost/URL cannot be used: {judgement.reason}")
    return address, judgement.advice or ""
