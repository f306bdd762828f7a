"""docs/checking.md, made by asking: ten mistakes from the field, and what `gateway check` says."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Final

from rich.console import Console

from gateway.cli.excerpt import print_report
from gateway.cli.reading import Reader
from gateway.rules.parties import Dialect
from tests.house.source import REPOSITORY

PAGE: Final = REPOSITORY / "docs" / "checking.md"

HEAD: Final = """\
# Checking documents

*The ten examples below are written by `make readme`: what stands here is what the command says.*

`gateway check` tells what is right and wrong in cXML. It needs no database, no key and no network.

```
gateway check order.xml                        one document
gateway check recordings/ another.xml          folders are searched for documents
curl -s https://… | gateway check -            standard input
gateway check cart.form                        a form as a browser posts it
gateway check order.http                       a message with attachments, headers and all
gateway check --dialect coupa setup.xml        what this system would want besides
gateway check --language fr order.xml          in French; German is de
gateway check --strict order.xml               advice fails too, as on a strict connection
gateway check --json recordings/               for programs
```

**What is read.** A document; a form with `cxml-urlencoded` or `cxml-base64`; a multipart message;
any of them with the headers of HTTP or mail before it. In folders, files that end in `.xml`,
`.cxml`, `.form`, `.http`, `.mime` or `.eml`. Lines are those of the document itself. The limits are
those of the front door, and the same settings change them.

**What is told.** Each finding has a code (all of them are in [errors.md](errors.md)), a line, the
path of the element, what is wrong and what to do. An **error** would be refused; an **advice**
would be taken.

**`--dialect`** is one of `ariba`, `coupa`, `jaggaer`, `oracle`, `sap`, `amazon`. All that it
adds is advice.

**Exit status.** 0: every document would be taken. 1: one would be refused (with `--strict`: or has
an advice other than GW-5…, for which no connection refuses). 2: a file could not be read, a folder
was empty, or the command was misspelled; whatever could be read was read.

**`--json`** prints a list, one object a file in the order asked for, and nothing else. Keys may be
added, never changed:

| key | what it holds |
|---|---|
| `file` | the name as it was given, or found in a folder |
| `kind` | such as `OrderRequest`; null where it is not known |
| `understood` | whether it was read into a typed document |
| `findings` | a list of findings |

| key of a finding | what it holds |
|---|---|
| `severity` | `error` or `advice` |
| `code` | such as `GW-303` |
| `line` | from 1; null where it is about the whole document |
| `path` | such as `/cXML/Request/OrderRequest/ItemOut[2]/@quantity`; empty as the line is null |
| `message` | what is wrong |
| `advice` | what to do |

Colours are for terminals; `NO_COLOR` turns them off. Secrets and card numbers in excerpts are
masked.

## Ten mistakes
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake that people really make, and a fixture with it."""

    title: str
    story: str
    file: str
    dialect: Dialect = Dialect.GENERIC


MISTAKES: Final = (
    Mistake(
        title="An ampersand in an address",
        story="Addresses are pasted into templates, and the template escapes nothing.",
        file="fixtures/bad/ampersand-bare.xml",
    ),
    Mistake(
        title="A price as people write it",
        story="A server with a German locale formats a number.",
        file="fixtures/bad/price-comma.xml",
    ),
    Mistake(
        title="deploymentMode in the wrong place",
        story="It belongs to Request or Message. Several shop systems put it on cXML.",
        file="fixtures/bad/deployment-mode-on-root.xml",
    ),
    Mistake(
        title="An encoding that is not the one declared",
        story="The declaration says UTF-8, the database speaks windows-1252.",
        file="fixtures/bad/encoding-not-what-it-says.xml",
    ),
    Mistake(
        title="A currency sign for a currency",
        story="A template takes the sign that the shop shows.",
        file="fixtures/bad/currency-symbol.xml",
    ),
    Mistake(
        title="Elements out of order",
        story="cXML is a sequence. Many systems read it by name, so nobody noticed for years.",
        file="fixtures/dialects/jaggaer/order-elements-out-of-order.xml",
    ),
    Mistake(
        title="Shipping without a Description",
        story="The DTD wants one. A well-known shop module leaves it out.",
        file="fixtures/saved/cart-shipping-not-described.form",
    ),
    Mistake(
        title="A form that was encoded twice",
        story="The server URL-encodes the document, and the browser does it again.",
        file="fixtures/saved/cart-encoded-twice.form",
    ),
    Mistake(
        title="An attachment that is not there",
        story="The drawing travels, and its Content-ID is not what the order says.",
        file="fixtures/saved/attachment-missing.http",
    ),
    Mistake(
        title="A box that is ordered as a piece",
        story="Nothing is wrong with this cart, and it costs money all the same.",
        file="fixtures/saved/cart-with-a-box.form",
        dialect=Dialect.JAGGAER,
    ),
)


def said(mistake: Mistake) -> str:
    """Give what the command prints about a mistake, in black and white."""
    screen = io.StringIO()
    console = Console(file=screen, width=100, color_system=None, highlight=False)
    reader = Reader(patience=math.inf, dialect=mistake.dialect)
    content = (REPOSITORY / mistake.file).read_bytes()
    print_report(console, reader.read(mistake.file, content), "en")
    return "\n".join(line.rstrip() for line in screen.getvalue().rstrip().splitlines())


def checking_page() -> str:
    """Write the whole page."""
    return HEAD + "".join(_section(number, each) for number, each in enumerate(MISTAKES, start=1))


def _section(number: int, mistake: Mistake) -> str:
    option = "" if mistake.dialect is Dialect.GENERIC else f" --dialect {mistake.dialect}"
    command = f"$ gateway check{option} {mistake.file}"
    title = f"### {number}. {mistake.title}"
    return f"\n{title}\n\n{mistake.story}\n\n```\n{command}\n{said(mistake)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(checking_page())
