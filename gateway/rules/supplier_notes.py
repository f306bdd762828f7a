"""Tells the supplier, in the order itself, what the gateway noticed about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from gateway.rules.safeguard_settings import Action, Check
from gateway.rules.safeguard_table import TABLE, sentence
from gateway.rules.safeguards import Flag

#: of the Extrinsic in the OrderRequestHeader; its text is made of sentences
NAME: Final = "GatewayNotes"


def note(root: etree._Element, flags: Sequence[Flag]) -> None:
    """
    Write what was noticed into an OrderRequest on its way; never a value.

    Not, that an order comes from no cart at all, which is usual, nor why a line was left out, since
    that line is not there.
    """
    told = list(dict.fromkeys(_words(flag) for flag in flags if _concerns_supplier(flag)))
    header = root.find("Request/OrderRequest/OrderRequestHeader")
    if told and header is not None:
        # Extrinsic is the last thing in a header (Transaction.dtd)
        etree.SubElement(header, "Extrinsic", name=NAME).text = " ".join(told)


def _concerns_supplier(flag: Flag) -> bool:
    without_cart = flag.deviation.check is Check.CART and flag.deviation.line is None
    return flag.action in {Action.FLAG, Action.HOLD} and not without_cart


def _words(flag: Flag) -> str:
    check, line = flag.deviation.check, flag.deviation.line
    said = sentence(check, line.number if line else None)
    return f"{said.removesuffix('.')} ({TABLE[check].code})."
