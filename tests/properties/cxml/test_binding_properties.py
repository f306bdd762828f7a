"""What is written is read back the same, for every class of the language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.envelope import CXML
from gateway.cxml.finding_codes import Severity
from gateway.cxml.header import Header
from gateway.cxml.orders import OrderRequest
from gateway.cxml.profile import ProfileResponse
from gateway.cxml.punchout import (
    PunchOutOrderMessage,
    PunchOutSetupRequest,
    PunchOutSetupResponse,
)
from gateway.cxml.reading import Notes, read
from gateway.cxml.responses import Response
from gateway.cxml.writing import write
from tests.strategies import models

FAMILIES = [
    ConfirmationRequest,
    Header,
    OrderRequest,
    ProfileResponse,
    PunchOutOrderMessage,
    PunchOutSetupRequest,
    PunchOutSetupResponse,
    Response,
    CXML,
]


def over_the_wire(value: object) -> etree._Element:
    """Write a value, and parse the bytes again."""
    return etree.fromstring(etree.tostring(write(value), encoding="utf-8"))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
@given(drawn=st.data())
@settings(max_examples=15)
def test_what_is_written_is_read_back_the_same(family: type, drawn: st.DataObject) -> None:
    """Reading undoes writing, for every value of every family."""
    value = drawn.draw(models(family))
    notes = Notes()

    back: object = read(family, over_the_wire(value), notes)

    assert value == back
    assert [] == [found for found in notes.found if found.severity is Severity.ERROR]
