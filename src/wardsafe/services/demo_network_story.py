"""What happened on one ward of the invented network: who was there, what was done, what was tried.

Wards are alike but for chance, save what is planted on some of them. Shares and rates are invented;
nothing here is a claim about any ward.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from wardsafe.clock import LONDON, Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.measures.periods import QUARTER, period_of
from wardsafe.records.base import Record
from wardsafe.records.census import Census, midnight
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.records.moments import local
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import AS_LOGGED, NONE, RESTRICTIVE, SEXUAL, NilReturn
from wardsafe.records.parts import Authorship, split
from wardsafe.records.patient import Patient, about_the_person
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.demo_names import invented
from wardsafe.services.demo_network_names import BEDS, DISPARITY, FELL, WardSaid, nhs_number
from wardsafe.services.demo_network_trials import Trial, trials

A_MONTH, BEFORE, AFTER = 20, 25, 10
"""Incidents a month on a ward of 18 beds; and on the one whose practice fell, before and after."""
SWING = 3
STEADY = 0.8
"""How far a month is from that at most, and how often it is up after down: common cause."""
AS_MUCH = 10
"""How many times as often force is used on a Black person on the ward of the disparity."""

_LEAST, _MOST = 45, 135
"""Days that a stay lasts."""
_CATEGORIES = "AAAAAAABCHHJJKMNNPDEFRSZ"
_CATEGORIES_THERE = "AAAAABCHHJKMMNNNPPDEFRSZ"
"""Ethnic categories of the people: of every ward, and of the one with the disparity."""
_BLACK = frozenset("MNP")
_HOLDS = ("07", "11", "08", "10", "09", "07", "11", "12")
_PLACES = ("day-room", "corridor", "bedroom", "dining-room", "garden", "clinic-room", "quiet-room")
_REASONS = ("10", "11", "10", "13", "17", "19", "12")
_ONE = timedelta(days=1)
_NIGHT = range(7, 21)


@dataclass(frozen=True, slots=True)
class Told:
    """One entry, when it was entered, and at which of the ward's terminals (0 is the first)."""

    entered: datetime
    terminal: int
    entry: NewEntry


@dataclass(frozen=True, slots=True)
class Setting:
    """What a story is told from: the days up to `now`, ids, pseudonyms of NHS numbers, names."""

    ward: WardSaid
    now: datetime
    days: int
    seed: int
    chance: Chance
    pseudonym: Callable[[str], str]
    names: Iterator[str] = field(repr=False)

    @property
    def start(self) -> date:
        """The first day told of: that of a quarter, so that none but the last is in part."""
        return period_of(QUARTER, local(self.now).date() - timedelta(days=self.days)).first

    @property
    def fell_on(self) -> date:
        """The day on which a change was adopted where practice fell."""
        return adopted_on(self.now, self.days)


