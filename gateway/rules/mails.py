"""Mails to people: which there are."""

from __future__ import annotations

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is about."""

    #: to the operators: something is wrong, and a person has to look
    ALERT = "alert"
    #: to the requester: the order has arrived
    PLACED = "placed"
    #: to the requester: what will come, when, and what not
    ANSWERED = "answered"
    #: to the requester: nothing will come, and what to do now
    REFUSED = "refused"
