"""What a replay found, to be read by people or as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """How one case went; `status` is the cXML code of the answer, None when none could be read."""

    name: str
    differences: tuple[str, ...]
    status: int | None
    took_ms: float

    @property
    def passed(self) -> bool:
        """Whether the answer was what the case asks for."""
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """Give the form that `replay --json` prints."""
        return {
            "name": self.name,
            "passed": self.passed,
            "differences": list(self.differences),
            "status": self.status,
            "took_ms": round(self.took_ms, 1),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A case that was not played, and why; it counts neither as passed nor as failed."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a whole replay went."""

    cases: tuple[CaseReport, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether something was played and every case passed."""
        return bool(self.cases) and all(case.passed for case in self.cases)

    def as_json(self) -> dict[str, Any]:
        """Give the form that `replay --json` prints."""
        return {
            "passed": self.passed,
            "cases": [case.as_json() for case in self.cases],
            "left_out": [{"name": each.name, "reason": each.reason} for each in self.left_out],
        }
