"""What the bench knows of the parties."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import Misconfigured
from gateway.rehearsal.parties import Casting, Known, Parties, read_parties

FILE = """
[[network]]
name = "hub"
credentials = [{ domain = "NetworkID", value = "AN9", secret = "hub-secret" }]
[[buyer]]
name = "acme"
identities = [{ domain = "NetworkID", value = " AN1 " }, { domain = "DUNS", value = "1" }]
secret = "env:ACME_SECRET"
return_hosts = ["https://acme.example"]
[[supplier]]
name = "stub"
identities = [{ domain = "DUNS", value = "5" }]
secret = "stub-secret"
[[connection]]
buyer = "acme"
supplier = "stub"
[[connection]]
buyer = "acme"
supplier = "stub"
label = "sandbox"
credentials = [{ domain = "DUNS", value = "5", secret = "sandbox-secret" }]
"""


@pytest.fixture
def parties(tmp_path: Path) -> Parties:
    """The parties of a file with one of each."""
    file = tmp_path / "parties.toml"
    file.write_text(FILE)
    return read_parties(file, {"ACME_SECRET": "from-outside"})


def test_short_secret_belongs_to_the_first_identity(parties: Parties) -> None:
    """A secret beside the identities is that of the first; it may come from the environment."""
    assert [("AN1", "from-outside"), ("1", None)] == [
        (known.value, known.secret) for known in parties.known if known.owner == "acme"
    ]


def test_secret_from_nowhere_stays_unknown(tmp_path: Path) -> None:
    """A variable that is not set is no secret."""
    file = tmp_path / "parties.toml"
    file.write_text(FILE)

    found = read_parties(file).find("NetworkID", "AN1")

    assert Known(owner="acme", domain="NetworkID", value="AN1") == found


def test_secret_tells_owners_of_one_identity_apart(parties: Parties) -> None:
    """An identity can belong to a party and to a connection; the secret says which is meant."""
    found = [parties.find("duns", "5", secret) for secret in ("stub-secret", "sandbox-secret")]

    assert ["stub", "acme/stub/sandbox"] == [known.owner for known in found if known]


def test_connections_are_found_between_owners(parties: Parties) -> None:
    """Two parties can have several connections, and a connection's own credential names it."""
    assert ["acme/stub", "acme/stub/sandbox"] == parties.between(["acme", "stub"])
    assert ["acme/stub/sandbox"] == parties.between(["acme/stub/sandbox"])
    assert [] == parties.between(["acme"])


def test_role_without_enough_identities_plays_its_first(parties: Parties) -> None:
    """A party that has fewer identities than the written one uses the one with its secret."""
    other = Parties(known=(Known(owner="acme", domain="DUNS", value="8", secret="s"),))
    casting = Casting(written=parties, target=other, roles={})

    assert other.known[0] == casting.player("DUNS", "1")
    assert casting.player("DUNS", "404") is None


def test_identity_of_the_target_alone_plays_itself(parties: Parties) -> None:
    """A recording of the target's own parties needs no written ones."""
    casting = Casting(written=Parties(), target=parties, roles={})

    assert parties.known[0] == casting.player("networkid", "AN9", "****")


@pytest.mark.parametrize("text", ["[[buyer]]\n", "=", "buyer = 5", 'buyer = ["x"]'])
def test_faulty_parties_file_is_refused(tmp_path: Path, text: str) -> None:
    """A parties file that cannot be used says so."""
    file = tmp_path / "parties.toml"
    file.write_text(text)

    with pytest.raises(Misconfigured, match=r"parties\.toml"):
        read_parties(file)


def test_missing_parties_file_is_refused(tmp_path: Path) -> None:
    """A parties file that is not there says so."""
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_parties(tmp_path / "parties.toml")
