"""Run the shop: `python -m catalog_stub --port 8001 --gateway http://127.0.0.1:8000`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import uvicorn
from pydantic import ValidationError

from catalog_stub.app import create_app
from catalog_stub.settings import load_settings


def main(arguments: Sequence[str]) -> int:
    """Serve the shop until it is told to stop; return the exit status."""
    try:
        settings = load_settings(arguments)
    except ValidationError as error:
        sys.stderr.write(f"The shop cannot start.\n{_faults(error)}\n")
        return 2
    # The session token travels in the addresses, so the access log stays off.
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    return 0


def _faults(error: ValidationError) -> str:
    # What was given is not repeated: it may be a secret.
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    return "\n".join(f"  {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
