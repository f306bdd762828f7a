"""How the tables came to be: Alembic's revisions, run by `gateway.store.upgrade`.

A revision is never changed once it is released; the next one says what changes.
"""
