"""The life of an order in any order of events, held against what its buyer and its supplier mean.

Documents arrive late, twice, under new payloadIDs; deliveries are taken, refused or fail; the
supplier answers what it was sent. In `make fuzz` ten thousand steps, in `make test` a few hundred.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.orders import Change, OrderRequest
from gateway.delivery.verdict import Outcome
from gateway.rules.parties import Mode
from gateway.store import connections, orders, outbox
from tests import letters
from tests.conftest import Lent
from tests.deliveries import carried
from tests.desk import opened_desk

STEPS = 25
#: one example in so many of the profile's; an example makes a dozen steps or more, 25 at most
SHARE = 20
#: a step at least for so many examples of the profile: 10,000 for the 20,000 of fuzz
EXAMPLES_A_STEP = 2
#: what a supplier's cXML address can say; that it is gone for good is said of webhooks alone
OUTCOMES = sorted(set(Outcome) - {Outcome.GONE})
NUMBER = "PO-1"


@dataclass(eq=False)
class Version:
    """One document of the buyer's, and what has become of it."""

    place: int
    post: letters.Post
    change: Change
    quantity: Decimal
    is_taken: bool = False
    state: str = "received"


class OrderLife(RuleBasedStateMachine):
    """A buyer, a lossy network, a supplier, and one order between them."""

    arrived = Bundle("arrived")
    delivered = Bundle("delivered")

    def __init__(self, lent: Lent, done: Counter[str]) -> None:
        """Play on a database of its own, so that a life played again goes the same way."""
        super().__init__()
        self.done = done
        self.around = ExitStack()
        database_url = self.around.enter_context(lent())
        self.desk = self.around.enter_context(opened_desk(database_url))
        self.desk.load(letters.parties())
        self.desk.activate()

    @initialize(linked=st.booleans(), numbered=st.booleans())
    def begin(self, *, linked: bool, numbered: bool) -> None:
        """A buyer says in its own way which version a document follows."""
        self.linked = linked or not numbered
        self.numbered = numbered
        self.versions: list[Version] = []
        self.sent: list[str] = []
        self._write(Change.NEW, 1)

    def _write(self, change: Change, quantity: int) -> None:
        place = len(self.versions) + 1
        line = letters.line(1, quantity=str(quantity))
        if change is Change.NEW:
            post = letters.order(NUMBER, line)
        else:
            post = letters.changed(
                self.versions[-1].post,
                line,
                type=change,
                version=place if self.numbered else None,
                is_linked=self.linked,
                # a change back to what was is another document all the same
                requested_delivery_date=f"2026-12-{place:02}",
            )
        self.versions.append(
            Version(place=place, post=post, change=change, quantity=Decimal(quantity))
        )

    # ── the buyer ─────────────────────────────────────────────────────────────────────────────

    def _is_ended(self) -> bool:
        return self.versions[-1].change is Change.DELETE

    @precondition(lambda self: not self._is_ended() and len(self.versions) < 8)
    @rule(quantity=st.integers(1, 5))
    def change(self, quantity: int) -> None:
        """The buyer wants another quantity; the document is on its way."""
        self.done["change"] += 1
        self._write(Change.UPDATE, quantity)

    @precondition(lambda self: not self._is_ended() and len(self.versions) > 2)
    @rule()
    def cancel(self) -> None:
        """The buyer wants nothing any more."""
        self.done["cancel"] += 1
        self._write(Change.DELETE, 1)

    @rule(target=arrived, choice=st.randoms(use_true_random=False))
    def arrive(self, choice: object) -> object:
        """One of the documents arrives: the next, a late one, or one that was here before."""
        self.done["arrive"] += 1
        version = choice.choice(self.versions)  # type: ignore[attr-defined]  # a Random
        self._arrive(version)
        return version

    def _arrive(self, version: Version) -> None:
        expected = self._expected(version)
        told = self.desk.status(version.post)
        assert expected == told.code, (version.place, told.content)
        if expected == 200 and not version.is_taken:
            version.is_taken = True

    @rule(version=arrived)
    def resend(self, version: Version) -> None:
        """A person sends a document once more, under another payloadID."""
        self.done["resend"] += 1
        expected = self._expected(version)
        if expected == 200 and not version.is_taken:
            return
        again = version.post.but(payload_id=letters.fresh_id())
        assert expected == self.desk.status(again).code

    @rule(version=arrived, quantity=st.integers(6, 9))
    def contradict(self, version: Version, quantity: int) -> None:
        """Another content under the same number or version is never taken."""
        self.done["contradict"] += 1
        if not version.is_taken or self._may_be_corrected(version):
            return
        assert isinstance(version.post.body, OrderRequest)
        line = letters.line(1, quantity=str(quantity))
        other = version.post.but(
            body=replace(version.post.body, items=(line,)), payload_id=letters.fresh_id()
        )
        expected = self._contradicted(version)
        assert expected == self.desk.status(other).code

    def _may_be_corrected(self, version: Version) -> bool:
        """Another one may follow what stands when the supplier refused this and no number tells."""
        after = version.place - 1
        is_next = version.change is not Change.NEW and after >= self._standing().place
        return is_next and not self.numbered

    def _contradicted(self, version: Version) -> int:
        """Only the one that stands last can be followed by what names its predecessor."""
        cancels_again = version.change is Change.DELETE and self._standing().change is Change.DELETE
        return 200 if cancels_again else 409

    def _taken(self) -> list[Version]:
        return [version for version in self.versions if version.is_taken]

    def _standing(self) -> Version:
        taken = self._taken()
        return next((each for each in reversed(taken) if each.state != "refused"), taken[-1])

    def _expected(self, version: Version) -> int:
        """Tell what the buyer must hear."""
        if version.is_taken:
            return 200
        taken = self._taken()
        if version.change is Change.NEW:
            return 200
        if not taken:
            return 417
        before = self.versions[version.place - 2]
        if self.linked and not before.is_taken:
            return 417
        return 200 if version.place > taken[-1].place else 409

    # ── the post ──────────────────────────────────────────────────────────────────────────────

    @rule(target=delivered, outcome=st.sampled_from(OUTCOMES))
    def carry(self, outcome: Outcome) -> object:
        """The next document for the supplier is tried."""
        self.done["carry"] += 1
        version = self._carry(outcome)
        return multiple() if version is None else version

    def _carry(self, outcome: Outcome) -> Version | None:
        """Try the head of the supplier's queue once."""
        tried = carried(self.desk, outcome)
        assert len(tried) <= 1
        return self._tried(tried[0], outcome) if tried else None

    def _tried(self, payload_id: str, outcome: Outcome) -> Version | None:
        version = next(each for each in self.versions if each.post.payload_id == payload_id)
        if outcome is Outcome.HELD and version.state == "received":
            version.state = "held"
        if outcome in {Outcome.AGAIN, Outcome.HELD}:
            return None
        self.sent.append(payload_id)
        if outcome is Outcome.REFUSED:
            version.state = "refused"
            return None
        version.state = "sent"
        return version

    def _is_waiting(self) -> bool:
        with self.desk.around.database.reading() as tx:
            waiting = outbox.listed(tx, state="waiting", limit=100)
        return any(each.towards == "supplier" for each in waiting)

    # ── the supplier ──────────────────────────────────────────────────────────────────────────

    @rule(
        version=consumes(delivered),
        kind=st.sampled_from([ConfirmationType.ACCEPT, ConfirmationType.REJECT]),
    )
    def confirm(self, version: Version, kind: ConfirmationType) -> None:
        """The supplier answers a version that it was sent, perhaps long after the next came."""
        self.done["confirm"] += 1
        said = letters.confirmation(version.post, kind)

        assert 200 == self.desk.status(said).code
        # a cancellation that is said no to leaves the order as it stood
        no = "refused" if version.change is Change.DELETE else "rejected"
        version.state = "confirmed" if kind is ConfirmationType.ACCEPT else no

    # ── what must hold ────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_order_is_the_one_right_order(self) -> None:
        """Lines and state are those of the last version that was taken and not refused."""
        with self.desk.around.database.reading() as tx:
            connection = connections.by_name(tx, "acme/stub")
            assert connection is not None
            order = orders.by_number(tx, connection.id, Mode.ACTIVE, NUMBER)
            lines = orders.lines(tx, order.id) if order else []
        if not self._taken():
            assert order is None
            return
        stands = self._standing()
        assert order is not None
        assert (stands.post.payload_id, self._state(stands)) == (order.payload_id, order.state)
        assert [self._quantity()] == [line.quantity for line in lines]

    def _state(self, stands: Version) -> str:
        if stands.state == "refused":
            return "rejected"
        # until it has reached the supplier, somebody has to see to it
        is_over = stands.change is Change.DELETE and stands.state != "held"
        return "cancelled" if is_over else stands.state

    def _quantity(self) -> Decimal:
        wanted = [each for each in self._taken() if each.change is not Change.DELETE]
        left = [each for each in wanted if each.state != "refused"]
        return (left or wanted)[-1].quantity

    @invariant()
    def the_supplier_hears_each_version_once_and_in_order(self) -> None:
        """Nothing overtakes, nothing comes twice."""
        places = {version.post.payload_id: version.place for version in self.versions}
        heard = [places[payload_id] for payload_id in self.sent]
        assert sorted(set(heard)) == heard

    def teardown(self) -> None:
        """In the end the buyer sends again what was refused, and everything is carried."""
        with self.around:
            for version in [*self.versions, *self.versions]:
                self._arrive(version)
            while self._is_waiting():
                self._carry(Outcome.DELIVERED)
            self.the_order_is_the_one_right_order()
            assert self.versions[-1].is_taken
            assert {version.post.payload_id for version in self._taken()} == set(self.sent)


@pytest.mark.timeout(3600)
def test_any_life_of_an_order_leads_to_the_one_right_order(lent_database: Lent) -> None:
    """Whatever happens, in whatever order: the order is what its buyer last made of it."""
    most: int = settings.default.max_examples  # type: ignore[union-attr]  # set by the profile
    done = Counter[str]()

    run_state_machine_as_test(
        partial(OrderLife, lent_database, done),  # type: ignore[arg-type]  # a maker will do
        settings=settings(
            max_examples=max(10, most // SHARE),
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert most // EXAMPLES_A_STEP <= done.total()
