"""The way of a message: read, identify, claim, decide, settle, answer.

`intake.receive` is the whole way; the web, the console and the command line all go through it.
Handlers decide and write nothing; `settle` writes everything of one message in one transaction.
"""
