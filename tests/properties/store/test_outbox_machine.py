"""The outbox under any order of events, held against a plain model of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete

from gateway.store import dead_letters, orders, outbox, tables
from gateway.store.outbox import Delivery
from gateway.store.queues import Further
from tests.integration.store.makes import NOW, Stage, document, new_delivery, new_order

LEASE = 15
QUEUES = ["a", "b", "c"]
ENDS = ["delivered", "refused", "dead"]


@dataclass
class Model:
    """One delivery as it should be, with every queue that it stands in."""

    queues: frozenset[str]
    due_at: datetime
    lease: int = 0
    lease_until: datetime | None = None
    state: str = "waiting"

    def is_leased(self, now: datetime) -> bool:
        """Whether a worker has it."""
        return self.lease_until is not None and self.lease_until > now


@dataclass
class World:
    """The outbox as it should be, by rows."""

    now: datetime = NOW
    rows: dict[int, Model] = field(default_factory=dict)

    def claimable(self) -> list[int]:
        """List what a worker may take, the longest due first."""
        found = [row for row in self._in("waiting") if self._is_free(row)]
        return sorted(found, key=lambda row: (self.rows[row].due_at, row))

    def revivable(self, asked: int) -> list[int]:
        """List what comes back when one is asked for."""
        row = self.rows[asked]
        if row.state == "delivered" or row.is_leased(self.now):
            return []
        revived = [asked]
        for each in self._in("dead") if row.state != "waiting" else []:
            is_behind = any(self._share(each, before) for before in revived if before < each)
            if is_behind and each > asked and not self._is_stopped(each, asked, revived):
                revived.append(each)
        return revived

    def _is_stopped(self, row: int, asked: int, revived: list[int]) -> bool:
        """Tell whether a dead letter stands before another that stays dead."""
        passed = self.rows[asked].queues
        return any(
            self._share(row, each) - (passed if each < asked else frozenset())
            for each in self._in("dead")
            if each < row and each not in revived
        )

    def bury(self, dead: int) -> None:
        """Let what waits behind a dead letter be dead, and what waits behind that."""
        buried = [dead]
        for each in self._in("waiting"):
            if any(before < each and self._share(each, before) for before in buried):
                self.rows[each].state, self.rows[each].lease_until = "dead", None
                buried.append(each)

    def state_behind(self, queues: frozenset[str]) -> str:
        """Tell in which state something comes into queues."""
        return (
            "dead"
            if any(self.rows[each].queues & queues for each in self._in("dead"))
            else "waiting"
        )

    def _in(self, state: str) -> list[int]:
        return sorted(row for row, each in self.rows.items() if each.state == state)

    def _share(self, one: int, other: int) -> frozenset[str]:
        return self.rows[one].queues & self.rows[other].queues

    def _is_free(self, row: int) -> bool:
        others = [each for each in self._in("waiting") if self._share(row, each)]
        is_first = others[0] == row
        is_leased = any(self.rows[each].is_leased(self.now) for each in others)
        return is_first and self.rows[row].due_at <= self.now and not is_leased


class OutboxMachine(RuleBasedStateMachine):
    """Put, take, finish, postpone, renew, revive, and let time pass."""

    #: the database that it plays on, and an order in it
    scene: ClassVar[Stage]
    order: ClassVar[int]
    taken = Bundle("taken")

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        with self.scene.database.transaction() as tx:
            tx.execute(delete(tables.further_queues))
            tx.execute(delete(tables.outbox))

    @rule(queues=st.lists(st.sampled_from(QUEUES), min_size=1, max_size=3, unique=True))
    def put(self, queues: list[str]) -> None:
        """A document is accepted; some are about several orders."""
        number = f"{len(self.world.rows)}@buyer"
        also_in = [Further(order_id=self.order, queue=each) for each in queues[1:]]
        with self.scene.database.transaction() as tx:
            new = new_delivery(self.scene.connection, number, queue=queues[0])
            row = outbox.put(tx, new, self.world.now, also_in=also_in)
            again = outbox.put(tx, new, self.world.now, also_in=also_in)
        assert row is not None
        assert again is None
        stands_in = frozenset(queues)
        state = self.world.state_behind(stands_in)
        self.world.rows[row] = Model(queues=stands_in, due_at=self.world.now, state=state)

    @rule(target=taken, limit=st.integers(1, 3))
    def claim(self, limit: int) -> object:
        """A worker takes what is due."""
        expected = self.world.claimable()[:limit]
        with self.scene.database.transaction() as tx:
            claimed = outbox.claim(tx, now=self.world.now, lease_seconds=LEASE, limit=limit)
        assert expected == [delivery.id for delivery in claimed]
        for delivery in claimed:
            row = self.world.rows[delivery.id]
            row.lease += 1
            row.lease_until = self.world.now + timedelta(seconds=LEASE)
            assert row.lease == delivery.lease
        return multiple(*claimed)

    def _holds(self, delivery: Delivery) -> bool:
        row = self.world.rows[delivery.id]
        return row.state == "waiting" and row.lease == delivery.lease

    @rule(delivery=taken, state=st.sampled_from(ENDS))
    def finish(self, delivery: Delivery, state: str) -> None:
        """A worker comes back, perhaps long after its lease."""
        holds = self._holds(delivery)
        with self.scene.database.transaction() as tx:
            told = outbox.finish(tx, delivery, state=state, reason=None, now=self.world.now)
            if told and state == "dead":
                outbox.bury(tx, delivery, self.world.now)
        assert holds == told
        if holds:
            self.world.rows[delivery.id].state = state
            self.world.rows[delivery.id].lease_until = None
            if state == "dead":
                self.world.bury(delivery.id)

    @rule(delivery=taken, seconds=st.integers(0, 30))
    def again(self, delivery: Delivery, seconds: int) -> None:
        """A worker comes back with nothing, and it is to be tried again."""
        holds, due_at = self._holds(delivery), self.world.now + timedelta(seconds=seconds)
        with self.scene.database.transaction() as tx:
            told = outbox.again(tx, delivery, due_at=due_at, reason="nobody answered")
        assert holds == told
        if holds:
            self.world.rows[delivery.id].due_at = due_at
            self.world.rows[delivery.id].lease_until = None

    @rule(delivery=taken)
    def renew(self, delivery: Delivery) -> None:
        """A worker needs longer."""
        given_back = self.world.rows[delivery.id].lease_until is None
        holds = self._holds(delivery) and not given_back
        until = self.world.now + timedelta(seconds=LEASE)
        with self.scene.database.transaction() as tx:
            told = outbox.renew(tx, delivery, until)
        assert holds == told
        if holds:
            self.world.rows[delivery.id].lease_until = until

    @rule(delivery=taken)
    def revive(self, delivery: Delivery) -> None:
        """A person asks for it once more; what died behind it comes with it."""
        with self.scene.database.transaction() as tx:
            found = outbox.by_id(tx, delivery.id)
            assert found is not None
            told = dead_letters.revive(tx, found, self.world.now)
        expected = self.world.revivable(delivery.id)
        assert expected == [each.id for each in told]
        for each in expected:
            row = self.world.rows[each]
            row.state, row.due_at, row.lease_until = "waiting", self.world.now, None

    @rule(seconds=st.integers(1, 40))
    def wait(self, seconds: int) -> None:
        """Time passes; leases end by themselves."""
        self.world.now += timedelta(seconds=seconds)

    @invariant()
    def counts_agree(self) -> None:
        """What waits is what should wait."""
        waiting = [each for each in self.world.rows.values() if each.state == "waiting"]
        with self.scene.database.reading() as tx:
            assert len(waiting) == outbox.waiting_count(tx)
            oldest = min((each.due_at for each in waiting), default=None)
            assert oldest == outbox.oldest_due(tx)
            assert (not waiting) is (outbox.oldest(tx) is None)


def test_the_outbox_does_what_its_model_does(scene: Stage) -> None:
    """In any order of events each queue is carried one by one, and only the last lease counts."""
    with scene.database.transaction() as tx:
        heard = document(tx, scene.connection, "1@buyer")
        order = orders.place(tx, new_order(scene.connection, heard), [])
    run_state_machine_as_test(
        type("OnThisDatabase", (OutboxMachine,), {"scene": scene, "order": order}),
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
