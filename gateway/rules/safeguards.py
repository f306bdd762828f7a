"""Decides what is done about an order that differs from the carts that it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.rules.deviations import Deviation, Ground, deviations
from gateway.rules.ordered_lines import OrderedLine
from gateway.rules.safeguard_settings import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A deviation, and what is done about it."""

    deviation: Deviation
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is done about an order; a line that is not rejected goes on."""

    flags: tuple[Flag, ...]
    action: Action
    #: the lines that are left out; all of them where the order is rejected
    rejected: tuple[OrderedLine, ...]

    def because(self, action: Action) -> tuple[Flag, ...]:
        """Give what led to an action."""
        return tuple(flag for flag in self.flags if flag.action is action)


def judge(ground: Ground) -> Judgement:
    """Judge an order: every deviation with what is done about it, and what follows for all."""
    flags = tuple(
        Flag(deviation=each, action=ground.settings.action_on(each.check, whole=each.line is None))
        for each in deviations(ground)
    )
    taken = {flag.action for flag in flags}
    rejected = _families(
        ground.lines,
        {flag.deviation.line for flag in flags if flag.action is Action.REJECT_LINE},
    )
    if Action.REJECT_ORDER in taken or (ground.lines and len(rejected) == len(ground.lines)):
        return Judgement(flags=flags, action=Action.REJECT_ORDER, rejected=tuple(ground.lines))
    action = Action.HOLD if Action.HOLD in taken else Action.FLAG
    return Judgement(flags=flags, action=action, rejected=rejected)


def _families(
    lines: Sequence[OrderedLine], rejected: set[OrderedLine | None]
) -> tuple[OrderedLine, ...]:
    """Give the lines that go with a rejected one: what it is a part of, and its parts."""
    tops = {line.number: line.number if line.parent is None else line.parent for line in lines}

    def top(number: int) -> int:
        # the lines of an order do not go in circles (rules.order_lines)
        above = tops.get(number, number)
        return number if above == number else top(above)

    out = {top(line.number) for line in rejected if line is not None}
    return tuple(line for line in lines if top(line.number) in out)
