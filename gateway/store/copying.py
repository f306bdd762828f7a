"""Copies a SQLite database while it is in use."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from gateway.errors import Misconfigured, StoreUnavailable
from gateway.store.sqlite import dbapi2


def copy(database_file: Path, target: Path) -> int:
    """
    Copy a database as of one moment into a new file, check the copy, and give its size in bytes.

    Readers and writers go on meanwhile. The file can be read by its owner only. Raises
    Misconfigured when there is no such database or the target is there already, StoreUnavailable
    when the copy does not come about.
    """
    if not database_file.is_file():
        raise Misconfigured(f"There is no database at {database_file}.")
    _reserve(target)
    try:
        with closing(dbapi2.connect(f"file:{database_file}?mode=ro", uri=True)) as source:
            source.execute("VACUUM INTO ?", (str(target),))
        with closing(dbapi2.connect(f"file:{target}?mode=ro", uri=True)) as copied:
            found = copied.execute("PRAGMA integrity_check").fetchone()[0]
    except dbapi2.Error as fault:
        target.unlink(missing_ok=True)
        raise StoreUnavailable(f"The copy did not come about: {fault}.") from fault
    if found != "ok":
        raise StoreUnavailable(f"The copy at {target} is damaged: {found}.")
    return target.stat().st_size


def _reserve(target: Path) -> None:
    """Make the target as an empty file of its owner's, which is what VACUUM INTO fills."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as fault:
        raise Misconfigured(f"{target} is there already; a backup never overwrites.") from fault
    except OSError as fault:
        raise Misconfigured(f"{target} cannot be written: {fault.strerror}.") from fault
