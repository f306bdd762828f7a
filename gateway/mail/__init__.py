"""Mails: how they are written in three languages, and the only way out over SMTP."""
