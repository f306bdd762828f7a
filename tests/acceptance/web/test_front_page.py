"""Whoever opens the address itself is told what it is."""

from __future__ import annotations

import pytest

from tests.front import PUBLIC_URL, Front


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "A gateway for procurement systems"),
        ("fr-CH", "Une passerelle pour systèmes d&#39;achat"),
        ("de", "Ein Gateway für Beschaffungssysteme"),
    ],
)
def test_a_browser_gets_a_page_in_its_language(front: Front, language: str, title: str) -> None:
    """It says where documents are posted, and leads to the shop API and to the health."""
    headers = {"Accept": "text/html", "Accept-Language": language}

    answer = front.client.get("/", headers=headers)

    assert 200 == answer.status_code
    for told in (f"<h1>{title}</h1>", f"{PUBLIC_URL}/cxml", 'href="/docs"', '"/health/ready"'):
        assert told in answer.text


def test_a_program_gets_the_addresses(front: Front) -> None:
    """Without a wish for a page the same is told as JSON, and no version of anything."""
    answer = front.client.get("/")

    assert {
        "name": "cXML PunchOut gateway",
        "cxml": f"{PUBLIC_URL}/cxml",
        "docs": f"{PUBLIC_URL}/docs",
        "health": f"{PUBLIC_URL}/health/ready",
    } == answer.json()
