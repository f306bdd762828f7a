"""`gateway connection …`: looking at connections, taking them live, changing their secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cxml.header import Credential
from tests import front, letters
from tests.acceptance.cli.conftest import Cli
from tests.front import Front

NAME = "acme/stub"


def lived_through(gateway: Front) -> None:
    """Let the connection show everything that the checklist asks for, in test."""
    session = gateway.enter()
    home = gateway.way_home(gateway.put(session))
    gateway.client.get(home)
    order = letters.order("PO-1")
    assert "200" == front.status_of(gateway.client.post("/cxml", content=order.bytes()))[0]


def posted(gateway: Front, secret: str) -> str:
    """Ask for the profile with a secret, and give the code of the answer."""
    post = letters.profile().but(secret=secret)
    return front.status_of(gateway.client.post("/cxml", content=post.bytes()))[0]


def test_list_tells_what_is_missing(gateway: Front, cli: Cli) -> None:
    """Each connection is listed with its state and what was not yet seen in test."""
    rows = cli("connection", "list", "--json").value

    assert [NAME] == [row["name"] for row in rows]
    assert ["test"] == [row["state"] for row in rows]
    assert ["setup", "cart", "order", "confirmation"] == rows[0]["missing"]


def test_show_tells_everything_but_secrets(gateway: Front, cli: Cli) -> None:
    """State, identities, credentials, addresses and checklist are shown; no secret is."""
    told = cli("connection", "show", NAME)
    shown = cli("connection", "show", NAME, "--json").value

    assert 0 == told.status
    assert "AN01000000001" in told.out
    assert ["acme", "stub"] == [each["party"] for each in shown["identities"]]
    assert {"acme", "stub"} == {each["speaks_for"] for each in shown["credentials"]}
    assert "http://127.0.0.1:9/cxml" in {each["address"] for each in shown["addresses"]}
    assert "what acme sends us" not in told.out + str(shown)


def test_show_tells_who_was_refused_and_who_looks_alike(gateway: Front, cli: Cli) -> None:
    """A stranger who is nearly the buyer is shown with what to compare."""
    stranger = Credential(domain="DUNS", identity="AN01000000001")
    post = letters.profile().but(sender=stranger, from_=stranger)
    gateway.client.post("/cxml", content=post.bytes())

    (knock,) = cli("connection", "show", NAME, "--json").value["knocks"]

    assert "NetworkID AN01000000001" == knock["meant"]
    assert "The domain differs: 'DUNS' came, 'NetworkID' is agreed." == knock["hint"]


def test_refusals_are_shown_with_their_reason(gateway: Front, cli: Cli) -> None:
    """What was lately refused on a connection is listed with the words of the answer."""
    order = letters.order("PO-9")
    gateway.client.post("/cxml", content=order.bytes())
    changed = letters.order("PO-9", letters.line(quantity="3")).but(payload_id=order.payload_id)
    gateway.client.post("/cxml", content=changed.bytes())

    (refusal,) = cli("connection", "show", NAME, "--json").value["refusals"]

    assert ("OrderRequest", 409) == (refusal["kind"], refusal["status"])
    assert "payloadID" in refusal["reason"]


def test_unknown_connection_is_told_with_those_that_are_known(gateway: Front, cli: Cli) -> None:
    """A name that does not exist is answered with the names that do."""
    ended = cli("connection", "show", "acme/stubb")

    assert 1 == ended.status
    assert "✗ There is no connection named acme/stubb. There are: acme/stub.\n" == ended.err


def test_activation_waits_for_the_checklist(gateway: Front, cli: Cli) -> None:
    """A connection that has not shown everything stays in test, and what is missing is named."""
    ended = cli("connection", "activate", NAME)

    assert 1 == ended.status
    assert "not yet seen there: setup, cart, order, confirmation" in ended.err
    assert "test" == cli("connection", "list", "--json").value[0]["state"]


def test_activation_follows_the_checklist(gateway: Front, cli: Cli) -> None:
    """Once everything was seen in test the connection can be activated, and no second time."""
    lived_through(gateway)

    first = cli("connection", "activate", NAME, "--json")
    second = cli("connection", "activate", NAME)

    assert 0 == first.status, first.err
    assert None is first.value["forced"]
    assert 1 == second.status
    assert "active already" in second.err


def test_forced_activation_is_audited_with_its_reason(gateway: Front, cli: Cli) -> None:
    """Setting the checklist aside takes a reason, which stays in the audit."""
    gateway.knock()

    ended = cli("connection", "activate", NAME, "--force", "known since 2019", "--json")

    rows = gateway.rows("SELECT action, detail FROM audit ORDER BY id")
    assert (0, 1, "known since 2019") == (
        ended.status,
        ended.value["sessions_moved"],
        ended.value["forced"],
    )
    assert ["connection_activated", "checklist_set_aside"] == [row["action"] for row in rows][-2:]
    assert "known since 2019" in str(rows[-1]["detail"])


def test_old_and_new_secret_work_during_the_overlap(gateway: Front, cli: Cli) -> None:
    """After a rotation the buyer may send either secret until the overlap ends."""
    ended = cli("connection", "rotate-secret", NAME, "--overlap", "24h", "--json")

    new = ended.value["secret"]
    assert ["200", "200"] == [posted(gateway, new), posted(gateway, letters.BUYER_SECRET)]
    assert "401" == posted(gateway, "neither")


def test_old_secret_ends_at_once_without_overlap(gateway: Front, cli: Cli) -> None:
    """With no overlap only the new secret is taken."""
    gateway.clock.advance(365 * 86_400)  # the commands go by the time of day

    ended = cli("connection", "rotate-secret", NAME, "--overlap", "0s", "--json")

    assert "200" == posted(gateway, ended.value["secret"])
    assert "401" == posted(gateway, letters.BUYER_SECRET)


def test_secret_from_a_variable_is_not_printed(
    gateway: Front, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that somebody brings is taken and never shown."""
    monkeypatch.setenv("NEW_SECRET", "brought along")

    ended = cli("connection", "rotate-secret", NAME, "--secret-env", "NEW_SECRET")

    assert 0 == ended.status
    assert "brought along" not in ended.out
    assert "200" == posted(gateway, "brought along")


