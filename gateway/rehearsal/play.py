"""Plays cases against a running gateway: sends each document, hears the answer, has it judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from gateway.carrier import Carrier
from gateway.clock import Clock, Ids, SystemClock, SystemIds, timestamp
from gateway.errors import Unreachable
from gateway.rehearsal.answer import Heard, read_response
from gateway.rehearsal.cases import Case, Scene, find_scenes
from gateway.rehearsal.fill import Filling, Part, fill, parties_in
from gateway.rehearsal.judge import Evidence, judge
from gateway.rehearsal.parties import Casting, Parties, read_parties
from gateway.rehearsal.report import CaseReport, LeftOut, Report

#: What a connection may do, as far as somebody told us.
State = Literal["test", "active"]

_MARK_LENGTH = 8
_NEEDS_ACTIVE = "it needs an active connection, and active connections are not allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The gateway that is played against, and what is known about it from outside.

    `parties` are the ones that it has loaded; absent, the fixtures' own. `roles` gives, for a name
    in the fixtures, the name that plays it. `states` tells the connections that are known to be in
    test or active. Unless `active` is allowed, nothing is sent on an active connection, and
    whatever would be real is sent as a test.
    """

    base_url: str
    carrier: Carrier
    parties: Parties | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    active: bool = False
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=lambda: SystemIds("rehearsal"))


def replay(
    paths: Sequence[Path], *, target: Target, on_case: Callable[[CaseReport], None]
) -> Report:
    """Play everything found under the paths, telling each case as soon as it is judged.

    Raises Misconfigured when a path holds no case, or a file beside one cannot be read.
    """
    scenes = find_scenes(paths)
    left_out = [scene for scene in scenes if scene.needs_active and not target.active]
    reports: list[CaseReport] = []
    for scene in scenes:
        for report in () if scene in left_out else _play_scene(scene, target):
            reports.append(report)
            on_case(report)
    return Report(
        cases=tuple(reports),
        left_out=tuple(LeftOut(name=scene.name, reason=_NEEDS_ACTIVE) for scene in left_out),
    )


def _play_scene(scene: Scene, target: Target) -> Iterator[CaseReport]:
    written = read_parties(scene.parties) if scene.parties else Parties()
    filling = Filling(
        mark=target.ids.token()[-_MARK_LENGTH:],
        timestamp=timestamp(target.clock.now()),
        casting=Casting(written=written, target=target.parties or written, roles=target.roles),
    )
    earlier: dict[str, Heard] = {}
    for case in scene.cases:
        report, heard = _play_case(case, target, filling, earlier)
        if heard is not None:
            earlier[case.step] = heard
        yield report


def _play_case(
    case: Case, target: Target, filling: Filling, earlier: Mapping[str, Heard]
) -> tuple[CaseReport, Heard | None]:
    connections = filling.casting.target.between(parties_in(case.document, filling.casting))
    active = [name for name in connections if target.states.get(name) == "active"]
    if active and not target.active:
        return _unplayed(case, f"not sent: {active[0]} is active, which is not allowed"), None
    body = fill(case.document, replace(filling, as_written=_as_written(case, target, connections)))
    started = target.clock.monotonic()
    try:
        heard = _post(case, target, body)
    except Unreachable as fault:
        return _unplayed(case, f"no answer: {fault.message}"), None
    took_ms = (target.clock.monotonic() - started) * 1000
    secrets = filling.casting.target.secrets()
    differences = judge(case.expected, Evidence(heard=heard, earlier=earlier, secrets=secrets))
    response = read_response(heard)
    report = CaseReport(
        name=case.name,
        differences=tuple(differences),
        status=response.code if response else None,
        took_ms=took_ms,
    )
    return report, heard


def _as_written(case: Case, target: Target, connections: Sequence[str]) -> frozenset[Part]:
    # A document can be real only where the tester allows it, or where nothing is ever real.
    if target.active:
        return case.expected.as_written | {Part.DEPLOYMENT_MODE}
    known_test = connections and all(target.states.get(name) == "test" for name in connections)
    return case.expected.as_written - (frozenset() if known_test else {Part.DEPLOYMENT_MODE})


def _post(case: Case, target: Target, body: bytes) -> Heard:
    answer = target.carrier.post(
        target.base_url.rstrip("/") + "/cxml",
        case.wrapping.around(body),
        headers={"Content-Type": case.wrapping.content_type or case.expected.content_type},
        private_network=True,
    )
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Heard(http=answer.status, content_type=headers.get("content-type", ""), body=answer.body)


def _unplayed(case: Case, difference: str) -> CaseReport:
    return CaseReport(name=case.name, differences=(difference,), status=None, took_ms=0.0)
