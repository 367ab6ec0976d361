"""Where each person was at a moment, from their movements, and which movements cannot all be true.

Pure. Occupied bed days are counted at midnights: the day of admission counts, the day of
discharge does not, a stay within one day is nought, and leave does not end a stay (MHS96,
NHS England, Mental Health Services monthly statistics, metadata).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from wardsafe.records.census import midnight
from wardsafe.records.movement import AWOL, HOME, LEAVE, LEAVES, ORDER, SECTION_17
from wardsafe.views.people import AWAY, GONE, HERE, UNPLACED

Move = tuple[int, str, str]
"""Seconds since 1970, what moved (a code of the list "movement"), and the bed, "" for none."""

_TO = {"admit": HERE, "return": HERE, "bed": HERE, **dict.fromkeys(LEAVES, AWAY)}
_TO |= {"transfer": GONE, "discharge": GONE}
_FROM = {
    "admit": (UNPLACED, GONE), "return": (AWAY,), "bed": (HERE,), **dict.fromkeys(LEAVES, (HERE,)),
    "transfer": (HERE, AWAY), "discharge": (HERE, AWAY),
}  # fmt: skip
_TOLD = {
    "admit": "was admitted", "return": "came back from leave", "bed": "changed bed",
    LEAVE: "went on leave", HOME: "went on home leave", SECTION_17: "went on section 17 leave",
    AWOL: "went absent without leave",
    "transfer": "was transferred", "discharge": "was discharged",
}  # fmt: skip
_STOOD = {
    HERE: "when on the ward already", AWAY: "when on leave already",
    GONE: "after leaving the ward", UNPLACED: "without an admission before",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: one of the states of `views.people`, their bed, "" for none, and while
    they are away the move that says which leave it is."""

    state: str
    bed: str
    leave: str = ""


@dataclass(slots=True)
class Beds:
    """One midnight by the movements: how many in bed, and how many on each kind of leave."""

    in_bed: int
    on_leave: dict[str, int]

    @property
    def away(self) -> int:
        """Everybody on leave, of whatever kind."""
        return sum(self.on_leave.values())


NOWHERE = Place(UNPLACED, "")


def place_at(moves: Iterable[Move], before: int) -> Place:
    """Where somebody was just before a moment, from all their movements in any order."""
    place = NOWHERE
    for at, move, bed in in_order(moves):
        if at >= before:
            break
        place = _moved(place, move, bed)
    return place


def in_order(moves: Iterable[Move]) -> list[Move]:
    """The movements of one person as they happened."""
    return sorted(moves, key=lambda each: (each[0], _rank(each[1])))


def contradictions(moves: Iterable[Move], since: int, before: int) -> list[tuple[int, str]]:
    """Movements of the span that cannot follow what came before them: when, and what, in words."""
    place, found = NOWHERE, []
    for at, move, bed in in_order(moves):
        if at >= before:
            break
        if since <= at and not _follows(place, move):
            found.append((at, f"{_TOLD[move]} {_before(place, move)}"))
        place = _moved(place, move, bed)
    return found


def by_night(everybody: Iterable[Sequence[Move]], first: date, last: date) -> list[Beds]:
    """The ward at each midnight that ends a night from `first` to `last`, by the movements."""
    ends = _midnights(first, last)
    found = [Beds(0, {}) for _ in ends]
    for moves in everybody:
        for begins, until, place in _stays(moves):
            # a move at midnight itself belongs to the day that begins
            for night in found[_nights_before(ends, begins) : _nights_before(ends, until)]:
                if place.state == HERE:
                    night.in_bed += 1
                else:
                    night.on_leave[place.leave] = night.on_leave.get(place.leave, 0) + 1
    return found


def nights(moves: Sequence[Move], first: date, last: date) -> tuple[int, int]:
    """The nights from `first` to `last` that somebody was in bed, and on leave."""
    found = by_night([moves], first, last)
    return sum(night.in_bed for night in found), sum(night.away for night in found)


def spells(moves: Sequence[Move]) -> list[tuple[int, int | None]]:
    """Each stay of one person from admission until they left (None: still here), in seconds since
    1970; leave and a change of bed end none."""
    found: list[tuple[int, int | None]] = []
    for begins, until, _ in _stays(moves):
        if found and found[-1][1] == begins:
            found[-1] = (found[-1][0], until)
        else:
            found.append((begins, until))
    return found


def _midnights(first: date, last: date) -> list[int]:
    days = range((last - first).days + 1)
    return [int(midnight(first + timedelta(days=number)).timestamp()) for number in days]


def _nights_before(ends: Sequence[int], at: int | None) -> int:
    return len(ends) if at is None else bisect_right(ends, at)


def _stays(moves: Iterable[Move]) -> Iterable[tuple[int, int | None, Place]]:
    """Each span in which somebody belonged to the ward: from, until (None: still), where."""
    place, ordered = NOWHERE, in_order(moves)
    for one, after in pairwise([*ordered, None]):
        if one is not None:
            place = _moved(place, one[1], one[2])
            if place.state in (HERE, AWAY):
                yield one[0], after[0] if after else None, place


def _rank(move: str) -> int:
    return ORDER.index(move) if move in ORDER else len(ORDER)


def _moved(place: Place, move: str, bed: str) -> Place:
    state = _TO.get(move, place.state)
    if state == GONE and move in _TO:
        return Place(GONE, "")
    leave = move if move in LEAVES else place.leave
    return Place(state, bed or place.bed, leave if state == AWAY else "")


def _follows(place: Place, move: str) -> bool:
    """Whether a movement can come where somebody is: whoever is on leave may fail to return."""
    if move == AWOL and place.state == AWAY:
        return place.leave != AWOL
    return move not in _FROM or place.state in _FROM[move]


def _before(place: Place, move: str) -> str:
    if move == "return" and place.state == HERE:
        return "without having gone"
    return "while on leave" if move == "bed" and place.state == AWAY else _STOOD[place.state]


def kinds_of(on_leave: Mapping[str, int]) -> tuple[int, int, int, int]:
    """How many on home leave, on section 17 leave, absent without leave, on leave of no kind."""
    home, section, awol = (on_leave.get(kind, 0) for kind in (HOME, SECTION_17, AWOL))
    return home, section, awol, sum(on_leave.values()) - home - section - awol
