"""What the checks share: a bar that holds or is missed, and an environment without any index."""

from __future__ import annotations

import os
import sys

ROOMS = ("PYTHON", "PIP_", "UV_", "VIRTUAL_ENV", "JUPYTER", "MPL")
failures: list[str] = []


def bar(holds: bool, what: str) -> None:
    """Say whether something holds, and remember if not."""
    print(f"  {'ok  ' if holds else 'MISS'} {what}", flush=True)
    if not holds:
        failures.append(what)


def end() -> None:
    """Leave with status 1 where a bar was missed."""
    print(f"{len(failures)} missed" if failures else "all hold")
    sys.exit(bool(failures))


def clean(**more: str) -> dict[str, str]:
    """The environment of a new user: nothing of this project's Python in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ROOMS)}
    return kept | {"MPLBACKEND": "agg"} | more


NOWHERE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost",
}
