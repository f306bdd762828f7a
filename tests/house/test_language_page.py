"""docs/language.md beside the code."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house import language_page


def test_language_page_is_what_the_code_knows(shared: Path) -> None:
    """The page is what `make readme` writes; made documents are counted anew only there."""
    text = language_page.PAGE.read_text()

    assert language_page.language_page(counted=False) == language_page.uncounted(text)


def test_language_page_tells_of_no_document_that_was_judged_wrongly() -> None:
    """All that was made validly was accepted, all that was made faulty was rejected."""
    counts = re.findall(r"\| (\d+) of (\d+) \| (\d+) of (\d+) \|$", _page(), re.MULTILINE)

    assert [] == [row for row in counts if row[0] != row[1] or row[2] != row[3]]
    assert len(counts) > 10


def _page() -> str:
    return language_page.PAGE.read_text()
