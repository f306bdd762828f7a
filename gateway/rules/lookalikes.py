"""Finds, for a stranger's identity, the one of ours that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from gateway.rules.parties import IdentitySettings

#: from here on two values are told to be alike: one slip in ten characters, or a suffix of two
_ALIKE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """An identity of ours, and what to compare in the stranger's."""

    meant: IdentitySettings
    compare: str


def likeness(domain: str, value: str, known: Iterable[IdentitySettings]) -> Likeness | None:
    """Give the identity that comes nearest; None when none is alike."""
    stranger = IdentitySettings.model_construct(domain=domain.strip(), value=value.strip())
    found = [(_nearness(stranger, each), each) for each in known]
    nearness, meant = max(found, key=lambda each: each[0], default=(0.0, None))
    if meant is None or nearness < _ALIKE:
        return None
    return Likeness(meant=meant, compare=_compared(stranger, meant))


def _nearness(stranger: IdentitySettings, ours: IdentitySettings) -> float:
    # the value tells who it is; a right domain decides between two that are equally near
    alike = SequenceMatcher(None, stranger.value.lower(), ours.value.lower()).ratio()
    return alike + (0.01 if stranger.domain.lower() == ours.domain.lower() else 0.0)


def _compared(stranger: IdentitySettings, ours: IdentitySettings) -> str:
    if stranger.key == ours.key:
        return "The identity is right: compare the SharedSecret, and whom From and To name."
    if stranger.value == ours.value:
        return f"The domain differs: {stranger.domain!r} came, {ours.domain!r} is agreed."
    if stranger.value.lower() == ours.value.lower():
        return f"Only upper and lower case differ: {ours.value!r} is agreed."
    return f"The value differs a little: {ours.value!r} is agreed."
