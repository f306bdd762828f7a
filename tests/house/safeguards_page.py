"""docs/safeguards.md, made from the code: what is looked at in an order, and every setting."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from gateway.rules.safeguard_settings import FIXED, Action, SafeguardSettings
from gateway.rules.safeguard_table import TABLE
from tests.house.source import REPOSITORY

PAGE = REPOSITORY / "docs" / "safeguards.md"

HEAD = """\
# Safeguards

*Written by `make readme` from `gateway/rules/safeguard_settings.py` and `safeguard_table.py`.*

Every cart line goes home with a short key of ours in SupplierPartAuxiliaryID, before the shop's own
id. The order brings it back, and each of its lines is held against its cart line; without a key a
line is found by the shop's id, or by part, unit and price. The supplier gets its own ids as ever.

What differs too far is **flagged**: the order goes on, the answer and `gateway order show` say what
is not as in the cart, and the supplier finds it in the order, in the header's Extrinsic
`GatewayNotes`. A connection can want more:

```toml
[connection.safeguards]             # behind its [[connection]]
action = "flag"                     # whatever differs
actions = { price = "hold", age = "reject-line" }
price_percent = 2                   # both bounds hold
price_amount = "5.00"
[connection.units]                  # what the buyer calls a unit, and its code
each = "EA"
```

| action | what happens |
|---|---|
| `flag` | the order goes on, and everybody is told |
| `reject-line` | the supplier gets the order without the line; a confirmation says so |
| `reject-order` | the supplier never hears of it; a confirmation says why |
| `hold` | a person decides: `gateway order release NUMBER`, or `reject NUMBER --reason …` |

What concerns the order as a whole rejects no line: `reject-line` holds it. Tests are never held. A
line that neither its description nor its cart names is refused with 400 at once.

## What is looked at

"""

SETTINGS = """
## Settings

The defaults are what we recommend; `gateway connection show` tells where a connection differs.

"""


def safeguards_page() -> str:
    """Write the whole page."""
    return HEAD + "\n".join(_checks()) + "\n" + SETTINGS + "\n".join(_settings()) + "\n"


def _checks() -> Iterator[str]:
    yield "| Check | Code | Recommended | What it says | What to do |"
    yield "|---|---|---|---|---|"
    for check, row in TABLE.items():
        action = f"{FIXED[check]}, always" if check in FIXED else Action.FLAG
        yield f"| `{check}` | {row.code} | {action} | {row.en.message} | {row.en.advice} |"


def _settings() -> Iterator[str]:
    yield "| Setting | Recommended | What it means |"
    yield "|---|---|---|"
    for name, field in SafeguardSettings.model_fields.items():
        yield f"| `{name}` | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    return "none" if value in (None, {}) else f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(safeguards_page())
