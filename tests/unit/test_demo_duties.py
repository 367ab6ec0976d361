"""What is told of the invented ward's duties: tonight to the minute, the rest by its shares."""

import random
from datetime import UTC, datetime, timedelta

from wardsafe.duties.definitions import seeded
from wardsafe.duties.due import due
from wardsafe.duties.happenings import Done
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.demo_duties import Entered, told
from wardsafe.services.demo_tonight import tonight
from wardsafe.views.happenings import of_incident

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def secluded(start: datetime, end: datetime | None) -> RestrictivePractice:
    rows = (
        Intervention(type="07", start=start, end=start + 7 * MINUTE),
        Intervention(type="05", start=start + 8 * MINUTE, end=end),
        Intervention(type="14", start=start + 12 * MINUTE, end=start + 13 * MINUTE),
    )
    return RestrictivePractice(person="p1", when=start, interventions=rows)


def dones(found: list[Entered]) -> list[Done]:
    return [
        Done(e.said.duty or "", "r1", e.said.row, e.said.when, e.at, "s1", e.said.outcome or "")
        for e in found
    ]


def test_tonight_the_review_by_two_nurses_is_six_minutes_ahead() -> None:
    said = secluded(NOW - 4 * HOUR - 2 * MINUTE, None)
    found = list(tonight("r1", said, NOW))
    assert all(each.at <= NOW for each in found)
    duties = due(seeded(), of_incident("r1", said), dones(found), NOW)
    assert not [one for one in duties if one.state == "missed"]
    assert [one.definition.id for one in duties if one.state == "done late"] == [
        "seclusion-medical-first"
    ]
    ahead = {one.definition.id: (one.due - NOW) // MINUTE for one in duties if one.waits}
    assert ahead["seclusion-nursing"] == ahead["seclusion-note"] == 6
    assert (ahead["rt-hourly"], ahead["seclusion-medical-early"]) == (10, 87)


def test_reviews_are_in_time_about_as_often_as_audits_found() -> None:
    dice = random.Random(5)
    start = NOW - timedelta(days=40)
    said = secluded(start, start + 9 * HOUR)
    states: dict[str, list[str]] = {}
    for _ in range(150):
        found = list(told("r1", said, NOW, dice))
        for one in due(seeded(), of_incident("r1", said), dones(found), NOW):
            states.setdefault(one.definition.id, []).append(one.state)

    def share(duty: str) -> float:
        return states[duty].count("done") / len(states[duty])

    assert 0.28 < share("seclusion-medical-first") < 0.46
    assert 0.41 < share("seclusion-medical-early") < 0.66
    assert 0.40 < share("seclusion-nursing") < 0.62
    assert {"missed", "done late"} <= set(states["seclusion-nursing"])
