"""Wrong PINs: how many, how long to wait, and why no file put back makes them fewer.

Three tries are free, then one waits 5, 15, 60 and 300 seconds; ten lock the slot until a
supervisor resets it (Cyber Essentials: lock after at most ten; NIST SP 800-63B: limit guesses).
Thirty wrong PINs an hour stop the whole terminal. The counts live in the slots file and in the
anchor; the larger of the two holds. A wait is measured from when this process first saw the
count, never by the wall clock: setting the clock forward skips nothing, and a restart waits anew.
"""

import math
from collections.abc import Collection, Mapping
from typing import Protocol

from wardsafe.clock import Clock
from wardsafe.errors import MustWait

FREE = 3
LOCKED = 10
WAITS = (5, 15, 60, 300)
AN_HOUR = 3600
MOST_AN_HOUR = 30
TERMINAL = "*"
"""Stands among the counts for the whole terminal: its wrong PINs of the last hour."""
NOBODY = "?"
"""Stands among the counts for every name that has no slot, so that those wait as well."""
EDITION = "#"
"""Stands among the counts for how often a slot was added, changed or removed."""
_LEAVERS = 20
_LAST_TRY = LOCKED - 1


class Counts(Protocol):
    """The copy of the counts outside the ward folder, kept in the anchor."""

    def failures(self) -> Mapping[str, int] | None:
        """Staff id to wrong PINs, or None where the anchor is missing or damaged."""
        ...

    def set_failures(self, counts: Mapping[str, int]) -> None:
        """Keep the counts. Raises WardsafeError where they were not kept."""
        ...


def wait_after(wrong: int) -> int:
    """Seconds to wait after so many wrong PINs in a row, while the slot is not locked."""
    return 0 if wrong < FREE else WAITS[min(wrong - FREE, len(WAITS) - 1)]


class Attempts:
    """The counts of one terminal as this process sees them; it writes nothing itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made = clock.monotonic()
        self._first_seen: dict[str, tuple[int, float]] = {}
        self._last_hour: list[float] = []
        self._known_in_hour = 0
        self._lost = False
        self._counts: dict[str, int] = {}
        self.findings: tuple[str, ...] = ()

    def compare(self, filed: Mapping[str, int], anchored: Mapping[str, int] | None) -> None:
        """Take the larger of each pair of counts; `None` for an anchor that ought to be there."""
        self._lost = anchored is None
        other = anchored or {}
        differing = sum(filed.get(who, 0) != other.get(who, 0) for who in {*filed, *other})
        self._counts = {w: max(filed.get(w, 0), other.get(w, 0)) for w in [*filed, *other]}
        older = not self._lost and filed.get(EDITION, 0) < other.get(EDITION, 0)
        self.findings = _findings(self._lost, older, differing)
        self._watch()

    def _watch(self) -> None:
        now = self._clock.monotonic()
        for who, wrong in self._counts.items():
            if self._first_seen.get(who, (0, 0.0))[0] != wrong:
                self._first_seen[who] = (wrong, now)
        in_hour = self._counts.get(TERMINAL, 0)
        self._last_hour += [now] * (in_hour - self._known_in_hour)
        self._known_in_hour = in_hour
        self._last_hour = [then for then in self._last_hour if now - then < AN_HOUR]

    def wrong(self, who: str) -> int:
        """Wrong PINs in a row, as far as either copy knows."""
        return self._counts.get(who, 0)

    def refuse(self, who: str) -> None:
        """Raise MustWait where `who`, or the whole terminal, has to wait."""
        wrong = self._cautious(who)
        if wrong >= LOCKED:
            raise MustWait(
                "Too many wrong PINs: this name is locked.",
                seconds=0,
                do="Ask a supervisor to unlock it; Record now works without a PIN.",
            )
        seconds = max(self._wait_of(who, wrong), self._wait_of_terminal())
        if seconds > 0:
            raise MustWait(
                f"Too many wrong PINs: wait {math.ceil(seconds)} seconds.",
                seconds=math.ceil(seconds),
                do="Record now works without a PIN.",
            )

    def _cautious(self, who: str) -> int:
        # A lost copy may have held any count. One try is left, so a ward is never locked out whole.
        return max(self.wrong(who), _LAST_TRY) if self._lost else self.wrong(who)

    def _wait_of(self, who: str, wrong: int) -> float:
        now = self._clock.monotonic()
        _, since = self._first_seen.get(who, (0, self._made))
        return since + wait_after(wrong) - now if wait_after(wrong) else 0

    def _wait_of_terminal(self) -> float:
        now = self._clock.monotonic()
        recent = sorted(then for then in self._last_hour if now - then < AN_HOUR)
        return recent[-MOST_AN_HOUR] + AN_HOUR - now if len(recent) >= MOST_AN_HOUR else 0

    def count(self, who: str) -> dict[str, int]:
        """The counts with one more wrong PIN for `who`, to be kept before the PIN is tried."""
        self._last_hour.append(self._clock.monotonic())
        return self._with(who, self._cautious(who) + 1)

    def clear(self, who: str, *, was_right: bool) -> dict[str, int]:
        """The counts without those of `who`; a right PIN also leaves the terminal's hour."""
        if was_right and self._last_hour:
            self._last_hour.pop()
        return self._with(who, 0)

    def lock(self, who: str, staff: Collection[str]) -> dict[str, int]:
        """The counts with `who`, who is leaving, locked, so that an old file lets nobody in.

        The anchor has room for so many; the ones who left longest ago are forgotten first.
        """
        counts = self._with(who, 0) | {who: LOCKED}
        left = [name for name in counts if name not in {*staff, TERMINAL, NOBODY, EDITION}]
        self._counts = {w: n for w, n in counts.items() if w not in left[:-_LEAVERS]}
        return dict(self._counts)

    def _with(self, who: str, wrong: int) -> dict[str, int]:
        now = self._clock.monotonic()
        self._last_hour = [then for then in self._last_hour if now - then < AN_HOUR]
        self._known_in_hour = len(self._last_hour)
        changed = self._counts | {who: wrong, TERMINAL: self._known_in_hour}
        self._counts = {name: count for name, count in changed.items() if count}
        self._first_seen[who] = (wrong, now)
        return dict(self._counts)


def _findings(lost: bool, older: bool, differing: int) -> tuple[str, ...]:
    if lost:
        return (
            "The second count of wrong PINs is missing or damaged, "
            "so each name has one try after the longest wait.",
        )
    if older:
        return (
            "An older file of key slots was put back, and with it older PINs: "
            "check who can unlock. The larger counts of wrong PINs hold.",
        )
    if differing:
        return (
            f"The two counts of wrong PINs differ in {differing} places, so the larger ones hold: "
            "an older file was put back, or the power failed.",
        )
    return ()
