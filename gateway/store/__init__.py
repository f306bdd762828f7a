"""The memory: the only room with SQL, one noun a module.

Every function takes the transaction it works in; who opens it decides what stands or falls
together.
Rows leave this room as frozen dataclasses. Uniqueness is kept by constraints of the database, never
by looking first and writing later.
"""
