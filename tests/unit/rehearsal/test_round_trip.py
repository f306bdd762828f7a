"""The round trip of the rehearsal, where it does not come about."""

from __future__ import annotations

import pytest

from gateway.carrier import Carrier
from gateway.cxml.envelope import DeploymentMode
from gateway.errors import Unreachable
from gateway.rehearsal.buyer import Buyer
from gateway.rehearsal.buyer_documents import BuyerDocuments, Correspondence
from gateway.rehearsal.mailbox import Mailbox
from gateway.rehearsal.round_trip import Stage, play


def test_the_step_that_failed_is_named(free_port: int) -> None:
    """Whoever watches learns between whom it broke, and at which document."""
    nowhere = f"http://127.0.0.1:{free_port}"
    writes = BuyerDocuments(
        between=Correspondence(buyer=("a", "b"), supplier=("c", "d"), secret="hush")
    )
    buyer = Buyer(writes, gateway=nowhere, carrier=Carrier(), hears_secret="told")
    stage = Stage(
        buyer=buyer,
        buyer_address=nowhere,
        shop_address=nowhere,
        carrier=Carrier(),
        mailbox=Mailbox(),
    )

    with pytest.raises(Unreachable) as caught:
        list(play(stage, DeploymentMode.TEST))

    assert "buyer → gateway, ProfileRequest: No connection could be made." == caught.value.message
