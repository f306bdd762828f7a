"""One handler a kind of document: it decides, returns an outcome, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gateway.exchange.handlers.confirmation import confirm
from gateway.exchange.handlers.invoice import take_invoice
from gateway.exchange.handlers.order import take_order
from gateway.exchange.handlers.order_status import ask_status
from gateway.exchange.handlers.profile import tell_profile
from gateway.exchange.handlers.receipt import take_receipt
from gateway.exchange.handlers.setup import open_visit
from gateway.exchange.handlers.ship_notice import take_ship_notice
from gateway.exchange.handlers.status_update import take_news
from gateway.exchange.outcome import Case, Outcome

HANDLERS: Final[dict[str, Callable[[Case], Outcome]]] = {
    "ProfileRequest": tell_profile,
    "PunchOutSetupRequest": open_visit,
    "OrderRequest": take_order,
    "ConfirmationRequest": confirm,
    "ShipNoticeRequest": take_ship_notice,
    "InvoiceDetailRequest": take_invoice,
    "StatusUpdateRequest": take_news,
    "ReceiptRequest": take_receipt,
    "OrderStatusRequest": ask_status,
}