def adopted_on(now: datetime, days: int) -> date:
    """The first of a month, after about two thirds of the days."""
    return (local(now).date() - timedelta(days=days // 3)).replace(day=1)


@dataclass(frozen=True, slots=True)
class _Stay:
    record: str
    patient: Patient
    known_as: str
    came: datetime
    left: datetime


def story(setting: Setting) -> list[Told]:
    """Every entry of a ward in the order in which it was entered."""
    return sorted(_Story(setting).told(), key=lambda one: one.entered)


class _Story:
    def __init__(self, setting: Setting) -> None:
        self._s = setting
        self._dice = Random(f"{setting.seed}/{setting.ward.number}")  # noqa: S311
        titles = ("Staff nurse", "Healthcare assistant", "Charge nurse", "Staff nurse")
        self._whole = (local(setting.now).date() - setting.start).days
        self._staff = [(f"s-{n}", next(setting.names), title) for n, title in enumerate(titles, 1)]
        self._stays = list(self._filled())
        self._there = {day: self._here(midnight(day)) for day in self._days()}

    def told(self) -> Iterator[Told]:
        yield from self._people()
        forced: set[date] = set()
        for at in self._times():
            forced.add(at.date())
            yield self._incident(at)
        yield from self._closing(forced)
        for trial in trials(self._s.ward, self._s.start, self._s.fell_on, self._s.now):
            yield self._trial(trial)

    def _days(self) -> Iterator[date]:
        return (self._s.start + _ONE * number for number in range(self._whole))

    def _filled(self) -> Iterator[_Stay]:
        """Each bed taken by one person after another, a day empty between them."""
        number = 0
        for _ in range(self._s.ward.beds):
            day = self._s.start - timedelta(days=self._dice.randrange(1, _LEAST))
            while (came := self._at(day, 9, 18)) < self._s.now:
                number += 1
                day += timedelta(days=self._dice.randrange(_LEAST, _MOST))
                yield self._stay(number, came, self._at(day, 9, 16))
                day += _ONE

    def _stay(self, number: int, came: datetime, left: datetime) -> _Stay:
        dice, ward = self._dice, self._s.ward
        nhs = nhs_number(ward.number, number)
        listed = _CATEGORIES_THERE if ward.truth == DISPARITY else _CATEGORIES
        patient = Patient(
            name=next(self._s.names),
            born=came.date() - timedelta(days=dice.randrange(18 * 365, 70 * 365)),
            nhs_number=nhs,
            sex=dice.choice(("female", "male")),
            ethnic_category=dice.choice(listed),
            deprivation=str(dice.choice((1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10))),
            legal_status=dice.choice(("01", "02", "02", "03", "03")),
            learning_disability="N",
            autism=dice.choice("NNNNNNY"),
        )
        return _Stay(self._s.chance.new_id(), patient, self._s.pseudonym(nhs), came, left)

    def _people(self) -> Iterator[Told]:
        for stay in self._stays:
            yield self._entry(stay.patient, stay.came, stay, stay.record)
            came = Movement(person=stay.record, move="admit", when=stay.came)
            yield self._entry(came, stay.came + timedelta(minutes=3), stay)
            if stay.left < self._s.now:
                left = Movement(
                    person=stay.record, move="discharge", when=stay.left, to_where="Home"
                )
                yield self._entry(left, stay.left + timedelta(minutes=9), stay)

    def _here(self, at: datetime) -> list[_Stay]:
        return [stay for stay in self._stays if stay.came <= at < stay.left]

    def _times(self) -> Iterator[datetime]:
        """When something happened: so many a month, spread over its days."""
        first, swing = self._s.start.replace(day=1), 1
        while first < self._s.now.date():
            after = (first + timedelta(days=32)).replace(day=1)
            swing = -swing if self._dice.random() < STEADY else swing
            usual = self._usual(first) + swing * self._dice.randrange(SWING + 1)
            for _ in range(round(usual * self._s.ward.beds / BEDS)):
                day = first + _ONE * self._dice.randrange((after - first).days)
                at = self._at(day, 0, 24)
                if self._s.start <= day and at < self._s.now - timedelta(hours=6):
                    yield at
            first = after

    def _usual(self, month: date) -> int:
        if self._s.ward.truth != FELL:
            return A_MONTH
        return BEFORE if month < self._s.fell_on else AFTER

    def _incident(self, at: datetime) -> Told:
        dice = self._dice
        stay = self._whom(self._here(at))
        words = invented()["narrative"]
        said = RestrictivePractice(
            person=stay.record,
            when=at,
            place=dice.choice(_PLACES),
            interventions=tuple(self._interventions(at)),
            reason=dice.choice(_REASONS),
            staff=tuple(
                StaffMember(name=name, job_title="nurse", used_force="Y")
                for _, name, _ in dice.sample(self._staff, 2)
            ),
            how=dice.choice(words["how"]),
            outcome=dice.choice(words["outcome"]),
            tried_text=dice.choice(words["tried"]),
            account=dice.choice(words["account"]),
            serious_harm="none",
            others_involved="N",
            **about_the_person(stay.patient, at.date()),
        )
        entered = at + timedelta(minutes=dice.choice((8, 12, 20, 35, 90, 300)))
        at_second = self._s.ward.terminals > 1 and at.hour not in _NIGHT
        return self._entry(said, entered, stay, terminal=int(at_second))

    def _whom(self, there: list[_Stay]) -> _Stay:
        if self._s.ward.truth != DISPARITY:
            return self._dice.choice(there)
        weights = [AS_MUCH if one.patient.ethnic_category in _BLACK else 1 for one in there]
        return self._dice.choices(there, weights)[0]

    def _interventions(self, at: datetime) -> Iterator[Intervention]:
        dice = self._dice
        more = {"patient_hurt": "N", "staff_hurt": "N", "other_hurt": "N", "care_plan": "Y"}
        after = at + timedelta(minutes=dice.choice((2, 3, 4, 5, 7, 9, 14)))
        yield Intervention(type=dice.choice(_HOLDS), start=at, end=after, **more)
        if dice.random() < 0.28:
            yield Intervention(type="14", start=after, end=after + timedelta(minutes=1), **more)
        if dice.random() < 0.12:
            ended = after + timedelta(minutes=dice.randrange(25, 300))
            yield Intervention(type="05", start=after, end=ended, **more)

    def _closing(self, forced: set[date]) -> Iterator[Told]:
        """Every day declared on the next morning, every midnight counted."""
        for day in self._days():
            said = AS_LOGGED if day in forced else NONE
            streams = (RESTRICTIVE, SEXUAL)
            declared = NilReturn(scope="day", day=day, streams=streams, said=said, by="s-3")
            yield self._entry(declared, self._at(day + _ONE, 7, 8))
            here = len(self._there[day])
            beds = self._s.ward.beds
            counted = Census(night=day, in_bed=here, on_leave=0, available=beds, closed=0,
                             moves_in_bed=here, moves_on_leave=0, by="s-3")  # fmt: skip
            yield self._entry(counted, midnight(day) + timedelta(minutes=12))

    def _trial(self, trial: Trial) -> Told:
        return self._entry(ChangeTest(**trial.said), trial.entered)

    def _at(self, day: date, since: int, until: int) -> datetime:
        minute = self._dice.randrange(since * 60, until * 60)
        return datetime.combine(day, time(minute // 60, minute % 60), LONDON)

    def _entry(
        self,
        record: Record,
        entered: datetime,
        about: _Stay | None = None,
        record_id: str = "",
        *,
        terminal: int = 0,
    ) -> Told:
        staff_id, name, title = self._dice.choice(self._staff)
        author = Authorship(
            act="record", entered=min(entered, self._s.now), author=staff_id, author_name=name,
            job_title=title,
        )  # fmt: skip
        known: dict[str, Any] = (
            {"pseudonym": about.known_as, "patient": about.patient} if about else {}
        )
        parts = split(record, author, **known)
        new = NewEntry(record.kind, record_id or self._s.chance.new_id(), (), parts)
        return Told(min(entered, self._s.now), terminal, new)
