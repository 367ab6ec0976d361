"""How much is measured: everything, a short run, or just enough to see that it runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Incidents of the great, the busy and the small ward, and how often each thing is done."""

    records: int = 1_000_000
    ten_years: int = 11_000
    small: int = 1_000
    starts: int = 15
    unlocks: int = 9
    keys: int = 400
    saves: int = 200
    pages: int = 60
    searches: int = 4
    verifies: int = 7
    demos: int = 7
    opens: int = 15
    facts: int = 10_000_000
    seals: int = 41
    merged: int = 1_000_000


FULL = Size()
SHORT = Size(
    2_000, 1_000, 1_000, 3, 2, 20, 40, 10, 1, 3, 2, 1, facts=100_000, seals=5, merged=50_000
)
LEAST = Size(60, 60, 120, 1, 1, 2, 2, 2, 1, 1, 1, 1, facts=2_000, seals=1, merged=60)
