"""What a gateway asks of the operating system while hostile documents come in."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.acceptance.enemies.siege import SUPPLIER, Collection, besieged

#: what strace is asked to write down
WATCHED: Final = "trace=open,openat,openat2,connect"
#: a call may be written in two halves; the half with the name in it is enough
OPENED: Final = re.compile(r"\bopen(?:at2?)?\([^\"\n]*\"([^\"\n]+)\"")
CONNECTED: Final = re.compile(r"\bconnect\(\d+, (\{.*?\})")
CODE: Final = re.compile(
    rf"(?:{re.escape(sys.base_prefix)}|{re.escape(sys.prefix)})/.*\.(?:py|pyc|so)"
)
#: what the C library reads when it gives memory back
LIBRARY: Final = "/proc/sys/vm/overcommit_memory"
THE_SUPPLIER: Final = (
    f'{{sa_family=AF_INET, sin_port=htons({SUPPLIER[1]}), sin_addr=inet_addr("{SUPPLIER[0]}")}}'
)


def strange(opened: list[str], database: Path) -> list[str]:
    """Leave out of the files that were opened the database, and what the interpreter reads."""
    return [
        path
        for path in opened
        if not path.startswith(str(database)) and path != LIBRARY and not CODE.fullmatch(path)
    ]


@pytest.mark.slow
@pytest.mark.strace
@pytest.mark.timeout(240)
def test_no_document_opens_a_file_or_a_connection(
    collection: Collection,
    strace: Path,
    sqlite_url: str,
    tmp_path: Path,
    new_port: Callable[[], int],
) -> None:
    """Documents that name files and hosts make the gateway open its own database and no more."""
    trace = tmp_path / "trace"
    watch = (
        *(str(strace), "-D", "-f", "--seccomp-bpf", "-o", str(trace)),
        *("-e", WATCHED, "-e", "signal=none"),
    )
    with besieged(collection, tmp_path / "gateway", sqlite_url, new_port(), watch) as gateway:
        began = len(trace.read_text())
        verdicts = collection.sent(gateway, "--cls", "00,01,02,03,12", "--slack", "20")
        asked = trace.read_text()[began:]

    opened = OPENED.findall(asked)
    assert len(verdicts) > 50
    assert str(tmp_path / "gateway.db-wal") in OPENED.findall(trace.read_text())
    assert [] == strange(opened, tmp_path / "gateway.db")
    assert {THE_SUPPLIER} >= set(CONNECTED.findall(asked))
    assert {THE_SUPPLIER} == set(CONNECTED.findall(trace.read_text()))
