"""The names, people and sentences of the invented ward, and who has a PIN in the network."""

import tomllib
from functools import cache
from typing import Any

from wardsafe.places import seed

FEW = ("steward", "safety-lead")
"""Who has a PIN on the wards and the desk of the demo network: each takes a while to make."""


@cache
def invented() -> dict[str, Any]:
    """What data/seed/demo/ward.toml says."""
    return tomllib.loads((seed() / "demo" / "ward.toml").read_text(encoding="utf-8"))


@cache
def network() -> dict[str, Any]:
    """What data/seed/demo/network.toml says."""
    return tomllib.loads((seed() / "demo" / "network.toml").read_text(encoding="utf-8"))


def staff_of(site: str) -> list[dict[str, str]]:
    """Who has a PIN where everything is invented: on the demo's ward, on a ward of the demo network
    or at its desk."""
    ward = invented()
    if site == ward["ward"]["site"]:
        return list(ward["staff"])
    desk = network()["desk"]
    rows = desk["staff"] if site == desk["site"] else ward["staff"]
    return [one for one in rows if one["role"] in FEW]
