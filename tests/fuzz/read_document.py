"""
Fuzzes the reader of documents, guided by which of its lines are reached.

`python -m tests.fuzz.read_document FOLDER [options of libFuzzer]` keeps what it learns in FOLDER;
an input that breaks a promise is written beside it, and the program fails.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

REPOSITORY = Path(__file__).resolve().parents[2]

# the stubs do not know it
with atheris.instrument_imports(include=["gateway.cxml"]):  # type: ignore[attr-defined]
    from tests.fuzz.mutation import changed
    from tests.fuzz.promises import check
    from tests.fuzz.seeds import plant, write_words


def try_one(chosen: bytes) -> None:
    """Try one input; what is raised is what libFuzzer looks for."""
    check(chosen)


def mutate(chosen: bytes, most: int, seed: int) -> bytes:
    """Change a document as a document where it is one, and every third time its bytes."""
    body = None if seed % 3 == 0 else changed(chosen[1:], seed)
    if body is None or len(body) >= most:
        mutated: bytes = atheris.Mutate(chosen, most)
        return mutated
    return chosen[:1] + body


def main(arguments: list[str]) -> None:
    """Plant what is not there yet, and let libFuzzer begin."""
    folder = Path(arguments[0])
    words = folder.parent / f"{folder.name}.words"
    plant(REPOSITORY, folder)
    write_words(REPOSITORY, words)
    options = [
        "-max_len=65536",
        "-timeout=10",
        f"-dict={words}",
        f"-artifact_prefix={folder.parent}/broken-",
    ]
    options += [*arguments[1:], str(folder)]
    atheris.Setup([sys.argv[0], *options], try_one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
