"""`gateway mail …`: which mails failed and why, and how they are sent again."""

from __future__ import annotations

import pytest

from gateway.store import mails
from gateway.store.states import MailState
from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.acceptance.mail.conftest import SETTINGS, order
from tests.front import Front


@pytest.fixture
def failed(gateway: Front) -> Front:
    """A gateway whose one mail the mail server would not take."""
    gateway.load(letters.parties() + SETTINGS)
    gateway.activate()
    gateway.client.post("/cxml", content=order("PO-7", language="fr").bytes())
    with gateway.around.database.transaction() as tx:
        (mail,) = mails.in_state(tx, MailState.WAITING)
        mails.finish(
            tx, mail, state=MailState.REFUSED, reason="550 no such user", now=gateway.clock.now()
        )
    return gateway


def test_mails_that_failed_are_listed(failed: Front, cli: Cli) -> None:
    """To whom, about which order, and what the mail server said."""
    (row,) = cli("mail", "list", "--state", "refused", "--json").value

    shown = tuple(row[key] for key in ("order_id", "connection", "recipient", "reason"))
    assert ("PO-7", "acme/stub", "jo@acme.example", "550 no such user") == shown
    assert "No such mails." in cli("mail", "list", "--state", "sent").out
    assert "0 waiting, 1 failed; gateway mail list says why" in cli("doctor").out


@pytest.mark.parametrize("which", ["1", "--failed"])
def test_a_mail_that_failed_is_sent_again(failed: Front, cli: Cli, which: str) -> None:
    """It is due at once, and who asked is audited."""
    (row,) = cli("mail", "resend", which, "--json").value

    [change] = failed.rows("SELECT actor, subject FROM audit WHERE action = 'mail_resent'")
    assert (1, "waiting") == (row["id"], row["state"])
    assert [{"state": "waiting"}] == failed.rows("SELECT state FROM mails")
    assert str(change["actor"]).endswith("(command line)")
    assert "acme/stub" == change["subject"]


def test_what_was_sent_is_not_sent_again(failed: Front, cli: Cli) -> None:
    """Nobody gets a mail twice, and an unknown number is told."""
    first = cli("mail", "resend", "1")
    again = [cli("mail", "resend", which) for which in ("1", "99")]
    none = cli("mail", "resend", "--failed")

    assert 0 == first.status
    assert [1, 1] == [each.status for each in again]
    assert "Mail 99 has not failed, or there is none" in again[1].err
    assert "No mail has failed." in none.out


@pytest.mark.parametrize("words", [(), ("1", "--failed")])
def test_one_mail_or_all_are_named(gateway: Front, cli: Cli, words: tuple[str, ...]) -> None:
    """Neither nothing nor both."""
    assert 2 == cli("mail", "resend", *words).status
