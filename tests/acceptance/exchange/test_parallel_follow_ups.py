"""Follow-ups that arrive at the same moment: together they are not more than was ordered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests import letters
from tests.desk import Desk
from tests.followers import invoice, invoiced, portion, ship_notice


def test_parallel_documents_never_exceed_the_order(desk: Desk) -> None:
    """Of five that ship three of ten, and five that invoice three of ten, three are taken each."""
    desk.activate()
    order = letters.order("PO-1", letters.line(1, quantity="10"))
    desk.status(order)
    notices = [ship_notice(f"S-{number}", portion(order, (1, "3"))) for number in range(5)]
    bills = [invoice(f"I-{number}", invoiced(order, (1, "3"))) for number in range(5)]

    with ThreadPoolExecutor(max_workers=10) as posts:
        codes = list(posts.map(lambda said: desk.status(said).code, [*notices, *bills]))

    assert [200] * 3 + [409] * 2 == sorted(codes[:5])
    assert [200] * 3 + [409] * 2 == sorted(codes[5:])


def test_parallel_copies_of_a_number_are_one(desk: Desk) -> None:
    """The same notice under five payloadIDs is kept and carried once."""
    desk.activate()
    order = letters.order("PO-1", letters.line(1, quantity="10"))
    desk.status(order)
    said = ship_notice("S-1", portion(order, (1, "3")))
    copies = [said.but(payload_id=letters.fresh_id()) for _ in range(5)]

    with ThreadPoolExecutor(max_workers=5) as posts:
        codes = list(posts.map(lambda copy: desk.status(copy).code, copies))

    assert [200] * 5 == codes
    assert 1 == len(desk.rows("SELECT id FROM follow_ups"))
    assert 1 == len(desk.rows("SELECT id FROM outbox WHERE kind = 'ShipNoticeRequest'"))
