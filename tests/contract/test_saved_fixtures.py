"""The forms and messages in our fixtures: each says what its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli.reading import Reader
from gateway.cxml.finding_codes import Code

SAVED = {
    "attachment-missing.http": [Code.ATTACHMENT_UNNAMED, Code.ATTACHMENT_MISSING],
    "attachment-not-named.http": [Code.ATTACHMENT_UNNAMED],
    "attachment-there.http": [],
    "cart-beyond-ascii.form": [Code.FORM_NOT_ASCII],
    "cart-encoded-twice.form": [Code.FORM_ENCODED_TWICE],
    "cart-shipping-not-described.form": [Code.ELEMENT_MISSING],
    "cart-with-a-box.form": [],
    "content-id-twice.http": [Code.CONTENT_ID_TWICE],
    "cut-off.http": [Code.MIME_BROKEN],
    "nothing-carried.form": [Code.FORM_BROKEN],
    "too-many-parts.http": [Code.TOO_MANY_PARTS],
}


@pytest.mark.parametrize(("name", "codes"), SAVED.items())
def test_saved_message_has_the_findings_of_its_name(
    name: str, codes: list[Code], repository: Path
) -> None:
    """One thing is wrong with each, or nothing."""
    content = (repository / "fixtures" / "saved" / name).read_bytes()

    reading = Reader(patience=60).read(name, content)

    assert codes == [noticed.code for noticed in reading.findings]


def test_every_saved_message_is_looked_at(repository: Path) -> None:
    """No file lies there unread."""
    assert set(SAVED) == {each.name for each in (repository / "fixtures" / "saved").iterdir()}
