"""What data/seed/demo says of the invented ward and network, and who has a PIN there."""

import tomllib
from functools import cache
from typing import Any

from wardsafe.places import seed

FEW = ("steward", "safety-lead")
"""Who has a PIN on the wards and the desk of the demo network: each takes a while to make."""


@cache
def told_in(name: str) -> dict[str, Any]:
    """What the file of this name in data/seed/demo says."""
    return tomllib.loads((seed() / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


def invented() -> dict[str, Any]:
    """The ward: its names, people and sentences."""
    return told_in("ward")


def network() -> dict[str, Any]:
    """The network: its sites and the people of its desk."""
    return told_in("network")


def staff_of(site: str) -> list[dict[str, str]]:
    """Who has a PIN where everything is invented: on the demo's ward, on a ward of the demo network
    or at its desk."""
    ward = invented()
    if site == ward["ward"]["site"]:
        return list(ward["staff"])
    desk = network()["desk"]
    rows = desk["staff"] if site == desk["site"] else ward["staff"]
    return [one for one in rows if one["role"] in FEW]