@pytest.mark.parametrize("words", [("--overlap", "soon"), ("--secret-env", "NOT_SET")])
def test_rotation_that_cannot_work_changes_nothing(
    gateway: Front, cli: Cli, words: tuple[str, str]
) -> None:
    """A wish that makes no sense is refused in one line, and the old secret goes on."""
    ended = cli("connection", "rotate-secret", NAME, *words)

    assert 1 == ended.status
    assert "Traceback" not in ended.err
    assert "200" == posted(gateway, letters.BUYER_SECRET)


def test_a_load_does_not_undo_a_rotation(gateway: Front, cli: Cli, parties: Path) -> None:
    """The file from before it is loaded, its secret is not, and that is said loudly."""
    gateway.clock.advance(365 * 86_400)  # the commands go by the time of day
    new = cli("connection", "rotate-secret", NAME, "--overlap", "0s", "--json").value["secret"]

    ended = cli("load", str(parties))

    assert "outdated  credential networkid AN01000000001 of party acme" in ended.out
    assert "the new secret stays in force" in ended.out
    assert ["200", "401"] == [posted(gateway, new), posted(gateway, letters.BUYER_SECRET)]


def test_outbound_secret_can_be_replaced(gateway: Front, cli: Cli) -> None:
    """What we send the supplier is changed too, sealed, and shown once."""
    before = gateway.rows("SELECT outbound_secret FROM parties WHERE name = 'stub'")

    ended = cli("connection", "rotate-secret", NAME, "--side", "to-supplier", "--json")

    after = gateway.rows("SELECT outbound_secret FROM parties WHERE name = 'stub'")
    assert (0, None) == (ended.status, ended.value["old_until"])
    assert before != after
    assert ended.value["secret"].encode() not in bytes(after[0]["outbound_secret"])


def test_check_tells_at_which_step_an_address_fails(gateway: Front, cli: Cli) -> None:
    """Nobody listens at the addresses of the test: the name is known, the connection fails."""
    ended = cli("connection", "check", NAME, "--json")

    steps = [(each["step"], each["good"]) for each in ended.value]
    assert 1 == ended.status
    assert [("name", True), ("connection", False)] * 2 == steps
    assert [] == gateway.rows("SELECT id FROM documents")


def test_check_asks_a_webhook_for_no_profile(gateway: Front, cli: Cli) -> None:
    """Of a webhook the name and the connection are tried, once."""
    hooked = letters.wants_webhooks("http://127.0.0.1:9/webhook")
    gateway.load(letters.parties(without_cxml=hooked))

    ended = cli("connection", "check", NAME, "--json")

    tried = [(each["address"].rpartition("/")[2], each["step"]) for each in ended.value]
    assert [("webhook", "name"), ("webhook", "connection")] == [
        each for each in tried if each[0] == "webhook"
    ]


def test_knocks_are_listed_with_what_to_compare(gateway: Front, cli: Cli) -> None:
    """Who knocked in vain is listed: identity, address, reason, how often."""
    posted(gateway, "wrong")
    posted(gateway, "wrong")

    (knock,) = cli("connection", "knocks", "--json").value

    assert ("AN01000000001", "wrong secret", 2) == (
        knock["value"],
        knock["reason"],
        knock["count"],
    )
    assert "SharedSecret" in knock["hint"]
