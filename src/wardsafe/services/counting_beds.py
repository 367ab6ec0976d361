"""Where each person was at a moment, from their movements, and which movements cannot all be true.

Pure. Occupied bed days are counted at midnights: the day of admission counts, the day of
discharge does not, a stay within one day is nought, and leave does not end a stay (MHS96,
NHS England, Mental Health Services monthly statistics, metadata).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wardsafe.records.census import midnight
from wardsafe.views.people import AWAY, GONE, HERE, UNPLACED

Move = tuple[int, str, str]
"""Seconds since 1970, what moved (a code of the list "movement"), and the bed, "" for none."""

# What happens first when two movements carry the same minute.
_ORDER = ("admit", "return", "bed", "leave", "transfer", "discharge")
_TO = {"admit": HERE, "return": HERE, "bed": HERE, "leave": AWAY}
_TO |= {"transfer": GONE, "discharge": GONE}
_FROM = {
    "admit": (UNPLACED, GONE), "return": (AWAY,), "bed": (HERE,), "leave": (HERE,),
    "transfer": (HERE, AWAY), "discharge": (HERE, AWAY),
}  # fmt: skip
_TOLD = {
    "admit": "was admitted", "return": "came back from leave", "bed": "changed bed",
    "leave": "went on leave", "transfer": "was transferred", "discharge": "was discharged",
}  # fmt: skip
_STOOD = {
    HERE: "when on the ward already", AWAY: "when on leave already",
    GONE: "after leaving the ward", UNPLACED: "without an admission before",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: one of the states of `views.people`, and their bed, "" for none."""

    state: str
    bed: str


def place_at(moves: Iterable[Move], before: int) -> Place:
    """Where somebody was just before a moment, from all their movements in any order."""
    place = Place(UNPLACED, "")
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
    place, found = Place(UNPLACED, ""), []
    for at, move, bed in in_order(moves):
        if at >= before:
            break
        if since <= at and move in _FROM and place.state not in _FROM[move]:
            found.append((at, f"{_TOLD[move]} {_before(place, move)}"))
        place = _moved(place, move, bed)
    return found


def nights(moves: Sequence[Move], first: date, last: date) -> tuple[int, int]:
    """The nights from `first` to `last` that somebody was in bed, and on leave."""
    ordered = in_order(moves)
    place, at, in_bed, away = Place(UNPLACED, ""), 0, 0, 0
    for number in range((last - first).days + 1):
        ends = int(midnight(first + timedelta(days=number)).timestamp())
        while at < len(ordered) and ordered[at][0] < ends:
            place = _moved(place, ordered[at][1], ordered[at][2])
            at += 1
        in_bed += place.state == HERE
        away += place.state == AWAY
    return in_bed, away


def _rank(move: str) -> int:
    return _ORDER.index(move) if move in _ORDER else len(_ORDER)


def _moved(place: Place, move: str, bed: str) -> Place:
    state = _TO.get(move, place.state)
    return Place(state, "" if state == GONE and move in _TO else bed or place.bed)


def _before(place: Place, move: str) -> str:
    if move == "return" and place.state == HERE:
        return "without having gone"
    return "while on leave" if move == "bed" and place.state == AWAY else _STOOD[place.state]
