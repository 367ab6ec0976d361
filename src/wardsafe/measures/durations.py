"""Which band a length falls in, by type of intervention.

Ours are above the lower bound, up to and including the upper, so that no length falls between two
bands (≈). The national ones include both ends, leave holes between them, and put exactly 72 hours
in "72 Hours-7 Days" (NHS national production code, mental-health-monthly-statistics, ✓).
"""

from dataclasses import dataclass
from types import MappingProxyType

RESTRAINT, SECLUSION, SEGREGATION = "restraint", "seclusion", "segregation"
INVALID = "Missing/Invalid"

HOUR, DAY = 60, 1440

_OURS = {
    RESTRAINT: ((10, "0 to 10 minutes"), (30, "over 10 to 30 minutes"),
                (60, "over 30 to 60 minutes"), (None, "over 60 minutes")),
    SECLUSION: ((DAY, "0 to 24 hours"), (3 * DAY, "over 24 to 72 hours"),
                (7 * DAY, "over 72 hours to 7 days"), (14 * DAY, "over 7 to 14 days"),
                (28 * DAY, "over 14 to 28 days"), (90 * DAY, "over 28 to 90 days"),
                (None, "over 90 days")),
    SEGREGATION: ((30 * DAY, "0 to 30 days"), (90 * DAY, "over 30 to 90 days"),
                  (180 * DAY, "over 90 to 180 days"), (365 * DAY, "over 180 to 365 days"),
                  (None, "over 365 days")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _National:
    """From `low` to `high` minutes, both included; `above` where the low end is not."""

    low: float
    high: float
    label: str
    above: bool = False

    def holds(self, minutes: float) -> bool:
        return (minutes > self.low if self.above else minutes >= self.low) and minutes <= self.high


_MORE = float("inf")
_NATIONAL = {
    RESTRAINT: (
        _National(0, 10, "0-10 Minutes"), _National(11, 30, "11-30 Minutes"),
        _National(31, 60, "31-60 Minutes"), _National(60, _MORE, "60+ Minutes", above=True),
    ),
    SECLUSION: (
        _National(3 * DAY, 7 * DAY, "72 Hours-7 Days"), _National(8 * DAY, 14 * DAY, "1-2 Weeks"),
        _National(15 * DAY, 28 * DAY, "2-4 Weeks"), _National(29 * DAY, 90 * DAY, "1-3 Months"),
        _National(90 * DAY, _MORE, "3 Months+", above=True), _National(0, DAY, "0-24 Hours"),
        _National(1441, 3 * DAY, "24-72 Hours"),
    ),
    SEGREGATION: (
        _National(0, 30 * DAY, "0-1 Months"), _National(31 * DAY, 90 * DAY, "1-3 Months"),
        _National(91 * DAY, 180 * DAY, "3-6 Months"),
        _National(181 * DAY, 365 * DAY, "6-12 Months"),
        _National(365 * DAY, _MORE, "12 Months+", above=True),
    ),
}  # fmt: skip

_RESTRAINTS = ("01", "04", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17")
FAMILY = MappingProxyType(
    {**dict.fromkeys(_RESTRAINTS, RESTRAINT), "05": SECLUSION, "06": SEGREGATION}
)
"""The family of bands of a type code; a type that is not here has none."""


def bands(family: str, *, national: bool = False) -> tuple[str, ...]:
    """The names of the bands of a family, shortest first."""
    if national:
        return tuple(each.label for each in sorted(_NATIONAL[family], key=lambda each: each.low))
    return tuple(label for _, label in _OURS[family])


def band(kind: str, minutes: float | None, *, national: bool = False) -> str:
    """The band of a length in minutes for a type code; "Missing/Invalid" where there is none."""
    family = FAMILY.get(kind)
    if family is None or minutes is None or minutes < 0:
        return INVALID
    if national:
        return next((each.label for each in _NATIONAL[family] if each.holds(minutes)), INVALID)
    return next(label for upper, label in _OURS[family] if upper is None or minutes <= upper)
