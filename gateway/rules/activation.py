"""Test and active: what a document is, and what may follow from what came before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from gateway.cxml.envelope import DeploymentMode
from gateway.rules.parties import Mode, State

#: (what the connection may do, what the document says of itself): what the document is.
#: A document can make itself more of a test, never less.
MODES: Final[dict[tuple[State, DeploymentMode | None], Mode]] = {
    (State.TEST, None): Mode.TEST,
    (State.TEST, DeploymentMode.TEST): Mode.TEST,
    (State.TEST, DeploymentMode.PRODUCTION): Mode.TEST,
    (State.ACTIVE, None): Mode.ACTIVE,
    (State.ACTIVE, DeploymentMode.TEST): Mode.TEST,
    (State.ACTIVE, DeploymentMode.PRODUCTION): Mode.ACTIVE,
}


def mode_of(state: State, said: DeploymentMode | None) -> Mode:
    """Decide whether a document is a test or the real thing."""
    return MODES[(state, said)]


def mode_after(mode: Mode, earlier: Mode | None) -> Mode:
    """Let what was first seen in test stay test: `earlier` is the mode of the order it names."""
    return Mode.TEST if earlier is Mode.TEST else mode


def mode_after_all(mode: Mode, earlier: Collection[Mode]) -> Mode | None:
    """
    Let a document that names several orders be what they are, as `mode_after` does for one.

    None: some are tests and some are real, and one document cannot be both.
    """
    if len(set(earlier)) > 1:
        return None
    return mode_after(mode, next(iter(earlier), None))


#: (what a change is by itself, what the order is that it changes): what the change is. None: a test
#: cannot touch what is real; it is looked at, and the order is left as it is.
CHANGES: Final[dict[tuple[Mode, Mode], Mode | None]] = {
    (Mode.TEST, Mode.TEST): Mode.TEST,
    (Mode.ACTIVE, Mode.TEST): Mode.TEST,
    (Mode.ACTIVE, Mode.ACTIVE): Mode.ACTIVE,
    (Mode.TEST, Mode.ACTIVE): None,
}


def mode_of_change(mode: Mode, order: Mode) -> Mode | None:
    """Decide what a change of an order is; None: one that must leave its order alone."""
    return CHANGES[mode, order]


def may_be_told_accepted(said: DeploymentMode | None, *, buyer_is_test_system: bool) -> bool:
    """
    Decide whether a simulated confirmation may say `accept`.

    Only a buyer who knows that it is a test may hear it; another would wait for goods.
    """
    return said is DeploymentMode.TEST or buyer_is_test_system
