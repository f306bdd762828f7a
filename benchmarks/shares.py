"""Where the time of one accepted order goes, function by function, inside one process."""

from __future__ import annotations

import cProfile
import pstats
import tempfile
from pathlib import Path

import structlog

from benchmarks.orders import PARTIES, order
from gateway.app import build
from gateway.exchange.intake import receive
from gateway.exchange.letter import Letter
from gateway.rules.parties_file import read_parties
from gateway.settings import Settings
from gateway.store import connections
from gateway.store.load import load

ORDERS = 300
WARM_UP = 100

#: what is told, by the function whose time it is, with everything that it calls
STATIONS = {
    "parse through the front door": ("safety.py", "parse"),
    "typed reading": ("reading.py", "read"),
    "schema check": ("grammar.py", "check"),
    "identify": ("identify.py", "identify"),
    "fingerprints": ("documents.py", "_fingerprint"),
    "what the safeguards say": ("safeguarding.py", "judged"),
    "the handler's decision, next document made": ("order.py", "take_order"),
    "settle: journal, order, outbox, answer": ("settle.py", "settle"),
    "all SQL statements but those of lines": ("rows.py", "_run"),
    "commits": ("~", "<method 'commit' of 'pysqlite3.dbapi2.Connection' objects>"),
}


def shares() -> dict[str, float]:
    """Accept some orders under the profiler; gives each station's share of the whole, 0 to 1."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/gateway.db", worker_threads=0)
        gateway = build(settings)
        around = gateway.around
        with around.database.transaction() as tx:
            now = around.clock.now()
            load(tx, read_parties(PARTIES, {}), around.vault, now)
            for connection in connections.listed(tx):
                connections.activate(tx, connection, actor="bench", now=now)
        letters = [
            Letter(body=order(number), content_type="text/xml", source="127.0.0.1")
            for number in range(WARM_UP + ORDERS)
        ]
        for letter in letters[:WARM_UP]:
            receive(letter, around)
        profile = cProfile.Profile()
        profile.enable()
        for letter in letters[WARM_UP:]:
            receive(letter, around)
        profile.disable()
        gateway.close()
    return _told(pstats.Stats(profile))


def _told(stats: pstats.Stats) -> dict[str, float]:
    times: dict[tuple[str, str], float] = {}
    for (file, _, function), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        key = (Path(file).name, function)
        times[key] = max(times.get(key, 0.0), cumulative)
    whole = times[("intake.py", "receive")]
    return {name: times.get(key, 0.0) / whole for name, key in STATIONS.items()}
