"""The post: carries what waits in the outbox, and remembers what came of it.

`worker` takes due deliveries under a lease, `attempt` carries one of them once, `verdict` reads the
answer, `gateway.rules.retry_schedule` says when to try again, and `settle` writes all of it down in
one transaction. No transaction is open while a document is on its way. `mailer` does the same for
mails to people, in a thread of its own.
"""
