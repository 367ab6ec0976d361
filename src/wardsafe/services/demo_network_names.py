"""The trusts, wards, people and names of the invented network."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from wardsafe.places import seed
from wardsafe.services.demo_names import network

FELL, DISPARITY, SILENT, FORKS = "fell", "disparity", "silent", "forks"
"""What is planted on a ward; "" on those that are alike but for chance."""

BEDS = 18
"""Beds of a ward of which nothing else is said."""


@dataclass(frozen=True, slots=True)
class WardSaid:
    """A ward of the network, its place in the list from 1, how many beds and terminals it has, and
    what is planted there."""

    number: int
    name: str
    site: str
    beds: int
    terminals: int
    truth: str

    @property
    def folder(self) -> str:
        """What its folder is called."""
        return self.name.lower()


def wards() -> tuple[WardSaid, ...]:
    """Every ward in the order of the file."""
    return tuple(
        WardSaid(number, one["name"], one["site"], one.get("beds", BEDS), one.get("terminals", 1),
                 one.get("truth", ""))
        for number, one in enumerate(network()["ward"], 1)
    )  # fmt: skip


def disclosure() -> str:
    """The disclosure profile of the trusts: the seed's, and people turned on by their guardian."""
    own, lines = network()["disclosure"], []
    for line in (seed() / "disclosure" / "default.toml").read_text(encoding="utf-8").splitlines():
        key = line.partition(" = ")[0]
        lines.append(f"{key} = {_toml(own[key])}" if key in own else line)
    return "\n".join(lines) + "\n"


def _toml(value: str | list[str]) -> str:
    listed = [value] if isinstance(value, str) else value
    quoted = ", ".join(f'"{one}"' for one in listed)
    return quoted if isinstance(value, str) else f"[{quoted}]"


def names(seed_: int) -> Iterator[str]:
    """Names in an order that the seed decides, no two the same."""
    held = network()["names"]
    whole = [f"{given} {family}" for family in held["family"] for given in held["given"]]
    Random(seed_).shuffle(whole)  # noqa: S311 - inventing, not protecting
    return iter(whole)


def nhs_number(ward: int, person: int) -> str:
    """A valid NHS number of the 999 range, which is never given to anybody; one a person."""
    for tail in range(10):
        nine = f"999{ward:02}{person:03}{tail}"
        check = 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return nine + str(check % 11)
    raise AssertionError("ten tails in a row never all fail")
