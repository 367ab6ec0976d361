"""The names, people and sentences of the invented ward."""

import tomllib
from functools import cache
from typing import Any

from wardsafe.places import seed


@cache
def invented() -> dict[str, Any]:
    """What data/seed/demo/ward.toml says."""
    return tomllib.loads((seed() / "demo" / "ward.toml").read_text(encoding="utf-8"))
