"""Statements that are put together once."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, create_engine, insert, select

from gateway.rules.parties import Mode
from gateway.store.rows import Prepared
from gateway.store.tables import claims, facts


def test_values_go_in_and_come_out_by_the_types_of_their_columns() -> None:
    """A JSON value is text in the table, and a value again in the row."""
    put = Prepared(insert(facts), "name", "value")
    found = Prepared(select(facts.c.value).where(facts.c.name == bindparam("fact")))

    with create_engine("sqlite://").begin() as tx:
        facts.create(tx)
        put.many(tx, [{"name": "one", "value": {"a": 1}}, {"name": "two", "value": [2]}])

        assert [({"a": 1},)] == found.rows(tx, fact="one")
        assert ([2],) == found.first(tx, fact="two")
        assert found.first(tx, fact="three") is None


def test_a_parameter_may_stand_twice() -> None:
    """The same name is bound wherever it stands."""
    either = Prepared(
        select(facts.c.name).where(
            (facts.c.name == bindparam("it")) | (facts.c.value == bindparam("it"))
        )
    )

    with create_engine("sqlite://").begin() as tx:
        facts.create(tx)

        assert [] == either.rows(tx, it="here")


def test_a_value_in_the_statement_is_refused() -> None:
    """A constant would be forgotten: it is not part of what a call gives."""
    constant = Prepared(select(claims.c.id).where(claims.c.mode == Mode.TEST))

    with (
        create_engine("sqlite://").begin() as tx,
        pytest.raises(TypeError, match="only parameters"),
    ):
        constant.rows(tx)
