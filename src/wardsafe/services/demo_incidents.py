"""What one incident of the invented ward says: most of it, or where it is young, only the start."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from wardsafe.records.incident_rows import Intervention, OtherPerson, StaffMember
from wardsafe.records.patient import Patient, about_the_person
from wardsafe.records.restrictive_practice import RestrictivePractice

_HOLDS = ("07", "11", "08", "10", "09", "07", "11", "12", "01")
_PLACES = ("day-room", "corridor", "bedroom", "dining-room", "garden", "clinic-room", "quiet-room")
_REASONS = ("10", "11", "10", "13", "17", "19", "10", "12")


class Incidents:
    """Incidents as these dice have them, up to `now`; `staff` are those who may have held."""

    def __init__(
        self,
        narrative: Mapping[str, Sequence[str]],
        staff: Sequence[Mapping[str, str]],
        now: datetime,
        dice: random.Random,
    ) -> None:
        self._narrative, self._staff, self._now, self._dice = narrative, staff, now, dice

    def happened(self, at: datetime, person: str, patient: Patient) -> RestrictivePractice:
        """One incident that began at `at`."""
        dice = self._dice
        complete = at < self._now - timedelta(days=1) and dice.random() < 0.86
        narrative = self._narrative
        more: dict[str, Any] = about_the_person(patient, at.date())
        if complete:
            more |= {
                "how": dice.choice(narrative["how"]),
                "outcome": dice.choice(narrative["outcome"]),
                "tried": tuple(dice.sample(("talk-down", "listened", "space", "quiet-room"), 2)),
                "tried_text": dice.choice(narrative["tried"]),
                "serious_harm": "none",
                "others_involved": "N",
                "notification": dice.choice(("Y", "Y", "nobody", "N")),
                "mental_disorder": dice.choice(("psychosis", "bipolar", "personality", "trauma")),
                "debrief_held": "Y",
                "debrief_at": at + timedelta(minutes=dice.randrange(30, 120)),
            }
        if dice.random() < 0.07:
            others = (OtherPerson(who="security", why="serious-harm"),)
            more |= {"others_involved": "Y", "others": others}
        if dice.random() < 0.2:
            more["account"] = dice.choice(narrative["account"])
        return RestrictivePractice(
            person=person,
            when=at,
            place=dice.choice(_PLACES),
            interventions=tuple(self._interventions(at, complete)),
            reason=dice.choice(_REASONS),
            staff=tuple(self.team()),
            **more,
        )

    def _interventions(self, at: datetime, complete: bool) -> Iterator[Intervention]:
        dice = self._dice
        more: dict[str, Any] = {}
        if complete:
            more = {"patient_hurt": "N", "staff_hurt": "N", "other_hurt": "N"}
            more["care_plan"] = dice.choice(("Y", "N", "none"))
        after = at + timedelta(minutes=dice.choice((2, 3, 4, 5, 7, 9, 14)))
        yield Intervention(type=dice.choice(_HOLDS), start=at, end=after, **more)
        if dice.random() < 0.3:
            yield Intervention(type="14", start=after, end=after + timedelta(minutes=1), **more)
        if dice.random() < 0.18:
            ended = after + timedelta(minutes=dice.randrange(25, 900))
            yield Intervention(type="05", start=after, end=min(ended, self._now), **more)

    def team(self) -> Iterator[StaffMember]:
        """Two or three of the staff, all of whom held."""
        for one in self._dice.sample(self._staff, self._dice.randrange(2, 4)):
            yield StaffMember(name=one["name"], job_title=one["job_title"], used_force="Y")
