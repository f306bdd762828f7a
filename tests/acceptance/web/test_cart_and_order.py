"""A cart goes home, is opened again, and is ordered: our key goes with every line of it."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from gateway.cxml.items import ItemOut
from gateway.cxml.punchout import Operation
from tests import letters
from tests.front import CART, Front, document_of, form_of

LINE: dict[str, Any] = dict(CART["lines"][0])
OWN = {**LINE, "supplier_part_auxiliary_id": "red & <big>"}


def brought(front: Front, *lines: dict[str, Any], post: letters.Post | None = None) -> list[str]:
    """Bring a cart home; gives the auxiliary ids that the buyer is told, as XML text."""
    answer = front.put(front.enter(post), {"currency": "EUR", "lines": list(lines)})
    root = document_of(form_of(front.client.get(front.way_home(answer)).text))
    return [node.text or "" for node in root.iter("SupplierPartAuxiliaryID")]


def ordered(auxiliary: str, number: int = 1) -> ItemOut:
    """Order a line as it came home."""
    return letters.line(number, auxiliary=auxiliary.replace("&", "&amp;").replace("<", "&lt;"))


def carried(front: Front) -> list[str | None]:
    """Give the auxiliary ids that the supplier is told."""
    (row,) = front.rows("SELECT document FROM outbox WHERE kind = 'OrderRequest'")
    root = etree.fromstring(front.around.vault.open(bytes(row["document"]), "outbox"))
    return [item.findtext("ItemID/SupplierPartAuxiliaryID") for item in root.iter("ItemOut")]


def test_the_supplier_sees_its_own_ids_alone(front: Front) -> None:
    """Our keys go to the buyer and come back; the supplier gets what its shop had said."""
    front.activate()
    first, second = brought(front, OWN, LINE)

    front.client.post(
        "/cxml", content=letters.order("PO-1", ordered(first), ordered(second, 2)).bytes()
    )

    assert ["red & <big>", ""] == [text.partition(".")[2] for text in (first, second)]
    assert ["red & <big>", None] == carried(front)


@pytest.mark.parametrize("mangle", [str.upper, lambda text: text[:12], lambda text: f" {text} "])
def test_what_a_platform_does_to_an_id_is_undone(front: Front, mangle: Any) -> None:  # noqa: ANN401 - a function
    """Capitals, a cut end or white space do not keep the supplier from its own id."""
    front.activate()
    (told,) = brought(front, {**OWN, "supplier_part_auxiliary_id": "red-big"})

    front.client.post("/cxml", content=letters.order("PO-1", ordered(mangle(told))).bytes())

    assert ["red-big"] == carried(front)


def test_the_shop_sees_its_own_id_when_a_cart_is_opened_again(front: Front) -> None:
    """The shop is told its own id, and the line comes home under the very same id as before."""
    first = brought(front, OWN, LINE)
    post = letters.setup(
        operation=Operation.EDIT, items=(ordered(first[1], 1), ordered(first[0], 2))
    )
    session = front.enter(post)

    told = [line["supplier_part_auxiliary_id"] for line in front.told(session)["lines"]]
    answer = front.put(session, {"currency": "EUR", "lines": [OWN, LINE, LINE]})
    root = document_of(form_of(front.client.get(front.way_home(answer)).text))
    again = [node.text for node in root.iter("SupplierPartAuxiliaryID")]

    assert [None, "red & <big>"] == told
    assert first == again[:2]
    assert again[2] not in first


def test_an_id_that_is_not_ours_is_left_alone(front: Front) -> None:
    """A supplier's id that looks like one of our keys goes through as it is."""
    front.activate()

    front.client.post("/cxml", content=letters.order("PO-1", ordered("abcdefghij.red")).bytes())

    assert ["abcdefghij.red"] == carried(front)
