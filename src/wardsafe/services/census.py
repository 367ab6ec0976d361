"""The midnight census: what the movements say, what a person counted, and where the two differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records.census import Census, midnight
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import DAY, span
from wardsafe.services.counting_beds import (
    Move,
    Place,
    contradictions,
    kinds_of,
    place_at,
)
from wardsafe.services.recording import amend, current, record_new
from wardsafe.services.session import Session
from wardsafe.views import closing, people
from wardsafe.views.closing import Counted
from wardsafe.views.people import AWAY, HERE

CONFIRM = "confirm the census"
NAMELESS = "somebody without a name here"


@dataclass(frozen=True, slots=True)
class Night:
    """One midnight. `in_bed` and `on_leave` are initials with bed, from the movements.

    `leave` tells the moves of those on leave, how many each. `counted` is what a person confirmed,
    None where nobody has: such a night is missing, and no other night stands in for it.
    `differences` and `contradictions` are sentences.
    """

    night: date
    in_bed: tuple[str, ...]
    on_leave: tuple[str, ...]
    counted: Counted | None
    differences: tuple[str, ...]
    contradictions: tuple[str, ...]
    leave: Mapping[str, int] = field(default_factory=dict)


def census(session: Session, night: date) -> Night:
    """Who was here at the midnight that ends `night`, by the movements and as counted."""
    ends = int(midnight(night).timestamp())
    with session.ledger.reading() as db:
        moves = closing.moves_before(db, ends)
        found = closing.censuses(db, night.isoformat(), night.isoformat())
    places = {whose: place_at(own, ends) for whose, own in moves.items()}
    here, away = (
        {whose: place.bed for whose, place in places.items() if place.state == state}
        for state in (HERE, AWAY)
    )
    odd = _contradicting(moves, night, ends)
    leave = Counter(place.leave for place in places.values() if place.state == AWAY)
    names = _names(session, {*here, *away, *(whose for _, whose, _ in odd)})
    return Night(
        night=night,
        in_bed=_in_beds(here, names),
        on_leave=_in_beds(away, names),
        counted=found[-1] if found else None,
        differences=tuple(_differences(found, len(here), len(away))),
        contradictions=(
            *(f"{names[whose]} {words}." for _, whose, words in odd),
            *_shared(here, names),
        ),
        leave=leave,
    )


def proposed(session: Session, night: date) -> Census:
    """The census as the movements would have it, for a person to confirm or put right."""
    seen = census(session, night)
    before = seen.counted.census if seen.counted else _last(session, night)
    home, section, awol, _ = kinds_of(seen.leave)
    return Census(
        night=night,
        in_bed=len(seen.in_bed),
        on_leave=len(seen.on_leave),
        home_leave=home,
        section_17=section,
        awol=awol,
        available=before.available if before else None,
        closed=before.closed if before else None,
    )


def confirm(session: Session, counted: Census) -> Saved:
    """Keep what a person counted, beside what the movements said then.

    A second census of a night corrects the first, which stays in its history. Raises NotAllowed,
    NotSaved, BadInput for a night that is not over, or a count that cannot be.
    """
    session.require(CONFIRM)
    problems = counted.errors()
    if problems or counted.night is None:
        raise BadInput(problems[0].words, field=problems[0].field)
    if midnight(counted.night) > session.now():
        raise BadInput("That midnight has not come yet.", field="night", do="Count after it.")
    seen = census(session, counted.night)
    said = counted.model_copy(
        update={
            "moves_in_bed": len(seen.in_bed),
            "moves_on_leave": len(seen.on_leave),
            "by": session.person.id,
        }
    )
    if seen.counted is None:
        return record_new(session, said)
    heads = current(session, seen.counted.record).heads
    parents = tuple(head.entry.id for head in heads)
    return amend(session, seen.counted.record, said, "counted again", parents)


def _last(session: Session, night: date) -> Census | None:
    """The newest census of the month before, for the number of beds only."""
    since = (night - timedelta(days=31)).isoformat()
    with session.ledger.reading() as db:
        found = closing.censuses(db, since, night.isoformat())
    return found[-1].census if found else None


def _differences(found: list[Counted], here: int, away: int) -> list[str]:
    said = []
    if len({(one.census.in_bed, one.census.on_leave) for one in found}) > 1:
        said.append(f"{len(found)} censuses of this night do not agree; the latest is shown.")
    if not found:
        return said
    counted = found[-1].census
    for what, count, moves, then in (
        ("In bed", counted.in_bed, here, counted.moves_in_bed),
        ("On leave", counted.on_leave, away, counted.moves_on_leave),
    ):
        if count != moves:
            then_said = f", {then} when it was confirmed" if then not in (None, moves) else ""
            said.append(f"{what}: {count} counted, {moves} by the movements{then_said}.")
    return said


def contradicts(session: Session, said: Movement) -> str:
    """In a sentence why a movement cannot follow from those before it, or what after it no longer
    can; "" where everything agrees. It is said and never stops anybody from recording it."""
    if not (said.person and said.when and said.move):
        return ""
    at, before = int(said.when.timestamp()), EVER
    with session.ledger.reading() as db:
        moves = closing.moves_before(db, before)
        who = people.person(db, said.person)
    own = moves.pop(said.person, [])
    this = (at, said.move, said.bed or "")
    own = own if this in own else [*own, this]
    initials = (who.initials if who else "") or NAMELESS
    odd = [words for _, words in contradictions(own, at, before)]
    bed = place_at(own, before).bed
    if not odd and bed and said.bed == bed:
        beside = [whose for whose, of in moves.items() if place_at(of, before) == Place(HERE, bed)]
        taken = sorted(_names(session, beside).values())
        return f"Bed {bed} has {' and '.join([initials, *taken])}. {PUT_RIGHT}" if taken else ""
    return f"{initials} {odd[0]}. {PUT_RIGHT}" if odd else ""


EVER = 1 << 33
"""Seconds since 1970 after every movement that can be written: the year 2242."""

PUT_RIGHT = "It is kept; add or amend the movement that is wrong."


def _contradicting(
    moves: Mapping[str, list[Move]], night: date, ends: int
) -> list[tuple[int, str, str]]:
    begins = int(span(night, DAY)[0].timestamp())
    return sorted(
        (at, whose, words)
        for whose, own in moves.items()
        for at, words in contradictions(own, begins, ends)
    )


def _names(session: Session, people_: Iterable[str]) -> dict[str, str]:
    with session.ledger.reading() as db:
        found = {whose: people.person(db, whose) for whose in people_}
    return {whose: (one.initials if one else "") or NAMELESS for whose, one in found.items()}


def _in_beds(placed: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, ...]:
    said = (f"{names[whose]}, bed {bed}" if bed else names[whose] for whose, bed in placed.items())
    return tuple(sorted(said))


def _shared(here: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    beds: dict[str, list[str]] = {}
    for whose, bed in here.items():
        beds.setdefault(bed, []).append(names[whose])
    return [
        f"Bed {bed} has {' and '.join(sorted(who))}."
        for bed, who in sorted(beds.items())
        if bed and len(who) > 1
    ]
