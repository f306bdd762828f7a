"""One handler a kind of document: it decides, returns an outcome, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gateway.exchange.handlers.confirmation import confirm
from gateway.exchange.handlers.order import take_order
from gateway.exchange.handlers.profile import tell_profile
from gateway.exchange.handlers.setup import open_visit
from gateway.exchange.outcome import Case, Outcome

HANDLERS: Final[dict[str, Callable[[Case], Outcome]]] = {
    "ProfileRequest": tell_profile,
    "PunchOutSetupRequest": open_visit,
    "OrderRequest": take_order,
    "ConfirmationRequest": confirm,
}
