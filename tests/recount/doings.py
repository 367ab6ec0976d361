"""What was done about duties, again from raw entries."""

from dataclasses import dataclass
from datetime import datetime

from recount.entries import Ward
from recount.happenings import Happened, utc

REVIEWS = {"debrief-immediate": "debrief", "debrief-staff": "staff_review",
           "debrief-patient": "patient_review", "debrief-external": "external_review"}  # fmt: skip


@dataclass(frozen=True)
class Doing:
    """`at` is None where it is only said that it was in time."""

    duty: str
    record: str
    row: int | None
    at: datetime | None
    entered: datetime
    outcome: str

    def about(self, one: Happened) -> bool:
        """Whether it is of this row; of the only one there is, whatever its number was."""
        return self.record == one.record and (self.row == one.row or one.rows == 1)


def doings(ward: Ward) -> list[Doing]:
    found = [
        Doing(s.facts["duty"], s.private["about"], s.private.get("row"),
              utc(s.private["when"]), utc(s.made["entered"]),
              s.facts.get("outcome", ""))
        for s in ward["duty-done/1"]
    ]  # fmt: skip
    for said in ward["restrictive-practice/1"]:
        entered = utc(said.made["entered"])
        for duty, field in REVIEWS.items():
            held, told = said.facts.get(f"{field}_held"), said.private.get(f"{field}_at")
            if held or told:
                when = utc(told) if told else None
                outcome = "not-done" if held == "N" and not told else ""
                when = entered if outcome else when
                found.append(Doing(duty, said.record, None, when, entered, outcome))
    return found
