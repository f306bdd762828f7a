"""Whatever comes, in whatever order and however often: there is one right order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gateway.cxml.items import ItemOut
from gateway.cxml.orders import Change
from gateway.rules import order_lines, order_states
from gateway.rules.order_changes import RULINGS as TABLE
from gateway.rules.order_changes import Arrival, Decision, Known, Link, Ruling, Standing, decide
from gateway.rules.order_states import OrderState, VersionState
from tests import letters

REFUSED = {Ruling.TAKEN, Ruling.STALE, Ruling.OVER, Ruling.UNCLEAR, Ruling.UNKNOWN}


@dataclass(frozen=True)
class Written:
    """One document of a buyer's, as it left."""

    payload_id: str
    arrival: Arrival


@dataclass
class Book:
    """An order as the rules make it."""

    versions: list[Known] = field(default_factory=list)

    def take(self, written: Written, *, takes_unknown: bool = False) -> Decision:
        """Let a document arrive."""
        decision = decide(written.arrival, self.versions, takes_unknown=takes_unknown)
        if decision.ruling in {Ruling.PLACE, Ruling.REVISE}:
            self._add(written, decision.number)
        if decision.ruling is Ruling.REPEAT:
            self._link(written, decision.number)
        return decision

    def _add(self, written: Written, number: int) -> None:
        arrival = written.arrival
        self.versions.append(
            Known(
                number=number,
                change=arrival.change,
                state=VersionState.RECEIVED,
                digest=arrival.digest,
                said_version=arrival.said_version,
                payload_ids=frozenset({written.payload_id}),
            )
        )

    def _link(self, written: Written, number: int) -> None:
        known = self.versions[number - 1]
        payload_ids = known.payload_ids | {written.payload_id}
        self.versions[number - 1] = replace(known, payload_ids=payload_ids)


def _history(length: int, *, linked: bool, numbered: bool, cancelled: bool) -> list[Written]:
    """Write what an honest buyer writes: each document behind the one before."""
    changes = [Change.NEW, *[Change.UPDATE] * (length - 1)]
    if cancelled and length > 1:
        changes[-1] = Change.DELETE
    return [
        Written(
            payload_id=f"{place}@buyer",
            arrival=Arrival(
                change=change,
                digest=f"content {place}",
                said_version=Decimal(place) if numbered else None,
                refers_to=f"{place - 1}@buyer" if linked and place > 1 else None,
            ),
        )
        for place, change in enumerate(changes, start=1)
    ]


HISTORIES = st.tuples(
    st.integers(1, 6), st.sampled_from([(True, True), (True, False), (False, True)]), st.booleans()
).map(
    lambda drawn: _history(drawn[0], linked=drawn[1][0], numbered=drawn[1][1], cancelled=drawn[2])
)
ARRIVALS = HISTORIES.flatmap(
    lambda written: st.tuples(st.just(written), st.lists(st.sampled_from(written), max_size=12))
)


@given(ARRIVALS)
def test_any_order_of_arrival_leads_to_the_last_version(
    drawn: tuple[list[Written], Sequence[Written]],
) -> None:
    """A buyer that sends again what was refused ends with its last version, and with it alone."""
    written, first = drawn
    book = Book()

    for document in [*first, *written]:
        book.take(document)

    assert written[-1].arrival.digest == book.versions[-1].digest
    is_cancelled = written[-1].arrival.change is Change.DELETE
    assert (OrderState.CANCELLED if is_cancelled else OrderState.RECEIVED) == order_states.state(
        book.versions
    )


@given(ARRIVALS)
def test_no_content_counts_twice_and_no_version_goes_back(
    drawn: tuple[list[Written], Sequence[Written]],
) -> None:
    """However often a document comes, it is one version, and none behind one that came after it."""
    written, first = drawn
    places = {document.arrival.digest: place for place, document in enumerate(written)}
    book = Book()

    for document in [*first, *first, *written]:
        book.take(document)

    came = [places[version.digest] for version in book.versions]
    assert sorted(set(came)) == came
    assert list(range(1, len(came) + 1)) == [version.number for version in book.versions]


@given(ARRIVALS, st.booleans())
def test_what_was_taken_is_taken_again(
    drawn: tuple[list[Written], Sequence[Written]], takes_unknown: bool
) -> None:
    """A document that was answered well once is answered well ever after, under any payloadID."""
    written, first = drawn
    book = Book()
    taken = [
        document
        for document in [*first, *written]
        if book.take(document, takes_unknown=takes_unknown).ruling not in REFUSED
    ]

    again = [
        book.take(replace(document, payload_id=f"again-{document.payload_id}")).ruling
        for document in taken
    ]

    assert {Ruling.REPEAT} == set(again)


@given(HISTORIES, st.data())
def test_a_version_that_the_supplier_refuses_leaves_what_stood_before_it(
    written: list[Written], data: st.DataObject
) -> None:
    """The order is what its latest version says that was not refused."""
    book = Book()
    for document in written:
        book.take(document)
    refused = data.draw(st.sets(st.sampled_from(range(len(written)))))
    versions = [
        replace(version, state=VersionState.REFUSED) if place in refused else version
        for place, version in enumerate(book.versions)
    ]

    left = [place for place in range(len(written)) if place not in refused]
    stands = order_states.standing(versions)

    assert (left[-1] if left else len(written) - 1) + 1 == stands.number
    assert (OrderState.REJECTED == order_states.state(versions)) == (not left)


def test_every_case_is_ruled() -> None:
    """The table has a row for each state of an order and each wish, and each row every link."""
    assert {(standing, change) for standing in Standing for change in Change} == set(TABLE)
    assert all(set(Link) == set(row) for row in TABLE.values())


LINES = st.lists(
    st.tuples(st.sampled_from("ABC"), st.none() | st.integers(1, 8)), max_size=6
).filter(lambda drawn: _are_different([number for _, number in drawn if number is not None]))


def _are_different(numbers: list[int]) -> bool:
    return len(set(numbers)) == len(numbers)


def _items(drawn: list[tuple[str, int | None]]) -> list[ItemOut]:
    return [replace(letters.line(part=part), line_number=number) for part, number in drawn]


@dataclass(frozen=True)
class Line:
    """A line of the version before."""

    number: int
    supplier_part_id: str
    auxiliary_id: str | None = None


@given(LINES, LINES)
def test_a_line_keeps_its_number_for_life(
    first: list[tuple[str, int | None]], second: list[tuple[str, int | None]]
) -> None:
    """Each line has a number of its own; the buyer's counts; a new line gets one never used."""
    before = order_lines.numbers(_items(first))
    lines = [Line(number, part) for number, (part, _) in zip(before, first, strict=True)]

    after = order_lines.numbers(_items(second), lines, highest=max(before, default=0))

    assert len(set(before)) == len(before)
    assert len(set(after)) == len(after)
    for number, (part, written) in zip(after, second, strict=True):
        known = {line.number: line.supplier_part_id for line in lines}
        assert written in {None, number}
        assert written is not None or known.get(number, part) == part
