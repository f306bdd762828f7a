"""The tester's bench: says things to a running gateway over the wire and judges what comes back.

It knows the gateway only from outside. `cases` finds the documents and what is expected of them,
`fill` makes a document sendable again without touching anything else in it, `play` sends it,
`judge` compares, `report` tells. The rules are written down for testers in `fixtures/README.md`.
"""

from __future__ import annotations
