"""What happened on the invented ward: shapes as the audits of real wards describe them.

Several interventions in one incident, seclusions still open, statutory items partly missing,
late entries, amendments, voids. Shares follow the audits of seclusion and of monitoring after
rapid tranquillisation that the guides quote (≈); nothing here is a claim about any ward.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wardsafe.clock import Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.store import Ledger
from wardsafe.records.base import Record
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.movement import Movement
from wardsafe.records.parts import Authorship, split
from wardsafe.records.patient import Patient, about_the_person
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import demo_duties
from wardsafe.services.demo_incidents import Incidents
from wardsafe.services.demo_people import patient_of
from wardsafe.services.demo_staff import author_of
from wardsafe.services.demo_tonight import tonight, yesterday

A_DAY = 1.4
"""Incidents a day on this ward, so that a screen of the log holds a week or two."""

CALM_SINCE = 50
"""Days since the first test of change of the demo began."""

_BATCHES, _LEAST = 100, 10
"""Transactions in which incidents are told, and the fewest incidents in one: each waits for the
disk, and a correction can only follow in the next."""


class Invention:
    """Everything that happened in `days` days up to `now`, `a_day` incidents each, oldest first."""

    def __init__(
        self,
        said: dict[str, Any],
        now: datetime,
        days: int,
        seed: int,
        chance: Chance,
        a_day: float = A_DAY,
        *,
        only_incidents: bool = False,
    ) -> None:
        self._said, self._now, self._days, self._chance = said, now, days, chance
        self._a_day, self._only_incidents = a_day, only_incidents
        self._dice = random.Random(seed)  # noqa: S311 - inventing, not protecting
        self._staff = [one for one in said["staff"] if one["role"] in ("staff", "nurse-in-charge")]
        self._incidents = Incidents(said["narrative"], self._staff, now, self._dice)
        self._people: list[tuple[str, Patient]] = []

    @property
    def people(self) -> Sequence[tuple[str, Patient]]:
        """Everybody invented, those on the ward first: record id and record."""
        return self._people[: self._said["ward"]["beds"] - 1]

    def tell(self, ledger: Ledger) -> None:
        """People and their beds first, then the incidents, then what is going on now."""
        start = self._now - timedelta(days=self._days)
        ledger.append_many(self._arrivals(start))
        times = sorted(self._minute(index) for index in range(round(self._days * self._a_day)))
        size = max(_LEAST, len(times) // _BATCHES)
        for first in range(0, len(times), size):
            batch = times[first : first + size]
            corrections: list[_Correction] = []
            ledger.append_many(
                entry
                for minute in batch
                for entry in self._incident(start + timedelta(minutes=minute), corrections)
            )
            if corrections:
                # Read before it is written: a large transaction shuts readers out until its end.
                ledger.append_many([self._corrected(one, ledger) for one in corrections])
        ledger.append_many(self._going_on())
        self._two_versions(ledger)

    def _minute(self, index: int) -> int:
        """Spread over the days, more of them in the evening, never in the last six hours."""
        day = int(self._day(index / self._a_day))
        hour = self._dice.choices(range(24), weights=[2] * 7 + [3] * 9 + [6] * 6 + [3] * 2)[0]
        minute = day * 1440 + hour * 60 + self._dice.randrange(60)
        return min(minute, self._days * 1440 - 360)

    def _day(self, evenly: float) -> float:
        """Of a demo long enough to show it, the days since the first test of change are calmer
        than those before: as many incidents in all, half as many a day."""
        calm = CALM_SINCE
        if self._days < 2 * calm:
            return evenly
        before = self._days - calm
        along = evenly / self._days * (2 * before + calm)
        return along / 2 if along < 2 * before else before + along - 2 * before

    def _arrivals(self, start: datetime) -> Iterator[NewEntry]:
        bed = 0
        for index, row in enumerate(self._said["people"]["rows"]):
            record = self._chance.new_id()
            patient = patient_of(row, index)
            self._people.append((record, patient))
            came = start - timedelta(days=self._dice.randrange(2, 40), minutes=index)
            yield self._entry(patient, record, came)
            here = index < self._said["ward"]["beds"] - 1
            bed += here
            move = Movement(person=record, move="admit", when=came, bed=str(bed) if here else "1")
            yield self._entry(move, self._chance.new_id(), came)
            if not here:
                gone = start - timedelta(hours=4 + index)
                left = Movement(person=record, move="discharge", when=gone, to_where="Home")
                yield self._entry(left, self._chance.new_id(), gone)

    def _incident(self, at: datetime, corrections: "list[_Correction]") -> Iterator[NewEntry]:
        dice = self._dice
        # Those whom tonight is about were left in peace for some days.
        first = 2 if at > self._now - timedelta(days=4) else 0
        person, patient = dice.choice(self._people[first : self._said["ward"]["beds"] - 1])
        record = self._chance.new_id()
        late = timedelta(minutes=dice.choice((8, 12, 20, 35, 90, 300)))
        if dice.random() < 0.04:
            late = timedelta(hours=dice.randrange(14, 60))
        entered = min(at + late, self._now)
        said = self._incidents.happened(at, person, patient)
        if dice.random() < 0.08:
            later = min(entered + timedelta(minutes=dice.randrange(20, 900)), self._now)
            strikes = dice.random() < 0.15
            corrections.append(_Correction(record, said, patient, later, strikes))
        yield self._entry(said, record, entered, patient)
        if not self._only_incidents:
            yield from self._duties_done(record, said, patient)

    def _duties_done(
        self, record: str, said: RestrictivePractice, patient: Patient
    ) -> Iterator[NewEntry]:
        for done in demo_duties.told(record, said, self._now, self._dice):
            yield self._entry(done.said, self._chance.new_id(), done.at, patient)

    def _two_versions(self, ledger: Ledger) -> None:
        """Two corrections of one record that did not know of each other."""
        at = self._now - timedelta(days=2, hours=5)
        person, patient = self._people[8]
        said = self._incidents.happened(at, person, patient)
        record = self._chance.new_id()
        ledger.append_many([self._entry(said, record, at + timedelta(minutes=20), patient)])
        ledger.append_many(self._duties_done(record, said, patient))
        parent = ledger.of_record(record)[0].id
        for hours, place in ((3, "corridor"), (4, "kitchen")):
            author = self._author(at + timedelta(hours=hours), act="amend", reason="staff-said")
            other = said.model_copy(update={"place": place})
            parts = split(other, author, patient=patient)
            ledger.append_many([NewEntry(said.kind, record, (parent,), parts)])

    def _corrected(self, one: "_Correction", ledger: Ledger) -> NewEntry:
        parent = ledger.of_record(one.record)[-1].id
        if one.strikes:
            author = self._author(one.entered, act="void", reason="duplicate")
            parts = split(one.said, author, patient=one.patient)
            return NewEntry(one.said.kind, one.record, (parent,), parts)
        first, *rest = one.said.interventions
        if first.end is not None:
            first = first.model_copy(update={"end": first.end + timedelta(minutes=2)})
        said = one.said.model_copy(update={"interventions": (first, *rest)})
        author = self._author(one.entered, act="amend", reason="camera")
        parts = split(said, author, patient=one.patient)
        return NewEntry(said.kind, one.record, (parent,), parts)

    def _going_on(self) -> Iterator[NewEntry]:
        """A seclusion that is still open, and somebody on leave."""
        began = self._now - timedelta(hours=4, minutes=2)
        person, patient = self._people[1]
        secluded = began + timedelta(minutes=8)
        said = RestrictivePractice(
            person=person,
            when=began,
            place="corridor",
            interventions=(
                Intervention(type="07", start=began, end=began + timedelta(minutes=7)),
                Intervention(type="05", start=secluded),
                Intervention(
                    type="14",
                    start=secluded + timedelta(minutes=4),
                    end=secluded + timedelta(minutes=5),
                ),
            ),
            reason="10",
            staff=tuple(self._incidents.team()),
            **about_the_person(patient, began.date()),
        )
        record = self._chance.new_id()
        yield self._entry(said, record, began + timedelta(minutes=31), patient)
        for done in tonight(record, said, self._now):
            yield self._entry(done.said, self._chance.new_id(), done.at, patient)
        yield from self._yesterday()
        leaver, told = self._people[4]
        went = self._now - timedelta(hours=14)
        leave = Movement(
            person=leaver,
            move="home-leave" if told.legal_status == "01" else "section-17",
            when=went,
            to_where="Home, overnight",
            expected_back=self._now + timedelta(hours=7),
            escorted="N",
        )
        yield self._entry(leave, self._chance.new_id(), went)

    def _yesterday(self) -> Iterator[NewEntry]:
        """A restraint whose reviews are still to be held: the first one with staff is today."""
        person, patient = self._people[0]
        began = self._now - timedelta(hours=13, minutes=9)
        said = self._incidents.happened(began, person, patient)
        held = Intervention(type="11", start=began, end=began + timedelta(minutes=6))
        said = said.model_copy(update={"interventions": (held,)})
        record = self._chance.new_id()
        yield self._entry(said, record, began + timedelta(minutes=20), patient)
        for done in yesterday(record, said, self._now):
            yield self._entry(done.said, self._chance.new_id(), done.at, patient)

    def _entry(
        self, record: Record, record_id: str, entered: datetime, patient: Patient | None = None
    ) -> NewEntry:
        parts = split(record, self._author(entered), patient=patient)
        return NewEntry(record.kind, record_id, (), parts)

    def _author(self, entered: datetime, **how: Any) -> Authorship:
        author = author_of(self._dice.choice(self._staff), entered)
        return author.model_copy(update=how) if how else author


@dataclass(frozen=True, slots=True)
class _Correction:
    """A record to be amended or struck through once it is in the ledger."""

    record: str
    said: RestrictivePractice
    patient: Patient
    entered: datetime
    strikes: bool
